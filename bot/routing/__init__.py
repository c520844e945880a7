"""Which handler gets which update."""
