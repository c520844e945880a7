"""The Telegram bot: handlers, the queue, the runner, texts and the command line."""
