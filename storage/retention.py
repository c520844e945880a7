"""Delete rows for good: what is old, and what belongs to somebody who asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from storage.database import Database
from storage.inbox import UpdateState
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
    SamplerSheetRow,
    StyleRow,
    UpdateRow,
)

BATCH = 1000
"""Rows deleted in one transaction, so that other writers wait for moments only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """How many rows were deleted."""

    jobs: int
    updates: int
    photos: int
    styles: int
    drafts: int
    pictures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How many rows of a person were deleted."""

    jobs: int
    photos: int
    favourites: int
    styles: int


class Retention:
    """Deletes rows for good."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def prune(
        self, *, jobs: datetime, updates: datetime, styles: datetime, drafts: datetime
    ) -> Pruned:
        """Delete what is older than the given times, and return how many rows were deleted.

        ``jobs``: finished jobs, sampler sheets, and photos that wait for a style. ``updates``:
        those marked done; Telegram repeats an update for a day and reuses ids after a quiet week,
        so a limit of more than two days and less than seven is safe. ``styles``: deleted ones,
        which then cannot be restored. ``drafts``: styles that nobody published. Pictures are
        deleted when neither a style nor a job refers to them.
        """
        final = [state.value for state in State if state.is_final]
        await self._delete_in_batches(SamplerSheetRow.id, SamplerSheetRow.created < jobs)
        done = UpdateRow.state == UpdateState.DONE.value
        return Pruned(
            jobs=await self._delete_in_batches(
                JobRow.id, JobRow.state.in_(final), JobRow.created < jobs
            ),
            updates=await self._delete_in_batches(
                UpdateRow.id, done, UpdateRow.received < updates
            ),
            photos=await self._delete_in_batches(
                PendingPhotoRow.id, PendingPhotoRow.created < jobs
            ),
            styles=await self._delete_in_batches(StyleRow.id, StyleRow.deleted < styles),
            drafts=await self._delete_in_batches(
                StyleRow.id, StyleRow.draft.is_(True), StyleRow.created < drafts
            ),
            pictures=await self._delete_in_batches(PictureRow.digest, *_is_unused_picture()),
        )

    async def forget_person(self, person_id: int) -> Forgotten:
        """Delete a person's rows and their private chat, and return how many rows were deleted.

        Styles that they added for others stay without their name, and so does the log of what
        they did as an admin. Their ban and their quota override stay, so that nobody gets around
        them in this way. Unfinished jobs are deleted too: cancel those first.
        """
        theirs = {
            "jobs": (JobRow.id, or_(JobRow.person_id == person_id, JobRow.chat_id == person_id)),
            "photos": (PendingPhotoRow.id, PendingPhotoRow.person_id == person_id),
            "favourites": (FavouriteRow.style_id, FavouriteRow.person_id == person_id),
            "styles": (StyleRow.id, StyleRow.scope == person_id),
        }
        async with self._database.write() as session:
            deleted = {n: await _delete(session, *which) for n, which in theirs.items()}
            for table in (ChatRow, PersonRow):
                await session.execute(delete(table).where(table.id == person_id))
            await _anonymise(session, person_id)
            await session.execute(delete(PictureRow).where(*_is_unused_picture()))
        return Forgotten(**deleted)

    async def _delete_in_batches(
        self, key: InstrumentedAttribute[Any], *which: ColumnElement[bool]
    ) -> int:
        total, deleted = 0, BATCH
        while deleted == BATCH:
            async with self._database.write() as session:
                batch = select(key).where(*which).limit(BATCH)
                deleted = await _delete(session, key, key.in_(batch))
            total += deleted
        return total


async def _anonymise(session: AsyncSession, person_id: int) -> None:
    """Remove the person's id from rows that are not theirs alone."""
    for column in (StyleRow.added_by, AuditRow.person_id, QuotaRow.by, BanRow.by):
        await session.execute(
            update(column.class_).where(column == person_id).values({column: None})
        )
    targeted = AuditRow.target == str(person_id)
    await session.execute(update(AuditRow).where(targeted).values(target="", details={}))
    # The row stays, so that the update is not handled again when Telegram repeats it. Updates that
    # merely contain the number are emptied too, which does no harm: they are done.
    named = UpdateRow.body.contains(str(person_id))
    done = UpdateRow.state == UpdateState.DONE.value
    await session.execute(update(UpdateRow).where(done, named).values(body="{}"))


async def _delete(
    session: AsyncSession, key: InstrumentedAttribute[Any], which: ColumnElement[bool]
) -> int:
    deleted = await session.scalars(delete(key.class_).where(which).returning(key))
    return len(deleted.all())


def _is_unused_picture() -> tuple[ColumnElement[bool], ...]:
    digest = PictureRow.digest
    return (
        ~exists().where(StyleRow.digest == digest),
        ~exists().where(JobStyleRow.key == digest),
    )
