"""People that the bot has met: their names, language and settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database, utc_now
from storage.people.bans import current_ban
from storage.people.preferences import Preferences, merge_settings, validate_settings
from storage.tables import PersonRow
from storage.upsert import ensure_person, insert_or_update


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person. ``language_code`` is the IETF tag of their Telegram client, if it sent one."""

    id: int
    first_name: str
    username: str | None
    language_code: str | None
    settings: Mapping[str, Any]
    banned: bool
    created: datetime
    seen: datetime

    @property
    def preferences(self) -> Preferences:
        """Return what they set, and defaults for the rest."""
        return Preferences.of(self.settings)


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
        """Store that the person was seen now, with what Telegram sends; settings stay."""
        now = utc_now()
        given = {"first_name": first_name, "username": username, "language_code": language_code}
        row: dict[str, Any] = {
            "id": person_id,
            **given,
            "settings": {},
            "created": now,
            "seen": now,
        }
        async with self._database.write() as session:
            changing = (*given, "seen")
            await session.execute(insert_or_update(session, PersonRow, row, changing=changing))
            return await _person(session, await session.get_one(PersonRow, person_id))

    async def get(self, person_id: int) -> Person | None:
        """Return the person, or ``None`` where they were never met."""
        async with self._database.read() as session:
            row = await session.get(PersonRow, person_id)
            return None if row is None else await _person(session, row)

    async def configure(self, person_id: int, **settings: Any) -> Person:
        """Change settings, also of a person never met; ``None`` restores a default.

        Names that are no field of ``Preferences`` are stored unchecked. Raises ``BadSetting``
        where a field does not take its value.
        """
        changes = validate_settings(settings)
        query = select(PersonRow).where(PersonRow.id == person_id).with_for_update()
        async with self._database.write() as session:
            await ensure_person(session, person_id, utc_now())
            row = (await session.scalars(query)).one()
            row.settings = merge_settings(row.settings, changes)
            return await _person(session, row)

    async def find_by_username(self, username: str) -> Person | None:
        """Return who was last seen under this username, with or without @, in any case."""
        query = (
            select(PersonRow)
            .where(func.lower(PersonRow.username) == username.removeprefix("@").lower())
            .order_by(PersonRow.seen.desc())
            .limit(1)
        )
        async with self._database.read() as session:
            row = (await session.scalars(query)).one_or_none()
            return None if row is None else await _person(session, row)


async def _person(session: AsyncSession, row: PersonRow) -> Person:
    return Person(
        id=row.id,
        first_name=row.first_name,
        username=row.username,
        language_code=row.language_code,
        settings=row.settings,
        banned=await current_ban(session, row.id) is not None,
        created=row.created,
        seen=row.seen,
    )
