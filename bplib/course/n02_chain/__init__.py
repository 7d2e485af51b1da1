"""What notebook 02 shows and asks."""
