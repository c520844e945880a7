"""Styles, their pictures and vectors, and the archives in which they travel."""
