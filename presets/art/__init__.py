"""What the painters share: fields, brushes, shapes, surfaces and palettes, all in numpy."""
