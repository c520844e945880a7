"""Teaching the face finder."""
