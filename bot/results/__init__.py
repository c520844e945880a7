"""The buttons under a finished painting."""
