"""Chats that the bot has seen: their settings and the style they used last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from storage.database import Database, utc_now
from storage.people.chat_migration import move_chat
from storage.people.preferences import ChatPreferences, merge_settings, validate_settings
from storage.tables import ChatRow
from storage.upsert import ensure_chat, insert_or_update


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat. ``kind`` is Telegram's: private, group, supergroup or channel."""

    id: int
    kind: str
    title: str
    settings: Mapping[str, Any]
    last_style_id: int | None
    created: datetime
    seen: datetime

    @property
    def preferences(self) -> ChatPreferences:
        """Return what was set for the chat, and defaults for the rest."""
        return ChatPreferences.of(self.settings)


class Chats:
    """The chats, by their Telegram id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def meet(self, chat_id: int, *, kind: str, title: str) -> Chat:
        """Store that the chat was seen now, with its kind and title; its settings stay."""
        now = utc_now()
        row = {"id": chat_id, "kind": kind, "title": title, "settings": {}}
        row |= {"created": now, "seen": now}
        async with self._database.write() as session:
            changing = ("kind", "title", "seen")
            await session.execute(insert_or_update(session, ChatRow, row, changing=changing))
            return _chat(await session.get_one(ChatRow, chat_id))

    async def get(self, chat_id: int) -> Chat | None:
        """Return the chat, or ``None`` where it was never met."""
        async with self._database.read() as session:
            row = await session.get(ChatRow, chat_id)
            return None if row is None else _chat(row)

    async def configure(self, chat_id: int, **settings: Any) -> Chat:
        """Change settings, also of a chat never met; ``None`` restores a default.

        Names that are no field of ``ChatPreferences`` are stored unchecked. Raises ``BadSetting``
        where a field does not take its value.
        """
        changes = validate_settings(settings)
        query = select(ChatRow).where(ChatRow.id == chat_id).with_for_update()
        async with self._database.write() as session:
            await ensure_chat(session, chat_id, utc_now())
            row = (await session.scalars(query)).one()
            row.settings = merge_settings(row.settings, changes)
            return _chat(row)

    async def remember_style(self, chat_id: int, style_id: int) -> None:
        """Store the style the chat used last; ``Styles.last`` returns it."""
        statement = update(ChatRow).where(ChatRow.id == chat_id).values(last_style_id=style_id)
        async with self._database.write() as session:
            await ensure_chat(session, chat_id, utc_now())
            await session.execute(statement)

    async def migrate(self, old_id: int, new_id: int) -> Chat:
        """Move all rows of a group to the supergroup ``new_id`` that it became, at once.

        Jobs and waiting photos keep their ids; their ``message_id`` turns negative and the ids of
        the bot's messages are dropped, because the supergroup numbers its messages anew. Where
        both chats have a setting, the supergroup's holds. Repeating it is safe.
        """
        async with self._database.write() as session:
            await move_chat(session, old_id, new_id, utc_now())
            return _chat(await session.get_one(ChatRow, new_id, populate_existing=True))

    async def ids(self) -> tuple[int, ...]:
        """Return the ids of all chats that were met, the latest seen first."""
        query = select(ChatRow.id).where(ChatRow.kind != "").order_by(ChatRow.seen.desc())
        async with self._database.read() as session:
            return tuple(await session.scalars(query))


def _chat(row: ChatRow) -> Chat:
    return Chat(
        id=row.id,
        kind=row.kind,
        title=row.title,
        settings=row.settings,
        last_style_id=row.last_style_id,
        created=row.created,
        seen=row.seen,
    )
