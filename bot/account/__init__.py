"""What people set and read about themselves."""
