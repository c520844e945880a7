"""Choosing a style: the gallery, inline mode, and what people write after ``/style``."""
