"""What notebook 07 shows and asks."""
