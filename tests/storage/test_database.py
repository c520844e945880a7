from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
import sys
from asyncio.subprocess import PIPE
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    CannotOpen,
    Chats,
    DamagedDatabase,
    Database,
    DatabaseUnavailable,
    Inbox,
    Jobs,
    NewerDatabase,
    RawUpdate,
    State,
)
from storage import database as module
from storage.tables import ChatRow
from tests.storage.makers import GROUP, new_job

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _chat(**changes: Any) -> ChatRow:
    values = {"id": GROUP, "kind": "group", "title": "", "settings": {}}
    return ChatRow(**(values | {"created": NOON, "seen": NOON} | changes))


async def _read_number(session: AsyncSession) -> int:
    row = await session.get_one(ChatRow, GROUP)
    number: int = row.settings["number"]
    return number


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 1), ("busy_timeout", 15_000)],
)
async def test_every_connection_is_set_up(database: Database, pragma: str, value: object) -> None:
    async with database.read() as session:
        assert await session.scalar(text(f"PRAGMA {pragma}")) == value


async def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    path = tmp_path / "home" / "deep" / "atelier.db"
    async with Database.open(path):
        assert await asyncio.to_thread(path.is_file)


async def test_a_url_opens_like_a_path(path: Path) -> None:
    async with Database.open(f"sqlite+aiosqlite:///{path}") as database:
        await Chats(database).meet(GROUP, kind="group", title="Painters")
    async with Database.open(path) as database:
        assert await Chats(database).get(GROUP) is not None


async def _write_and_fail(database: Database) -> None:
    async with database.write() as session:
        session.add(_chat())
        await session.flush()
        raise RuntimeError("half-way")


async def test_a_write_that_fails_keeps_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError, match="half-way"):
        await _write_and_fail(database)
    assert await Chats(database).get(GROUP) is None


async def test_what_a_reading_session_changes_is_not_kept(database: Database) -> None:
    async with database.read() as session:
        session.add(_chat())
        await session.flush()
    assert await Chats(database).get(GROUP) is None


async def test_a_reader_sees_one_state_while_a_writer_goes_on(database: Database) -> None:
    await Chats(database).meet(GROUP, kind="group", title="before")
    title = select(ChatRow.title).where(ChatRow.id == GROUP)
    async with database.read() as session:
        assert await session.scalar(title) == "before"
        await Chats(database).meet(GROUP, kind="group", title="after")
        assert await session.scalar(title) == "before"


async def test_rows_that_refer_to_nothing_are_refused(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            session.add(_chat(last_style_id=99))


async def test_times_come_back_in_utc_and_naive_ones_are_refused(database: Database) -> None:
    here = NOON.astimezone(timezone(timedelta(hours=9)))
    async with database.write() as session:
        session.add(_chat(created=here))
    chat = await Chats(database).get(GROUP)
    assert chat is not None
    assert chat.created == NOON
    assert chat.created.utcoffset() == timedelta(0)
    with pytest.raises(StatementError, match="without a zone"):
        async with database.write() as session:
            session.add(_chat(id=1, created=NOON.replace(tzinfo=None)))


async def test_twenty_writers_at_once_all_succeed(database: Database) -> None:
    jobs = Jobs(database)
    added = await asyncio.gather(*(jobs.add(new_job(number)) for number in range(20)))
    assert len({job.id for job, _ in added}) == 20
    await asyncio.gather(*(jobs.start(job.id) for job, _ in added))
    assert {job.attempts for job in await jobs.active()} == {1}


async def _count_up(database: Database) -> None:
    """Read, then write what was read plus one: the pattern that fails with deferred locks."""
    async with database.write() as session:
        number = await _read_number(session)
        row = await session.get_one(ChatRow, GROUP)
        row.settings = {"number": number + 1}


async def test_writers_over_two_connections_pools_lose_no_update(path: Path) -> None:
    # Two Databases on one file have no lock of ours in common, as two processes have none.
    async with Database.open(path) as one, Database.open(path) as other:
        async with one.write() as session:
            session.add(_chat(settings={"number": 0}))
        await asyncio.gather(*(_count_up(database) for database in (one, other) * 10))
        async with one.read() as session:
            assert await _read_number(session) == 20


async def test_waiting_writers_do_not_keep_readers_out(database: Database) -> None:
    jobs = Jobs(database)
    async with database.write():
        writers = [asyncio.create_task(jobs.add(new_job(number))) for number in range(40)]
        async with asyncio.timeout(60):
            # Enough turns of the loop for every writer to get as far as it can.
            for _ in range(20):
                assert await jobs.active() == ()
    await asyncio.gather(*writers)
    assert len(await jobs.active()) == 40


async def test_cancelled_writers_leave_no_lock_and_no_half_row(database: Database) -> None:
    randomly = random.Random(1)
    jobs = Jobs(database)
    for number in range(30):
        task = asyncio.create_task(jobs.add(new_job(number)))
        for _ in range(randomly.randrange(40)):
            await asyncio.sleep(0)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    async with asyncio.timeout(60):
        last, is_new = await jobs.add(new_job(1000))
    assert is_new
    assert last in await jobs.active()


async def test_a_kill_keeps_what_was_committed_and_nothing_else(path: Path) -> None:
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.storage.dies_midway", str(path), stdout=PIPE
    )
    assert program.stdout is not None
    job_id = (await program.stdout.readline()).decode().strip()
    program.kill()
    await program.wait()
    async with Database.open(path) as database:
        jobs = await Jobs(database).active()
        assert [(job.id, job.state) for job in jobs] == [(job_id, State.RUNNING)]
        assert await Inbox(database).unfinished() == ()
        assert await Inbox(database).save([RawUpdate(1, "{}")]) == {1}


