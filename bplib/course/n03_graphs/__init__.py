"""What notebook 03 shows and asks."""
