"""Keeps a worker process alive and tells who waits for it."""
