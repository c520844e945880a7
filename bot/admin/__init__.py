"""Commands of admins: styles, bans, quotas, broadcasts, figures."""
