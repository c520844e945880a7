"""Paintings asked for and made: rows, states, quotas, figures."""
