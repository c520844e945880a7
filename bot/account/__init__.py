"""Settings, privacy and the start: for people, about themselves."""
