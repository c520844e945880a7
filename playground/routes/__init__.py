"""The HTTP side: the Bot API for the bot, /play for people and programs, and the page."""
