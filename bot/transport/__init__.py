"""Talking to Telegram: what is received in which order, what is sent when."""
