"""Forgetting: what is old, and what is somebody's who asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from storage.database import Database
from storage.inbox import Receipt
from storage.jobs.states import State
from storage.tables import (
    AuditRow,
    BanRow,
    ChatRow,
    FavouriteRow,
    JobRow,
    JobStyleRow,
    PendingPhotoRow,
    PersonRow,
    PictureRow,
    QuotaRow,
    StyleRow,
    TastingRow,
    UpdateRow,
)

BATCH = 1000
"""Rows forgotten in one transaction, so that writers wait for moments only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """How many rows were forgotten."""

    jobs: int
    updates: int
    photos: int
    styles: int
    drafts: int
    pictures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was forgotten of a person."""

    jobs: int
    photos: int
    favourites: int
    styles: int


class Retention:
    """What deletes rows for good."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def prune(
        self, *, jobs: datetime, updates: datetime, styles: datetime, drafts: datetime
    ) -> Pruned:
        """Forget what ended earlier than these moments.

        ``jobs``: finished paintings, sheets that were tried, and photos that waited for a style.
        ``updates``: done ones; see ``Inbox.prune``. ``styles``: deleted ones, which then cannot
        be restored. ``drafts``: styles that nobody published. Pictures go when neither a style
        nor a kept painting needs them.
        """
        final = [state.value for state in State if state.is_final]
        await self._forget(TastingRow.id, TastingRow.created < jobs)
        done = UpdateRow.state == Receipt.DONE.value
        return Pruned(
            jobs=await self._forget(JobRow.id, JobRow.state.in_(final), JobRow.created < jobs),
            updates=await self._forget(UpdateRow.id, done, UpdateRow.received < updates),
            photos=await self._forget(PendingPhotoRow.id, PendingPhotoRow.created < jobs),
            styles=await self._forget(StyleRow.id, StyleRow.deleted < styles),
            drafts=await self._forget(
                StyleRow.id, StyleRow.draft.is_(True), StyleRow.created < drafts
            ),
            pictures=await self._forget(PictureRow.digest, *_unused()),
        )

    async def forget_person(self, person_id: int) -> Forgotten:
        """Delete what is theirs, with their private chat.

        Styles that they added for others stay, without their name, and so does what they did as
        an admin. A ban and an exception from the quota stay: forgetting is no way around them.
        Unfinished paintings go too: cancel those first.
        """
        theirs = {
            "jobs": (JobRow.id, or_(JobRow.person_id == person_id, JobRow.chat_id == person_id)),
            "photos": (PendingPhotoRow.id, PendingPhotoRow.person_id == person_id),
            "favourites": (FavouriteRow.style_id, FavouriteRow.person_id == person_id),
            "styles": (StyleRow.id, StyleRow.scope == person_id),
        }
        async with self._database.write() as session:
            gone = {n: await _delete(session, *which) for n, which in theirs.items()}
            for table in (ChatRow, PersonRow):
                await session.execute(delete(table).where(table.id == person_id))
            await _unname(session, person_id)
            await session.execute(delete(PictureRow).where(*_unused()))
        return Forgotten(**gone)

    async def _forget(self, key: InstrumentedAttribute[Any], *which: ColumnElement[bool]) -> int:
        total, gone = 0, BATCH
        while gone == BATCH:
            async with self._database.write() as session:
                some = select(key).where(*which).limit(BATCH)
                gone = await _delete(session, key, key.in_(some))
            total += gone
        return total


async def _unname(session: AsyncSession, person_id: int) -> None:
    """Take the person's id out of what is not theirs alone."""
    for column in (StyleRow.added_by, AuditRow.person_id, QuotaRow.by, BanRow.by):
        await session.execute(
            update(column.class_).where(column == person_id).values({column: None})
        )
    targeted = AuditRow.target == str(person_id)
    await session.execute(update(AuditRow).where(targeted).values(target="", details={}))
    # The row stays so that the update is not taken for a new one when Telegram repeats it. What
    # merely mentions the number is emptied too, which does no harm: it is done.
    named = UpdateRow.body.contains(str(person_id))
    done = UpdateRow.state == Receipt.DONE.value
    await session.execute(update(UpdateRow).where(done, named).values(body="{}"))


async def _delete(
    session: AsyncSession, key: InstrumentedAttribute[Any], which: ColumnElement[bool]
) -> int:
    gone = await session.scalars(delete(key.class_).where(which).returning(key))
    return len(gone.all())


def _unused() -> tuple[ColumnElement[bool], ...]:
    digest = PictureRow.digest
    return (
        ~exists().where(StyleRow.digest == digest),
        ~exists().where(JobStyleRow.key == digest),
    )
