"""What notebook 11, second part, shows and asks: rows picked, rows mixed, and what it costs."""
