"""What admins do: styles, bans, quotas, broadcasts, figures."""
