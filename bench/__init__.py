"""Measurements: speed, cost and quality of what the rooms do."""
