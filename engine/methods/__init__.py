"""Ways to paint."""
