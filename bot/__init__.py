"""The Telegram bot: handlers, the waiting line, the runner, texts and the command line."""
