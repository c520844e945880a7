"""Pictures that the bot draws itself; free of Telegram and of storage."""
