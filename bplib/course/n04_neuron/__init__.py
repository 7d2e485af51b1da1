"""What notebook 04 shows and asks."""
