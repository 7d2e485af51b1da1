"""What notebook 06 shows and asks."""
