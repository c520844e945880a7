"""The life of a job: queue, painting, progress, delivery."""
