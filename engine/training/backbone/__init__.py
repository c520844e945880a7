"""Teaching the embedded backbone."""
