"""The worker program: the only process that loads torch to paint."""
