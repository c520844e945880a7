"""Bringing the tables of a database to what this version of the program expects, by Alembic."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from storage.errors import CannotOpen, DamagedDatabase, DatabaseError, DiskFull, NewerDatabase

MIGRATIONS = Path(__file__).with_name("migrations")

# The low byte is SQLite's primary code, the rest says more.
_PRIMARY: Final = 0xFF
_NOT_NOW: Final = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}
_FULL_IN_POSTGRESQL: Final = "53100"


def upgrade(engine: Engine) -> None:
    """Apply the missing migrations in one transaction; this blocks.

    Raises ``CannotOpen``, ``DiskFull``, ``DamagedDatabase`` or ``NewerDatabase``; then nothing
    was changed.
    """
    where = engine.url.database or engine.url.render_as_string()
    try:
        with engine.connect() as connection:
            spare_referring_rows(connection)
            with connection.begin():
                _upgrade(connection)
    except DBAPIError as error:
        raise _own(error, where) from error
    except OSError as error:
        raise CannotOpen(f"The database {where} cannot be opened: {error}.") from error


def to_revision(connection: Connection, revision: str) -> None:
    """Move the tables up (or, with an older revision or ``base``, down) to ``revision``."""
    config = alembic_config()
    config.attributes["connection"] = connection
    context = MigrationContext.configure(connection)
    current = context.get_current_revision() or ""
    is_down = revision == "base" or (revision != "head" and revision < current)
    move = command.downgrade if is_down else command.upgrade
    move(config, revision)


def alembic_config() -> Config:
    """Alembic's settings for the migrations that ship with this package."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def is_disk_full(error: DBAPIError) -> bool:
    """Whether the operation failed for want of space, on SQLite or PostgreSQL."""
    if getattr(error.orig, "sqlstate", None) == _FULL_IN_POSTGRESQL:
        return True
    return _sqlite_code(error) == sqlite3.SQLITE_FULL


def spare_referring_rows(connection: Connection) -> None:
    """Let SQLite copy and drop a table without deleting what refers to it; not undone here.

    Dropping deletes the rows first, and that cascades. Within a transaction this is ignored.
    """
    if connection.dialect.name == "sqlite":
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.close()


def _upgrade(connection: Connection) -> None:
    where = connection.engine.url.database
    _check(connection, str(where))
    context = MigrationContext.configure(connection)
    before = context.get_current_heads()
    to_revision(connection, "head")
    if connection.dialect.name == "sqlite" and before != context.get_current_heads():
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise DamagedDatabase(
                f"The database {where} is damaged: {broken[0]} refers to missing {broken[2]}."
            )


def _check(connection: Connection, where: str) -> None:
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


def _own(error: DBAPIError, where: str) -> DatabaseError:
    if is_disk_full(error):
        return DiskFull(f"The disk of the database {where} is full.")
    code = _sqlite_code(error)
    # Without a code it is another database, which was not reached.
    unreached = isinstance(error, OperationalError) if code is None else code in _NOT_NOW
    if unreached:
        return CannotOpen(f"The database {where} cannot be opened: {error.orig}.")
    return DamagedDatabase(f"The database {where} is damaged: {error.orig}.")


def _sqlite_code(error: DBAPIError) -> int | None:
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & _PRIMARY
