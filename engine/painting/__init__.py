"""Painting: one canvas or many, by optimisation or in one pass."""
