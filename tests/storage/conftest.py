"""A database for every test with its repositories, and the same tests again on PostgreSQL.

Which server is said by ``ATELIER_TEST_POSTGRES``, an SQLAlchemy URL of somebody who may create
databases; without it the tests marked ``postgres`` are skipped.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from typing import Final
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.pool import NullPool

from storage import (
    Audit,
    Bans,
    Chats,
    Database,
    Favourites,
    Inbox,
    Jobs,
    PendingPhotos,
    People,
    Quotas,
    Retention,
    Stats,
    StyleEditor,
    Styles,
)
from storage.database import configure_connections
from storage.migrate import upgrade
from storage.tables import Base

SERVER: Final = os.environ.get("ATELIER_TEST_POSTGRES", "")
_ABOUT_SQLITE: Final = {"test_database", "test_migrate", "test_plans"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    module = Path(str(metafunc.module.__file__)).stem
    if SERVER and "database" in metafunc.fixturenames and module not in _ABOUT_SQLITE:
        server = pytest.param("postgresql", marks=pytest.mark.postgres)
        metafunc.parametrize("database", ["sqlite", server], indirect=True)


@contextmanager
def empty_database() -> Iterator[str]:
    """The URL of a new database on the server, which is dropped afterwards."""
    url, name = make_url(SERVER).set(drivername="postgresql+psycopg"), f"atelier_{uuid4().hex}"
    maker = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with maker.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def differences(engine: Engine) -> list[object]:
    """What the tables of a database and the models do not have in common."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "atelier.db"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables, to be copied: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "atelier.db"
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    configure_connections(engine)
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
async def database(
    request: pytest.FixtureRequest, path: Path, migrated_file: Path
) -> AsyncIterator[Database]:
    if getattr(request, "param", "sqlite") == "sqlite":
        copyfile(migrated_file, path)
        async with Database.open(path) as database:
            yield database
    else:
        with empty_database() as url:
            async with Database.open(url) as database:
                yield database


@pytest.fixture
def audit(database: Database) -> Audit:
    return Audit(database)


@pytest.fixture
def bans(database: Database) -> Bans:
    return Bans(database)


@pytest.fixture
def chats(database: Database) -> Chats:
    return Chats(database)


@pytest.fixture
def favourites(database: Database) -> Favourites:
    return Favourites(database)


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database)


@pytest.fixture
def jobs(database: Database) -> Jobs:
    return Jobs(database)


@pytest.fixture
def pending(database: Database) -> PendingPhotos:
    return PendingPhotos(database)


@pytest.fixture
def people(database: Database) -> People:
    return People(database)


@pytest.fixture
def quotas(database: Database) -> Quotas:
    return Quotas(database)


@pytest.fixture
def retention(database: Database) -> Retention:
    return Retention(database)


@pytest.fixture
def stats(database: Database) -> Stats:
    return Stats(database)


@pytest.fixture
def style_editor(database: Database) -> StyleEditor:
    return StyleEditor(database)


@pytest.fixture
def styles(database: Database) -> Styles:
    return Styles(database)
