"""From a message to a committed job."""
