"""What notebook 11, part 1, shows and asks."""
