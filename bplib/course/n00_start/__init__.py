"""What notebook 00 shows and asks."""
