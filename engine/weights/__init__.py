"""Weights: those that ship, and how others come here. Imports nothing, so that torch stays out."""
