"""People the bot has met: what to call them, their language and their settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage.database import Database, utc_now
from storage.tables import PersonRow
from storage.upsert import insert_or_update


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person. ``language_code`` is the IETF tag of their Telegram client, if it told."""

    id: int
    first_name: str
    username: str | None
    language_code: str | None
    settings: Mapping[str, Any]
    banned: bool
    created: datetime
    seen: datetime


class People:
    """The people, by their Telegram id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def meet(
        self,
        person_id: int,
        *,
        first_name: str,
        username: str | None = None,
        language_code: str | None = None,
    ) -> Person:
        """Note that the person was seen just now, with what Telegram tells; settings stay."""
        now = utc_now()
        told = {"first_name": first_name, "username": username, "language_code": language_code}
        row: dict[str, Any] = {
            "id": person_id,
            **told,
            "settings": {},
            "created": now,
            "seen": now,
        }
        async with self._database.write() as session:
            changing = (*told, "seen")
            await session.execute(insert_or_update(session, PersonRow, row, changing=changing))
            return _person(await session.get_one(PersonRow, person_id))

    async def get(self, person_id: int) -> Person | None:
        """The person, or ``None`` where they were never met."""
        async with self._database.read() as session:
            row = await session.get(PersonRow, person_id)
            return None if row is None else _person(row)

    async def configure(self, person_id: int, **settings: Any) -> Person:
        """Change single settings of a person who was met; ``None`` restores the default."""
        query = select(PersonRow).where(PersonRow.id == person_id).with_for_update()
        async with self._database.write() as session:
            row = (await session.scalars(query)).one()
            merged = {**row.settings, **settings}
            row.settings = {name: value for name, value in merged.items() if value is not None}
            return _person(row)

    async def ban(self, person_id: int, *, banned: bool = True) -> None:
        """Shut a person out, or let them in again."""
        statement = update(PersonRow).where(PersonRow.id == person_id).values(banned=banned)
        async with self._database.write() as session:
            await session.execute(statement)


def _person(row: PersonRow) -> Person:
    return Person(
        id=row.id,
        first_name=row.first_name,
        username=row.username,
        language_code=row.language_code,
        settings=row.settings,
        banned=row.banned,
        created=row.created,
        seen=row.seen,
    )
