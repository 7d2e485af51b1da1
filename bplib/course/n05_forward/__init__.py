"""What notebook 05 shows and asks."""
