"""Count recent paintings of a person or chat against the limits, and override limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, not_, or_, select, union_all

from storage.database import Database, utc_now
from storage.jobs.states import State
from storage.tables import JobRow, QuotaRow, SamplerSheetRow
from storage.upsert import ensure_chat_and_person, insert_or_update


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaOverride:
    """A limit for one person or group in place of the general one.

    ``paintings`` is ``None`` where there is no limit, ``by`` the admin who set it.
    """

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
        """Return how many paintings may be asked for now."""
        return max(0, self.limit - self.used)


class Quotas:
    """The quotas: paintings counted in a window of time that ends now.

    Only work counts: jobs that failed, were cancelled before they began, or were answered with an
    earlier result do not. A sampler sheet counts as one painting.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_person(self, person_id: int, limit: int, window: timedelta) -> Usage:
        """Return what a person has used in all chats."""
        return await self._usage("person_id", person_id, limit, window)

    async def of_chat(self, chat_id: int, limit: int, window: timedelta) -> Usage:
        """Return what everybody together has used in a chat."""
        return await self._usage("chat_id", chat_id, limit, window)

    async def count_sampler_sheet(self, person_id: int, chat_id: int) -> None:
        """Count a sampler sheet that was sent to somebody."""
        now = utc_now()
        async with self._database.write() as session:
            await ensure_chat_and_person(session, chat_id, person_id, now)
            session.add(SamplerSheetRow(person_id=person_id, chat_id=chat_id, created=now))

    async def override_for(self, person_or_chat: int) -> QuotaOverride | None:
        """Return the override for this person or group, if there is one."""
        async with self._database.read() as session:
            row = await session.get(QuotaRow, person_or_chat)
            return None if row is None else _quota(row)

    async def grant(
        self, person_or_chat: int, paintings: int | None, *, by: int | None = None
    ) -> QuotaOverride:
        """Set an override, in place of an earlier one; ``None`` paintings: no limit."""
        quota = QuotaOverride(id=person_or_chat, paintings=paintings, by=by, created=utc_now())
        changes = {"paintings": paintings, "by": by, "created": quota.created}
        row = {"id": person_or_chat, **changes}
        async with self._database.write() as session:
            statement = insert_or_update(session, QuotaRow, row, changing=tuple(changes))
            await session.execute(statement)
        return quota

    async def revoke(self, person_or_chat: int) -> bool:
        """Remove an override; return False when there was none."""
        statement = delete(QuotaRow).where(QuotaRow.id == person_or_chat).returning(QuotaRow.id)
        async with self._database.write() as session:
            return (await session.scalars(statement)).one_or_none() is not None

    async def _usage(self, key: str, whose: int, limit: int, window: timedelta) -> Usage:
        since = utc_now() - window
        job, sheet = getattr(JobRow, key), getattr(SamplerSheetRow, key)
        counted = union_all(
            select(JobRow.created).where(job == whose, JobRow.created > since, _is_work()),
            select(SamplerSheetRow.created).where(sheet == whose, SamplerSheetRow.created > since),
        ).subquery()
        # Once the ``limit``-th last has left the window, fewer than ``limit`` are in it.
        last = select(counted.c.created).order_by(counted.c.created.desc())
        async with self._database.read() as session:
            used = await session.scalar(select(func.count()).select_from(counted)) or 0
            freed = None
            if used >= limit > 0:
                freed = await session.scalar(last.offset(limit - 1).limit(1))
        return Usage(used=used, limit=limit, free_at=None if freed is None else freed + window)


def _is_work() -> ColumnElement[bool]:
    begun = JobRow.started.is_not(None)
    waits = JobRow.state == State.QUEUED.value
    return and_(or_(begun, waits), not_(JobRow.state == State.FAILED.value))


def _quota(row: QuotaRow) -> QuotaOverride:
    return QuotaOverride(id=row.id, paintings=row.paintings, by=row.by, created=row.created)
