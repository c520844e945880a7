"""Pictures as bytes and pixels: opened, encoded, blended, animated. No torch."""
