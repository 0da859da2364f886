"""Notebooks: their cells as scripts, and experiments as something to look at."""
