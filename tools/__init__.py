"""Programs for those who work on Atelier; nothing of it is installed."""
