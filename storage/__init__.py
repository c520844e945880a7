"""What is remembered: styles, chats, people, jobs and updates."""
