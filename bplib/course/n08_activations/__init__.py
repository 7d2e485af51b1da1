"""What notebook 08 shows and asks."""
