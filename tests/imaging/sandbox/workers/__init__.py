"""Decoder programs that misbehave; run as ``python -m tests.imaging.sandbox.workers.NAME FD``."""
