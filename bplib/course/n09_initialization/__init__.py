"""What notebook 09 shows and asks."""
