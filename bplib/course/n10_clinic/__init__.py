"""What notebook 10 shows and asks."""
