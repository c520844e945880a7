"""Bringing the tables of a database to what this version of the program expects, by Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.errors import CannotOpen, DamagedDatabase, NewerDatabase

MIGRATIONS = Path(__file__).with_name("migrations")


async def upgrade(engine: AsyncEngine) -> None:
    """Apply the missing migrations in one transaction.

    Raises ``CannotOpen``, ``DamagedDatabase`` or ``NewerDatabase``; then nothing was changed.
    """
    where = engine.url.database or engine.url.render_as_string()
    try:
        async with engine.connect() as connection, connection.begin():
            await connection.run_sync(_check)
            await connection.run_sync(to_revision, "head")
    except OperationalError as error:
        raise CannotOpen(f"The database {where} cannot be opened: {error.orig}.") from error
    except (DBAPIError, OSError) as error:
        cause = getattr(error, "orig", error)
        raise DamagedDatabase(f"The database {where} is damaged: {cause}.") from error


def to_revision(connection: Connection, revision: str) -> None:
    """Move the tables up (or, with an older revision or ``base``, down) to ``revision``."""
    config = alembic_config()
    config.attributes["connection"] = connection
    move = command.downgrade if revision == "base" else command.upgrade
    move(config, revision)


def alembic_config() -> Config:
    """Alembic's settings for the migrations that ship with this package."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _check(connection: Connection) -> None:
    where = connection.engine.url.database
    if connection.dialect.name == "sqlite":
        verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if verdict != "ok":
            raise DamagedDatabase(f"The database {where} is damaged: {verdict}.")
    known = {
        script.revision
        for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()
    }
    for revision in MigrationContext.configure(connection).get_current_heads():
        if revision not in known:
            raise NewerDatabase(
                f"The database {where} was written by a newer version of Atelier "
                f"(its revision {revision} is not known here): use that version, or another file."
            )
