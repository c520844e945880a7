"""Migrate the tables of a database to what this version of the program expects, by Alembic."""

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

# The low byte of SQLite's code is the kind of error, the rest says more.
_PRIMARY_CODE_MASK: Final = 0xFF
_UNAVAILABLE_CODES: Final = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
}
_POSTGRES_DISK_FULL: Final = "53100"


def upgrade(engine: Engine) -> None:
    """Apply the missing migrations in one transaction; this blocks.

    Raises ``CannotOpen``, ``DiskFull``, ``DamagedDatabase`` or ``NewerDatabase``; then nothing
    was changed.
    """
    where = engine.url.database or engine.url.render_as_string()
    try:
        with engine.connect() as connection:
            disable_foreign_keys(connection)
            with connection.begin():
                _upgrade_checked(connection)
    except DBAPIError as error:
        raise _translate_error(error, where) from error
    except OSError as error:
        raise CannotOpen(f"The database {where} cannot be opened: {error}.") from error


def migrate_to(connection: Connection, revision: str) -> None:
    """Migrate the tables up to ``revision``, or down to an older one or to ``base``."""
    config = alembic_config()
    config.attributes["connection"] = connection
    context = MigrationContext.configure(connection)
    current = context.get_current_revision() or ""
    is_down = revision == "base" or (revision != "head" and revision < current)
    move = command.downgrade if is_down else command.upgrade
    move(config, revision)


def alembic_config() -> Config:
    """Return Alembic's settings for the migrations that ship with this package."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def is_disk_full(error: DBAPIError) -> bool:
    """Tell whether the operation failed because the disk is full, on SQLite or PostgreSQL."""
    if getattr(error.orig, "sqlstate", None) == _POSTGRES_DISK_FULL:
        return True
    return _sqlite_code(error) == sqlite3.SQLITE_FULL


def disable_foreign_keys(connection: Connection) -> None:
    """Switch foreign keys off on this SQLite connection; on PostgreSQL do nothing."""
    # Alembic changes a table of SQLite by copying and dropping it. Dropping deletes the rows, and
    # with foreign keys on that would cascade. Within a transaction the pragma is ignored.
    if connection.dialect.name == "sqlite":
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.close()


def _upgrade_checked(connection: Connection) -> None:
    where = connection.engine.url.database
    scripts = ScriptDirectory.from_config(alembic_config())
    _check_readable(connection, str(where), scripts)
    if MigrationContext.configure(connection).get_current_heads() == tuple(scripts.get_heads()):
        return
    migrate_to(connection, "head")
    if connection.dialect.name == "sqlite":
        # Foreign keys were off meanwhile, so that SQLite itself has not looked.
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise DamagedDatabase(
                f"The database {where} is damaged: {broken[0]} refers to missing {broken[2]}."
            )


def _check_readable(connection: Connection, where: str, scripts: ScriptDirectory) -> None:
    if connection.dialect.name == "sqlite":
        verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        if verdict != "ok":
            raise DamagedDatabase(f"The database {where} is damaged: {verdict}.")
    known = {script.revision for script in scripts.walk_revisions()}
    for revision in MigrationContext.configure(connection).get_current_heads():
        if revision not in known:
            raise NewerDatabase(
                f"The database {where} was written by a newer version of Atelier "
                f"(its revision {revision} is not known here): use that version, or another file."
            )


def _translate_error(error: DBAPIError, where: str) -> DatabaseError:
    if is_disk_full(error):
        return DiskFull(f"The disk of the database {where} is full.")
    code = _sqlite_code(error)
    # Only SQLite gives a code. PostgreSQL reports a server it cannot reach as OperationalError.
    unreached = isinstance(error, OperationalError) if code is None else code in _UNAVAILABLE_CODES
    if unreached:
        return CannotOpen(f"The database {where} cannot be opened: {error.orig}.")
    return DamagedDatabase(f"The database {where} is damaged: {error.orig}.")


def _sqlite_code(error: DBAPIError) -> int | None:
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & _PRIMARY_CODE_MASK
