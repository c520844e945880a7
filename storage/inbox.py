"""Updates as Telegram sent them, committed before they are acknowledged.

The next poll acknowledges what the last one brought, while handlers still run; so an update is
saved first, and marked done when what it asks for is itself committed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select, update

from storage.database import Database, utc_now
from storage.tables import UpdateRow
from storage.upsert import insert_or_ignore


class UpdateState(StrEnum):
    """Whether an update has been handled."""

    RECEIVED = "received"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class RawUpdate:
    """An update as Telegram sent it: its id and its JSON text."""

    update_id: int
    body: str


class Inbox:
    """The updates that came in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, updates: Sequence[RawUpdate]) -> frozenset[int]:
        """Commit ``updates`` and return the ids that were not there yet.

        Telegram repeats updates that were not acknowledged. One that was saved but not yet
        handled is not new either: ``unfinished`` returns it.
        """
        if not updates:
            return frozenset()
        # All rows of a batch bear one time: ids then order them as Telegram sent them.
        now = utc_now()
        common = {"state": UpdateState.RECEIVED.value, "received": now}
        rows = [{"id": one.update_id, "body": one.body, **common} for one in updates]
        async with self._database.write() as session:
            statement = insert_or_ignore(session, UpdateRow, rows, returning=UpdateRow.id)
            return frozenset((await session.scalars(statement)).all())

    async def mark_done(self, update_id: int) -> None:
        """Mark an update as handled; marking it again, or one that is unknown, does nothing."""
        statement = update(UpdateRow).where(UpdateRow.id == update_id)
        async with self._database.write() as session:
            await session.execute(statement.values(state=UpdateState.DONE.value))

    async def unfinished(self) -> tuple[RawUpdate, ...]:
        """Return the updates that were never marked done, in the order of arrival."""
        query = (
            select(UpdateRow)
            .where(UpdateRow.state == UpdateState.RECEIVED.value)
            # Ids alone are no order: after a quiet week Telegram begins anew with them.
            .order_by(UpdateRow.received, UpdateRow.id)
        )
        async with self._database.read() as session:
            return tuple(RawUpdate(row.id, row.body) for row in await session.scalars(query))
