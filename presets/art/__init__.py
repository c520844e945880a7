"""What all painters use: fields, brushes, shapes, surfaces and palettes, in numpy."""
