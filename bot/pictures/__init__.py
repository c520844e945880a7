"""Pictures on their way in from Telegram and out to it."""
