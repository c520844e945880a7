"""Alembic migrations, one file per step under ``versions``."""
