"""The interactive figures, one module per notebook, one short function per figure."""
