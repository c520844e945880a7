"""Who is shut out, by whom, why, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database, utc_now
from storage.tables import BanRow
from storage.upsert import insert_or_update


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """A ban. ``until`` is ``None`` for one without end, ``by`` where it is not known."""

    person_id: int
    by: int | None
    reason: str
    created: datetime
    until: datetime | None


class Bans:
    """The bans, at most one of each person. People need not have been met."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ban(
        self,
        person_id: int,
        *,
        by: int | None = None,
        reason: str = "",
        until: datetime | None = None,
    ) -> Ban:
        """Shut a person out, in place of an earlier ban."""
        ban = Ban(person_id=person_id, by=by, reason=reason, created=utc_now(), until=until)
        async with self._database.write() as session:
            await put_ban(session, ban)
        return ban

    async def lift(self, person_id: int) -> bool:
        """Let a person in again; False when they were not shut out."""
        was = (BanRow.id == person_id, _in_force(utc_now()))
        async with self._database.write() as session:
            lifted = (await session.scalars(select(BanRow.id).where(*was))).one_or_none()
            await session.execute(delete(BanRow).where(BanRow.id == person_id))
            return lifted is not None

    async def of(self, person_id: int) -> Ban | None:
        """The ban of a person, if one is in force now."""
        async with self._database.read() as session:
            return await ban_of(session, person_id)

    async def all(self) -> tuple[Ban, ...]:
        """The bans that are in force now, the latest first."""
        query = select(BanRow).where(_in_force(utc_now())).order_by(BanRow.created.desc())
        async with self._database.read() as session:
            return tuple(_ban(row) for row in await session.scalars(query))


async def put_ban(session: AsyncSession, ban: Ban) -> None:
    """Write ``ban`` in place of an earlier one of the same person."""
    told = {"by": ban.by, "reason": ban.reason, "created": ban.created, "until": ban.until}
    row = {"id": ban.person_id, **told}
    await session.execute(insert_or_update(session, BanRow, row, changing=tuple(told)))


async def ban_of(session: AsyncSession, person_id: int) -> Ban | None:
    """The ban of a person, if one is in force now."""
    query = select(BanRow).where(BanRow.id == person_id, _in_force(utc_now()))
    row = (await session.scalars(query)).one_or_none()
    return None if row is None else _ban(row)


def _in_force(now: datetime) -> ColumnElement[bool]:
    return or_(BanRow.until.is_(None), BanRow.until > now)


def _ban(row: BanRow) -> Ban:
    return Ban(
        person_id=row.id, by=row.by, reason=row.reason, created=row.created, until=row.until
    )
