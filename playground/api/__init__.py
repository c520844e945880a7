"""The methods of the Bot API, each as Telegram answers it."""
