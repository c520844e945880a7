from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.pool import NullPool

from storage.database import set_up
from storage.migrate import alembic_config, to_revision, upgrade
from storage.tables import Base


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    set_up(engine)
    yield engine
    engine.dispose()


def _tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def _differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def test_the_migrations_make_what_the_models_say(engine: Engine) -> None:
    upgrade(engine)
    assert _differences(engine) == []


def test_a_difference_would_be_seen(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE jobs DROP COLUMN detail")
    assert len(_differences(engine)) == 1


def test_down_to_nothing_and_up_again(engine: Engine) -> None:
    upgrade(engine)
    assert _tables(engine) == {*Base.metadata.tables, "alembic_version"}
    with engine.begin() as connection:
        to_revision(connection, "base")
    assert _tables(engine) == {"alembic_version"}
    upgrade(engine)
    assert _differences(engine) == []


def test_applying_them_again_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    upgrade(engine)
    assert _differences(engine) == []


def test_a_migration_undone_half_way_leaves_nothing_behind(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin() as transaction:
        to_revision(connection, "head")
        transaction.rollback()
    assert _tables(engine) == set()


def test_the_history_is_one_line() -> None:
    script = ScriptDirectory.from_config(alembic_config())
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1
