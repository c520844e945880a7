"""Photos that wait for a style, either a press on a keyboard or a second photo.

Each photo keeps its row, so that the keyboard under it acts on that photo whatever was sent later.
Of one person's photos in one chat only the latest can be ``waiting`` for a second photo, and it
is paired once.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from storage.database import Database, utc_now
from storage.tables import PendingPhotoRow as Row
from storage.upsert import ensure_chat_and_person, insert_or_ignore


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPendingPhoto:
    """A photo that somebody sent without naming a style."""

    chat_id: int
    person_id: int
    message_id: int
    file_id: str
    unique_id: str
    thread_id: int | None = None
    is_file: bool = False
    """Sent as a file, not as a photo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPhoto(NewPendingPhoto):
    """A photo that waits for a style. ``id`` is 12 characters, short enough for callback_data."""

    id: str
    keyboard_message_id: int | None
    waiting: bool
    created: datetime


class PendingPhotos:
    """The photos that wait, by chat and person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, new: NewPendingPhoto) -> PendingPhoto:
        """Let a photo wait in place of an earlier one; repeating a message changes nothing."""
        now = utc_now()
        row = {
            "id": secrets.token_urlsafe(9),
            "chat_id": new.chat_id,
            "person_id": new.person_id,
            "message_id": new.message_id,
            "thread_id": new.thread_id,
            "file_id": new.file_id,
            "unique_id": new.unique_id,
            "waiting": True,
            "is_file": new.is_file,
            "created": now,
        }
        same = (Row.chat_id == new.chat_id, Row.message_id == new.message_id)
        async with self._database.write() as session:
            await ensure_chat_and_person(session, new.chat_id, new.person_id, now)
            statement = insert_or_ignore(session, Row, row, returning=Row.id)
            if (await session.scalars(statement)).one_or_none() is not None:
                earlier = update(Row).where(
                    Row.chat_id == new.chat_id, Row.person_id == new.person_id, Row.id != row["id"]
                )
                await session.execute(earlier.values(waiting=False))
            return _pending((await session.scalars(select(Row).where(*same))).one())

    async def get(self, pending_id: str) -> PendingPhoto | None:
        """Return the photo with this id, waiting or not; ``None`` once it was pruned."""
        async with self._database.read() as session:
            row = await session.get(Row, pending_id)
            return None if row is None else _pending(row)

    async def find_waiting(
        self,
        chat_id: int,
        person_id: int,
        *,
        since: datetime | None = None,
        other_than: int | None = None,
    ) -> PendingPhoto | None:
        """Return the person's waiting photo and leave it.

        ``None`` if it is older than ``since``, or came by the message with the id ``other_than``.
        """
        query = select(Row).where(*_waits(chat_id, person_id, since, other_than))
        async with self._database.read() as session:
            row = (await session.scalars(query)).one_or_none()
            return None if row is None else _pending(row)

    async def take(
        self,
        chat_id: int,
        person_id: int,
        *,
        since: datetime | None = None,
        other_than: int | None = None,
    ) -> PendingPhoto | None:
        """Take the person's waiting photo; of two who take at once one gets ``None``.

        A photo older than ``since``, or of the message with the id ``other_than``, is not taken.
        """
        conditions = _waits(chat_id, person_id, since, other_than)
        statement = update(Row).where(*conditions).values(waiting=False).returning(Row)
        async with self._database.write() as session:
            row = (await session.scalars(statement)).one_or_none()
            return None if row is None else _pending(row)

    async def siblings(self, photo: PendingPhoto) -> tuple[PendingPhoto, ...]:
        """Return all photos under the same keyboard, ``photo`` among them, in the order sent."""
        if photo.keyboard_message_id is None:
            return (photo,)
        same = (
            Row.chat_id == photo.chat_id,
            Row.person_id == photo.person_id,
            Row.keyboard_message_id == photo.keyboard_message_id,
        )
        async with self._database.read() as session:
            rows = await session.scalars(select(Row).where(*same).order_by(Row.message_id))
            return tuple(map(_pending, rows)) or (photo,)

    async def settle(self, pending_id: str) -> None:
        """Let the photo no longer wait for a second one, since a style was chosen for it."""
        statement = update(Row).where(Row.id == pending_id).values(waiting=False)
        async with self._database.write() as session:
            await session.execute(statement)

    async def set_keyboard(self, pending_id: str, message_id: int) -> None:
        """Store the id of the message that has the keyboard for this photo."""
        statement = update(Row).where(Row.id == pending_id)
        async with self._database.write() as session:
            await session.execute(statement.values(keyboard_message_id=message_id))


def _waits(
    chat_id: int, person_id: int, since: datetime | None, other_than: int | None
) -> tuple[ColumnElement[bool], ...]:
    conditions = [Row.chat_id == chat_id, Row.person_id == person_id, Row.waiting.is_(True)]
    if since is not None:
        conditions.append(Row.created >= since)
    if other_than is not None:
        conditions.append(Row.message_id != other_than)
    return tuple(conditions)


def _pending(row: Row) -> PendingPhoto:
    return PendingPhoto(
        id=row.id,
        chat_id=row.chat_id,
        person_id=row.person_id,
        message_id=row.message_id,
        thread_id=row.thread_id,
        file_id=row.file_id,
        unique_id=row.unique_id,
        keyboard_message_id=row.keyboard_message_id,
        waiting=row.waiting,
        is_file=row.is_file,
        created=row.created,
    )
