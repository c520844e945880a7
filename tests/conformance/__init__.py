"""python-telegram-bot's own live tests, run against the playground instead of Telegram."""
