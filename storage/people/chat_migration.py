"""A group becomes a supergroup: what is known of it moves to the new chat id.

The supergroup numbers its messages anew, so no number of the old group may be taken for one of
its own: messages that were answered get negative numbers, which Telegram never gives, messages of
ours are forgotten, and acts of the old group (``origin``) get names that no new act has.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.styles.catalogue import index_names, live
from storage.tables import (
    AuditRow,
    ChatRow,
    JobRow,
    PendingPhotoRow,
    QuotaRow,
    StyleRow,
    TastingRow,
)
from storage.upsert import introduce_chat


async def move_chat(session: AsyncSession, old_id: int, new_id: int, now: datetime) -> None:
    """Move everything of ``old_id`` to ``new_id`` and forget ``old_id``."""
    await introduce_chat(session, new_id, now)
    if old_id == new_id:
        return
    await _merge(session, old_id, new_id)
    await _move_jobs(session, old_id, new_id)
    await _move_pending(session, old_id, new_id)
    await _move_styles(session, old_id, new_id)
    await _move_quota(session, old_id, new_id)
    for table in (AuditRow, TastingRow):
        moved = update(table).where(table.chat_id == old_id).values(chat_id=new_id)
        await session.execute(moved)
    await session.execute(delete(ChatRow).where(ChatRow.id == old_id))


async def _merge(session: AsyncSession, old_id: int, new_id: int) -> None:
    old = await session.get(ChatRow, old_id)
    new = await session.get_one(ChatRow, new_id)
    new.kind = new.kind or "supergroup"
    if old is None:
        return
    new.title = new.title or old.title
    new.settings = {**old.settings, **new.settings}
    new.last_style_id = old.last_style_id if new.last_style_id is None else new.last_style_id
    new.created = min(new.created, old.created)
    await session.flush()


async def _move_jobs(session: AsyncSession, old_id: int, new_id: int) -> None:
    statement = update(JobRow).where(JobRow.chat_id == old_id)
    await session.execute(
        statement.values(
            chat_id=new_id,
            # Ids of jobs are unique over all chats, and short enough.
            origin=literal("before:") + JobRow.id,
            message_id=-func.abs(JobRow.message_id),
            status_message_id=None,
            thread_id=None,
        )
    )


async def _move_pending(session: AsyncSession, old_id: int, new_id: int) -> None:
    other = aliased(PendingPhotoRow)
    person = PendingPhotoRow.person_id
    newer = exists().where(
        other.chat_id == new_id, other.person_id == person, other.waiting.is_(True)
    )
    moving = update(PendingPhotoRow).where(PendingPhotoRow.chat_id == old_id)
    # A message that was handled again under the old id, after the move.
    again = exists().where(
        other.chat_id == new_id, other.message_id == -func.abs(PendingPhotoRow.message_id)
    )
    await session.execute(delete(PendingPhotoRow).where(PendingPhotoRow.chat_id == old_id, again))
    # At most one photo of a person waits; the one that was sent to the supergroup is the later.
    await session.execute(moving.where(newer).values(waiting=False))
    await session.execute(
        moving.values(
            chat_id=new_id,
            message_id=-func.abs(PendingPhotoRow.message_id),
            keyboard_message_id=None,
            thread_id=None,
        )
    )


async def _move_styles(session: AsyncSession, old_id: int, new_id: int) -> None:
    taken = select(StyleRow.slug).where(StyleRow.scope == new_id, *live())
    query = select(StyleRow).where(StyleRow.scope == old_id)
    slugs = set(await session.scalars(taken))
    for row in (await session.scalars(query)).all():
        if row.slug in slugs and row.deleted is None and not row.draft:
            row.slug = f"{row.slug[:40]}-{row.id}"
            await index_names(session, row)
        row.scope = new_id
    await session.flush()


async def _move_quota(session: AsyncSession, old_id: int, new_id: int) -> None:
    if await session.get(QuotaRow, new_id) is not None:
        await session.execute(delete(QuotaRow).where(QuotaRow.id == old_id))
    else:
        moved = update(QuotaRow).where(QuotaRow.id == old_id).values(id=new_id)
        await session.execute(moved)
