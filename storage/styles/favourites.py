"""The favourite styles of people."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from storage.database import Database, utc_now
from storage.errors import UnknownStyle
from storage.tables import FavouriteRow as Row
from storage.upsert import ensure_person, insert_or_ignore


class Favourites:
    """The favourites, by person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def toggle(self, person_id: int, style_id: int) -> bool:
        """Make a style a favourite, or no longer one; return whether it is one now.

        Raises ``UnknownStyle``.
        """
        now = utc_now()
        this = (Row.person_id == person_id, Row.style_id == style_id)
        row = {"person_id": person_id, "style_id": style_id, "created": now}
        try:
            async with self._database.write() as session:
                deleted = await session.scalars(delete(Row).where(*this).returning(Row.style_id))
                if deleted.one_or_none() is not None:
                    return False
                await ensure_person(session, person_id, now)
                await session.execute(insert_or_ignore(session, Row, row))
                return True
        except IntegrityError as error:
            raise UnknownStyle(str(style_id)) from error

    async def ids(self, person_id: int) -> frozenset[int]:
        """Return the ids of the person's favourites, visible or not."""
        query = select(Row.style_id).where(Row.person_id == person_id)
        async with self._database.read() as session:
            return frozenset(await session.scalars(query))
