"""Open the database, bring its tables up to date, and read and write in transactions.

SQLite allows one writer at a time. A transaction that starts by reading and writes later can find
the lock taken and must give up at once, however long it would have waited. So every writing
transaction says so at its start (``BEGIN IMMEDIATE``), and within this process writers queue for a
lock of ours before they take a connection: else a few of them, waiting for SQLite's lock, would
hold every connection of the pool and no reader would get one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import NullPool

from storage.errors import (
    SUPPORTED,
    CannotOpen,
    DatabaseUnavailable,
    DiskFull,
    unsupported_database,
)
from storage.migrate import is_disk_full, upgrade

_DRIVERS = {"sqlite": "aiosqlite", "postgresql": "psycopg"}

BUSY_TIMEOUT_S = 15
"""Seconds that a writer waits for a writer of another process."""


def utc_now() -> datetime:
    """Return the present time as an aware datetime in UTC."""
    return datetime.now(UTC)


class Database:
    """An open database with up-to-date tables. Make one with ``Database.open``."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._reading = async_sessionmaker(engine, expire_on_commit=False)
        writing = engine.execution_options(begin="BEGIN IMMEDIATE")
        self._writing = async_sessionmaker(writing, expire_on_commit=False)
        self._write_lock: AbstractAsyncContextManager[object] = (
            asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()
        )

    @classmethod
    @asynccontextmanager
    async def open(cls, url_or_path: str | Path) -> AsyncIterator[Database]:
        """Open an SQLite file, created if absent, or an SQLAlchemy URL, and migrate its tables.

        Raises ``CannotOpen``, ``DiskFull``, ``DamagedDatabase`` or ``NewerDatabase``.
        """
        url = await asyncio.to_thread(_resolve_url, url_or_path)
        await asyncio.to_thread(migrate, url)
        engine = create_async_engine(url, pool_pre_ping=url.get_backend_name() != "sqlite")
        configure_connections(engine.sync_engine)
        try:
            yield cls(engine)
        finally:
            await engine.dispose()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a session that sees one state of the database; its changes are rolled back."""
        with _translate_errors():
            async with self._reading() as session:
                yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """Open a session whose changes are committed together at the end, or not at all."""
        async with self._write_lock:
            with _translate_errors():
                async with self._writing.begin() as session:
                    yield session


def migrate(url: URL) -> None:
    """Bring the tables up to date; this blocks."""
    # psycopg can block as well as await; SQLite gets its blocking driver, because the threads of
    # aiosqlite would outlive a failure to connect.
    is_sqlite = url.get_backend_name() == "sqlite"
    engine = create_engine(url.set(drivername="sqlite") if is_sqlite else url, poolclass=NullPool)
    configure_connections(engine)
    try:
        upgrade(engine.execution_options(begin="BEGIN IMMEDIATE"))
    finally:
        engine.dispose()


def configure_connections(engine: Engine) -> None:
    """Set up every connection that ``engine`` makes as this package needs it."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_connection)
        event.listen(engine, "begin", _begin)


def _configure_connection(connection: Any, _record: object) -> None:
    # By itself the driver begins a transaction only before the first write; ``_begin`` begins it
    # at once, so that what was read before the write belongs to the same state.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * 1000}")
    # Readers go on while one writes.
    cursor.execute("PRAGMA journal_mode = WAL")
    # With WAL this loses nothing when the process dies; a power failure may undo the last commits.
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _resolve_url(url_or_path: str | Path) -> URL:
    if isinstance(url_or_path, str) and "://" in url_or_path:
        return _with_driver(url_or_path)
    path = Path(url_or_path).expanduser().resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotOpen(f"The folder {path.parent} cannot be made: {error.strerror}.") from error
    return URL.create("sqlite+aiosqlite", database=str(path))


def _with_driver(address: str) -> URL:
    """Return the address with the driver that this package uses, unless it names one itself."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        # The error is not shown: it quotes the address, and with it the password.
        raise CannotOpen("The address of the database cannot be read.") from error
    named = url.get_backend_name()
    # Hosting services hand out addresses that begin with postgres://.
    kind = "postgresql" if named == "postgres" else named
    if kind not in SUPPORTED:
        raise unsupported_database(kind)
    driver = url.drivername.partition("+")[2] or _DRIVERS[kind]
    if find_spec(driver) is None:
        raise CannotOpen(f"The database needs the package {driver}, which is not installed.")
    return url.set(drivername=f"{kind}+{driver}")


@contextmanager
def _translate_errors() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        # Repositories turn a broken constraint into their own error; else it is a defect.
        raise
    except DBAPIError as error:
        if is_disk_full(error):
            raise DiskFull("The disk of the database is full.") from error
        raise DatabaseUnavailable(f"The database did not answer: {error.orig}.") from error
