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


class Receipt(StrEnum):
    """How far an update has come."""

    RECEIVED = "received"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update: its id and its JSON text."""

    update_id: int
    body: str


class Inbox:
    """The updates that came in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, updates: Sequence[Incoming]) -> frozenset[int]:
        """Commit ``updates``; return the ids that are new, that is, not replayed by Telegram.

        One that was saved but never done is not new either: ``unfinished`` brings it back.
        """
        if not updates:
            return frozenset()
        now = utc_now()
        common = {"state": Receipt.RECEIVED.value, "received": now}
        rows = [{"id": one.update_id, "body": one.body, **common} for one in updates]
        async with self._database.write() as session:
            statement = insert_or_ignore(session, UpdateRow, rows, returning=UpdateRow.id)
            return frozenset((await session.scalars(statement)).all())

    async def done(self, update_id: int) -> None:
        """What the update asked for is committed; saying so twice does no harm."""
        statement = update(UpdateRow).where(UpdateRow.id == update_id)
        async with self._database.write() as session:
            await session.execute(statement.values(state=Receipt.DONE.value))

    async def unfinished(self) -> tuple[Incoming, ...]:
        """What was received and never done, in the order of arrival: work for a fresh start."""
        query = (
            select(UpdateRow)
            .where(UpdateRow.state == Receipt.RECEIVED.value)
            .order_by(UpdateRow.received, UpdateRow.id)
        )
        async with self._database.read() as session:
            return tuple(Incoming(row.id, row.body) for row in await session.scalars(query))