async def test_a_lock_held_too_long_is_told_as_such(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT_S", 0)
    async with Database.open(path) as database:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseUnavailable, match="locked"):
                await Inbox(database).save([RawUpdate(1, "{}")])
            other.execute("ROLLBACK")
        assert await Inbox(database).save([RawUpdate(1, "{}")]) == {1}


@pytest.fixture
def scribbled(path: Path) -> Path:
    path.write_bytes(b"not a database at all" * 100)
    return path


async def test_a_file_that_is_no_database_is_refused(scribbled: Path) -> None:
    with pytest.raises(DamagedDatabase, match="is damaged: file is not a database"):
        async with Database.open(scribbled):
            pass


async def test_a_refused_file_is_left_alone(scribbled: Path) -> None:
    before = await asyncio.to_thread(scribbled.read_bytes)
    with contextlib.suppress(DamagedDatabase):
        async with Database.open(scribbled):
            pass
    assert await asyncio.to_thread(scribbled.read_bytes) == before


def _break_pages(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 * 5 : 4096 * 12] = b"\xa5" * (4096 * 7)
    path.write_bytes(data)


async def test_a_database_with_broken_pages_is_refused(path: Path) -> None:
    async with Database.open(path) as database:
        await Inbox(database).save([RawUpdate(n, "x" * 3000) for n in range(20)])
    await asyncio.to_thread(_break_pages, path)
    with pytest.raises(DamagedDatabase, match="is damaged"):
        async with Database.open(path):
            pass


async def test_a_database_of_another_program_is_refused(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE styles (name TEXT)")
    with pytest.raises(DamagedDatabase, match="styles already exists"):
        async with Database.open(path):
            pass
    with contextlib.closing(sqlite3.connect(path)) as other:
        tables = other.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert tables == [("styles",)]


async def test_a_database_of_a_later_version_is_refused(path: Path) -> None:
    async with Database.open(path) as database, database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabase, match=r"newer version of Atelier.*9999"):
        async with Database.open(path):
            pass


async def test_a_path_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="cannot be opened"):
        async with Database.open(tmp_path):
            pass


async def test_a_folder_that_cannot_be_made_is_told(scribbled: Path) -> None:
    with pytest.raises(CannotOpen, match="cannot be made"):
        async with Database.open(scribbled / "deeper" / "atelier.db"):
            pass


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("mysql://somebody:secret@somewhere/atelier", "kind mysql cannot be used"),
        ("postgresql+nodriver://somewhere/atelier", "needs the package nodriver"),
        ("postgresql://somebody:secret@somewhere:port/atelier", "cannot be read"),
    ],
)
async def test_an_address_that_cannot_be_used_is_refused_in_words(
    address: str, words: str
) -> None:
    with pytest.raises(CannotOpen, match=words) as refused:
        async with Database.open(address):
            pass
    assert "secret" not in refused.value.words
