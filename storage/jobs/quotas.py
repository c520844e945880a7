"""How many paintings somebody asked for lately, and how many they may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, not_, or_, select, union_all

from storage.database import Database, utc_now
from storage.jobs.states import State
from storage.tables import JobRow, QuotaRow, TastingRow
from storage.upsert import insert_or_update, introduce


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """An exception from the rule for a person or a group; ``paintings`` of ``None``: no limit."""

    id: int
    paintings: int | None
    by: int | None
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """``used`` of ``limit`` paintings in the window; ``free_at`` is when one more will be free.

    ``free_at`` is ``None`` when one is free now, or when none ever is (a limit of 0).
    """

    used: int
    limit: int
    free_at: datetime | None

    @property
    def left(self) -> int:
        """How many can be asked for now."""
        return max(0, self.limit - self.used)


class Quotas:
    """Counting in a window of time that ends now.

    What counts is work: not what failed, was cancelled before it began, or was answered from an
    earlier painting. A sheet of styles to try counts as one painting.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_person(self, person_id: int, limit: int, window: timedelta) -> Usage:
        """What a person asked for, in whatever chats."""
        return await self._usage("person_id", person_id, limit, window)

    async def of_chat(self, chat_id: int, limit: int, window: timedelta) -> Usage:
        """What was asked for in a chat, by whomever."""
        return await self._usage("chat_id", chat_id, limit, window)

    async def count_tasting(self, person_id: int, chat_id: int) -> None:
        """Somebody was served a sheet of styles to try."""
        now = utc_now()
        async with self._database.write() as session:
            await introduce(session, chat_id, person_id, now)
            session.add(TastingRow(person_id=person_id, chat_id=chat_id, created=now))

    async def exception(self, person_or_chat: int) -> Quota | None:
        """What this person or group may have instead of what the rule says, if anything."""
        async with self._database.read() as session:
            row = await session.get(QuotaRow, person_or_chat)
            return None if row is None else _quota(row)

    async def exceptions(self) -> tuple[Quota, ...]:
        """All exceptions, the latest first."""
        query = select(QuotaRow).order_by(QuotaRow.created.desc(), QuotaRow.id)
        async with self._database.read() as session:
            return tuple(_quota(row) for row in await session.scalars(query))

    async def grant(
        self, person_or_chat: int, paintings: int | None, *, by: int | None = None
    ) -> Quota:
        """Make an exception, in place of an earlier one; ``None`` paintings: no limit."""
        quota = Quota(id=person_or_chat, paintings=paintings, by=by, created=utc_now())
        told = {"paintings": paintings, "by": by, "created": quota.created}
        row = {"id": person_or_chat, **told}
        async with self._database.write() as session:
            statement = insert_or_update(session, QuotaRow, row, changing=tuple(told))
            await session.execute(statement)
        return quota

    async def revoke(self, person_or_chat: int) -> bool:
        """Let the rule hold again; False when it did."""
        statement = delete(QuotaRow).where(QuotaRow.id == person_or_chat).returning(QuotaRow.id)
        async with self._database.write() as session:
            return (await session.scalars(statement)).one_or_none() is not None

    async def _usage(self, key: str, whose: int, limit: int, window: timedelta) -> Usage:
        since = utc_now() - window
        job, tasting = getattr(JobRow, key), getattr(TastingRow, key)
        counted = union_all(
            select(JobRow.created).where(job == whose, JobRow.created > since, _is_work()),
            select(TastingRow.created).where(tasting == whose, TastingRow.created > since),
        ).subquery()
        # Once this one has left the window, fewer than ``limit`` are in it.
        last = select(counted.c.created).order_by(counted.c.created.desc())
        async with self._database.read() as session:
            used = await session.scalar(select(func.count()).select_from(counted)) or 0
            leaving = None
            if used >= limit > 0:
                leaving = await session.scalar(last.offset(limit - 1).limit(1))
        return Usage(used=used, limit=limit, free_at=None if leaving is None else leaving + window)


def _is_work() -> ColumnElement[bool]:
    begun = JobRow.started.is_not(None)
    waits = JobRow.state == State.QUEUED.value
    return and_(or_(begun, waits), not_(JobRow.state == State.FAILED.value))


def _quota(row: QuotaRow) -> Quota:
    return Quota(id=row.id, paintings=row.paintings, by=row.by, created=row.created)
