"""No query that a chat waits for reads a whole table of paintings or of names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from storage import (
    Audit,
    Chats,
    Database,
    Favourites,
    Inbox,
    Jobs,
    People,
    Quotas,
    Stats,
    Styles,
    UnknownStyle,
    utc_now,
)
from tests.storage.makers import ANNA, GROUP, new_job

HOUR = timedelta(hours=1)
BIG = ("jobs", "job_styles", "style_names", "updates", "audit", "people", "pictures", "tastings")

QUERIES: dict[str, Callable[[Database], Awaitable[object]]] = {
    "active": lambda db: Jobs(db).active(chat_id=GROUP, person_id=ANNA),
    "everybody's active": lambda db: Jobs(db).active(),
    "by message": lambda db: Jobs(db).by_message(GROUP, 1),
    "latest": lambda db: Jobs(db).latest(GROUP, ANNA),
    "painted before": lambda db: Jobs(db).find_earlier_result(new_job()),
    "timings": lambda db: Jobs(db).recent_timings(),
    "add a job": lambda db: Jobs(db).add(new_job()),
    "quota of a person": lambda db: Quotas(db).of_person(ANNA, 1, HOUR),
    "quota of a chat": lambda db: Quotas(db).of_chat(GROUP, 1, HOUR),
    "per day": lambda db: Stats(db).per_day(),
    "used styles": lambda db: Stats(db).styles(utc_now() - HOUR),
    "speeds": lambda db: Stats(db).speeds(utc_now() - HOUR),
    "find": lambda db: _find(db),
    "last style": lambda db: Styles(db).last(GROUP),
    "favourites": lambda db: Favourites(db).ids(ANNA),
    "audit log": lambda db: Audit(db).recent(chat_id=GROUP),
    "meet": lambda db: People(db).meet(ANNA, first_name="Anna"),
    "migrate": lambda db: Chats(db).migrate(GROUP, GROUP - 1),
    "unfinished updates": lambda db: Inbox(db).unfinished(),
}


async def _find(database: Database) -> None:
    with pytest.raises(UnknownStyle):
        await Styles(database).find("")


@contextmanager
def _statements() -> Iterator[list[tuple[str, Any]]]:
    """What is sent to any database meanwhile."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, sql: str, parameters: Any, *_: Any) -> None:
        seen.append((sql, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def steps(database: Database) -> Callable[[str], Awaitable[list[str]]]:
    """How SQLite goes about the query of a name."""

    async def explain(name: str) -> list[str]:
        with _statements() as seen:
            await QUERIES[name](database)
        plans: list[str] = []
        async with database.read() as session:
            connection = await session.connection()
            for sql, parameters in seen:
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
                plans += [row.detail for row in plan]
        return plans

    return explain


@pytest.mark.parametrize("name", QUERIES)
async def test_an_index_answers(steps: Callable[[str], Awaitable[list[str]]], name: str) -> None:
    plan = await steps(name)
    assert plan
    assert [step for step in plan if step.startswith(tuple(f"SCAN {one}" for one in BIG))] == []


@pytest.mark.parametrize("name", ["timings", "latest", "audit log", "by message"])
async def test_the_latest_few_are_read_and_not_all_sorted(
    steps: Callable[[str], Awaitable[list[str]]], name: str
) -> None:
    assert "USE TEMP B-TREE FOR ORDER BY" not in await steps(name)


async def test_a_missing_index_would_be_seen(
    database: Database, steps: Callable[[str], Awaitable[list[str]]]
) -> None:
    async with database.write() as session:
        for index in ("ix_jobs_chat_id_created", "ix_jobs_chat_id_status_message_id"):
            await session.execute(text(f"DROP INDEX {index}"))
        await session.execute(text("DROP INDEX ix_style_names_name"))
    assert "USE TEMP B-TREE FOR ORDER BY" in await steps("by message")
