"""Bans: of whom, by whom, why, and until when."""

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
        """Ban a person, in place of an earlier ban."""
        ban = Ban(person_id=person_id, by=by, reason=reason, created=utc_now(), until=until)
        async with self._database.write() as session:
            changes = {"by": by, "reason": reason, "created": ban.created, "until": until}
            row = {"id": person_id, **changes}
            await session.execute(insert_or_update(session, BanRow, row, changing=tuple(changes)))
        return ban

    async def lift(self, person_id: int) -> bool:
        """Lift a ban; return False when none was in force."""
        in_force = (BanRow.id == person_id, _is_in_force(utc_now()))
        async with self._database.write() as session:
            lifted = (await session.scalars(select(BanRow.id).where(*in_force))).one_or_none()
            await session.execute(delete(BanRow).where(BanRow.id == person_id))
            return lifted is not None


async def current_ban(session: AsyncSession, person_id: int) -> Ban | None:
    """Return the ban of a person, if one is in force now."""
    query = select(BanRow).where(BanRow.id == person_id, _is_in_force(utc_now()))
    row = (await session.scalars(query)).one_or_none()
    return None if row is None else _ban(row)


def _is_in_force(now: datetime) -> ColumnElement[bool]:
    return or_(BanRow.until.is_(None), BanRow.until > now)


def _ban(row: BanRow) -> Ban:
    return Ban(
        person_id=row.id, by=row.by, reason=row.reason, created=row.created, until=row.until
    )
