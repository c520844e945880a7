"""What several test rooms share: people who use the playground, and pictures for them to send."""
