"""What notebook 01 shows and asks."""
