"""People and chats: settings, bans, and the log of what admins did."""
