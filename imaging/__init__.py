"""Pictures as bytes and pixels: recognised, checked, opened, encoded. Imports no other room."""
