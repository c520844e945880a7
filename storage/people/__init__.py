"""People, chats, what they set, and what admins did."""
