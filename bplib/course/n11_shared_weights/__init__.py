"""What the first part of notebook 11 shows and asks."""
