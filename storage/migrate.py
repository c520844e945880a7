"""Bringing the tables of a database to what this version of the program expects, by Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.errors import CannotOpen, DamagedDatabase, NewerDatabase

MIGRATIONS = Path(__file__).with_name("migrations")


def upgrade(engine: Engine) -> None:
    """Apply the missing migrations in one transaction; this blocks.

    Raises ``CannotOpen``, ``DamagedDatabase`` or ``NewerDatabase``; then nothing was changed.
    """
    where = engine.url.database or engine.url.render_as_string()
    try:
        with engine.connect() as connection, connection.begin():
            _upgrade(connection)
    except (OperationalError, OSError) as error:
        cause = getattr(error, "orig", error)
        raise CannotOpen(f"The database {where} cannot be opened: {cause}.") from error
    except DBAPIError as error:
        raise DamagedDatabase(f"The database {where} is damaged: {error.orig}.") from error


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


def _upgrade(connection: Connection) -> None:
    try:
        _check(connection)
        to_revision(connection, "head")
    except DBAPIError as error:
        where = connection.engine.url.database
        words = f"The database {where} cannot be brought up to date: {error.orig}."
        raise DamagedDatabase(words) from error


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
