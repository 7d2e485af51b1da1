"""What notebook 12 shows and asks: eight tasks, a patient, and the reader's page."""
