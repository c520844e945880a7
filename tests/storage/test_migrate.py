from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.pool import NullPool

from presets import catalogue
from storage import Chats, DamagedDatabase, Database, DiskFull, JobKind, Jobs, Styles
from storage.database import configure_connections
from storage.migrate import alembic_config, disable_foreign_keys, migrate_to, upgrade
from storage.tables import Base
from tests.storage.conftest import differences
from tests.storage.makers import ban_of


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    configure_connections(engine)
    yield engine
    engine.dispose()


def _tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_the_migrations_make_what_the_models_say(engine: Engine) -> None:
    upgrade(engine)
    assert differences(engine) == []


def test_a_difference_would_be_seen(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE jobs DROP COLUMN detail")
    assert len(differences(engine)) == 1


def test_down_to_nothing_and_up_again(engine: Engine) -> None:
    upgrade(engine)
    assert _tables(engine) == {*Base.metadata.tables, "alembic_version"}
    with engine.begin() as connection:
        migrate_to(connection, "base")
    assert _tables(engine) == {"alembic_version"}
    upgrade(engine)
    assert differences(engine) == []


def test_applying_them_again_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    upgrade(engine)
    assert differences(engine) == []


def test_a_migration_undone_half_way_leaves_nothing_behind(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        migrate_to(connection, "head")
        transaction.rollback()
    assert _tables(engine) == set()


def test_the_history_is_one_line() -> None:
    script = ScriptDirectory.from_config(alembic_config())
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


_AT_0001 = """
INSERT INTO pictures VALUES ('d', 'image/webp', x'00');
INSERT INTO styles VALUES
  (1, 0, 'starry', 'Starry Night', '["星空"]', '{}', 'd', 'fingerprint', NULL, 3, 0, '2026-01-01'),
  (2, -5, 'ours', 'Ours', '[]', '{}', 'd', NULL, 7, 0, 1, '2026-01-01');
INSERT INTO chats VALUES (-5, 'group', 'Club', '{"size": 512}', 1, '2026-01-01', '2026-01-02');
INSERT INTO people VALUES
  (7, 'Anna', 'anna', 'en', '{}', 0, '2026-01-01', '2026-01-02'),
  (8, 'Boris', NULL, NULL, '{}', 1, '2026-01-01', '2026-01-02');
INSERT INTO jobs (id, chat_id, person_id, origin, message_id, photo_file_id, photo_unique_id,
                  styles, options, recipe, state, attempts, created, queued) VALUES
  ('j', -5, 7, 'message:1', 1, 'f', 'u',
   '[{"key": "d", "title": "Starry Night", "style_id": 1, "file_id": null, "weight": 1.0}]',
   '{}', 'r', 'queued', 0, '2026-01-01', '2026-01-01');
"""


def _at_0001(engine: Engine) -> None:
    with engine.begin() as connection:
        migrate_to(connection, "0001")
        for statement in filter(str.strip, _AT_0001.split(";\n")):
            connection.exec_driver_sql(statement)


async def test_origins_of_0006_become_kinds(engine: Engine, path: Path) -> None:
    _at_0001(engine)
    insert = """INSERT INTO jobs (id, chat_id, person_id, origin, message_id, photo_file_id,
        photo_unique_id, styles, options, recipe, state, attempts, created, queued, files, shown)
        SELECT :id, chat_id, person_id, :origin, message_id, photo_file_id, photo_unique_id,
        styles, options, recipe, state, attempts, created, queued, files, shown
        FROM jobs WHERE id = 'j'"""
    origins = {"t": "tap:77:1", "d": "style:1:5", "p": "photo:tap:x", "m": "before:style:1"}
    with engine.begin() as connection:
        migrate_to(connection, "0006")
        for name, origin in origins.items():
            connection.execute(text(insert), {"id": name, "origin": origin})
    async with Database.open(path) as database:
        jobs = {job.id: job for job in await Jobs(database).active()}
        assert {name: job.kind for name, job in jobs.items()} == {
            "j": JobKind.REQUEST,
            "t": JobKind.TAP,
            "d": JobKind.DRAFT,
            "p": JobKind.REQUEST,
            "m": JobKind.REQUEST,
        }
        assert jobs["d"].origin == "style:1:5", "an older version still finds it"


async def test_what_a_database_of_0001_holds_is_all_still_there(
    engine: Engine, path: Path
) -> None:
    _at_0001(engine)
    async with Database.open(path) as database:
        starry = await Styles(database).find("星空")
        assert (starry.id, starry.use_count, starry.version, starry.is_preset) == (1, 3, 1, True)
        assert await Styles(database).last(-5) == starry
        chat = await Chats(database).get(-5)
        assert chat is not None
        assert chat.settings == {"size": 512}
        (job,) = await Jobs(database).active()
        assert (job.id, job.parent_id, job.files, job.shown) == ("j", None, {}, {})
        assert (job.painter, job.starts_from) == (None, None)
        assert await ban_of(database, 8) is not None


def test_back_to_0001_keeps_what_it_can_hold(engine: Engine) -> None:
    _at_0001(engine)
    upgrade(engine)
    with engine.connect() as connection:
        disable_foreign_keys(connection)
        with connection.begin():
            migrate_to(connection, "0001")
    with engine.connect() as connection:
        banned = connection.exec_driver_sql("SELECT id FROM people WHERE banned").scalars()
        assert list(banned) == [8]
        chat = connection.exec_driver_sql("SELECT last_style_id FROM chats").scalar_one()
        assert chat == 1
        assert connection.exec_driver_sql("SELECT count(*) FROM styles").scalar_one() == 2
        assert connection.exec_driver_sql("SELECT count(*) FROM jobs").scalar_one() == 1
    upgrade(engine)
    assert differences(engine) == []


def test_a_full_disk_is_told_as_such_and_leaves_nothing_behind(engine: Engine) -> None:
    small = create_engine(engine.url, poolclass=NullPool)
    configure_connections(small)
    event.listen(small, "connect", lambda driver, _: driver.execute("PRAGMA max_page_count = 9"))
    with pytest.raises(DiskFull, match="is full"):
        upgrade(small)
    small.dispose()
    assert _tables(engine) == set()
    upgrade(engine)
    assert differences(engine) == []


def test_rows_that_refer_to_nothing_are_found_when_tables_change(engine: Engine) -> None:
    _at_0001(engine)
    with engine.connect() as connection:
        disable_foreign_keys(connection)
        with connection.begin():
            connection.exec_driver_sql("DELETE FROM people WHERE id = 7")
    with pytest.raises(DamagedDatabase, match="jobs refers to missing people"):
        upgrade(engine)


@pytest.mark.parametrize(
    "name", ["migrations/env.py", "migrations/versions/0002_what_a_chat_needs.py"]
)
def test_the_migrations_are_files_of_the_package(name: str) -> None:
    assert files("storage").joinpath(name).is_file()


def test_the_pictures_of_the_presets_are_files_of_the_package() -> None:
    pictures = {entry.name for entry in files("presets").joinpath("pictures").iterdir()}
    assert {f"{preset.slug}.webp" for preset in catalogue()} <= pictures
