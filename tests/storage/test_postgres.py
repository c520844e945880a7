"""On a PostgreSQL server: migrations, and what many connections do at once.

``conftest`` has the tests of the repositories run there too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.pool import NullPool

from presets import catalogue
from storage import CannotOpen, Database, Inbox, Jobs, RawUpdate, Styles, sync_presets
from storage.migrate import migrate_to, upgrade
from tests.storage.conftest import SERVER, differences, empty_database
from tests.storage.makers import new_job

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not SERVER, reason="no server: ATELIER_TEST_POSTGRES is not set"),
]


@pytest.fixture
def url() -> Iterator[str]:
    with empty_database() as url:
        yield url


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url, poolclass=NullPool)
    yield engine
    engine.dispose()


def test_the_migrations_make_what_the_models_say(engine: Engine) -> None:
    upgrade(engine)
    assert differences(engine) == []


def test_down_to_nothing_and_up_again(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        migrate_to(connection, "base")
    upgrade(engine)
    assert differences(engine) == []


async def test_an_address_needs_no_driver_and_is_opened_again_as_it_was(url: str) -> None:
    plain = make_url(url).set(drivername="postgres").render_as_string(hide_password=False)
    async with Database.open(plain) as database:
        await sync_presets(database, catalogue())
    async with Database.open(plain) as database:
        assert len(await Styles(database).all()) == len(catalogue())


async def test_of_many_that_save_the_same_update_one_is_the_first(url: str) -> None:
    async with Database.open(url) as database:
        inbox = Inbox(database)
        saved = await asyncio.gather(*(inbox.save([RawUpdate(1, "{}")]) for _ in range(8)))
        assert len(await inbox.unfinished()) == 1
        assert len(saved) == 8


async def test_of_many_that_ask_for_the_same_painting_one_is_new(url: str) -> None:
    async with Database.open(url) as database:
        added = await asyncio.gather(*(Jobs(database).add(new_job(1)) for _ in range(8)))
        assert sorted(one.is_new for one in added) == [False] * 7 + [True]


async def test_a_server_that_does_not_answer_is_told_in_words() -> None:
    away = make_url(SERVER).set(port=1).render_as_string(hide_password=False)
    with pytest.raises(CannotOpen, match="cannot be opened"):
        async with Database.open(away):
            pass
