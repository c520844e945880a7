"""Worker programs for tests: one that works without torch, others that misbehave."""
