"""People the bot has met: what to call them, their language and their settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database, utc_now
from storage.people.bans import Ban, ban_of, put_ban
from storage.people.preferences import Preferences, changed, checked
from storage.tables import BanRow, PersonRow
from storage.upsert import insert_or_update, introduce_person


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

    @property
    def preferences(self) -> Preferences:
        """What they set, and the defaults."""
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
            return await _person(session, await session.get_one(PersonRow, person_id))

    async def get(self, person_id: int) -> Person | None:
        """The person, or ``None`` where they were never met."""
        async with self._database.read() as session:
            row = await session.get(PersonRow, person_id)
            return None if row is None else await _person(session, row)

    async def configure(self, person_id: int, **settings: Any) -> Person:
        """Change single settings, also of a person never met; ``None`` restores the default.

        Raises ``BadSetting`` where a field of ``Preferences`` does not take its value. Other names
        are the caller's own notes.
        """
        changes = checked(settings)
        query = select(PersonRow).where(PersonRow.id == person_id).with_for_update()
        async with self._database.write() as session:
            await introduce_person(session, person_id, utc_now())
            row = (await session.scalars(query)).one()
            row.settings = changed(row.settings, changes)
            return await _person(session, row)

    async def ban(self, person_id: int, *, banned: bool = True) -> None:
        """Shut a person out, or let them in again; ``Bans`` also notes who, why, how long."""
        async with self._database.write() as session:
            if banned:
                ban = Ban(person_id=person_id, by=None, reason="", created=utc_now(), until=None)
                await put_ban(session, ban)
            else:
                await session.execute(delete(BanRow).where(BanRow.id == person_id))

    async def called(self, username: str) -> Person | None:
        """Who was last seen under this username, with or without @, in any case."""
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
        banned=await ban_of(session, row.id) is not None,
        created=row.created,
        seen=row.seen,
    )
