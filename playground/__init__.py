"""A local Telegram: the Bot API over HTTP and a chat page, for demos and tests."""
