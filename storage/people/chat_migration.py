"""Move the rows of a group to the new chat id when it becomes a supergroup.

The supergroup numbers its messages anew, so no message id of the old group may be taken for one of
its own: ids of people's messages become negative, which Telegram never uses, ids of the bot's
messages are dropped, and ``origin`` gets a value that no new request has.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.styles.catalogue import index_names, not_deleted
from storage.tables import (
    AuditRow,
    ChatRow,
    JobRow,
    PendingPhotoRow,
    QuotaRow,
    SamplerSheetRow,
    StyleRow,
)
from storage.upsert import ensure_chat


async def move_chat(session: AsyncSession, old_id: int, new_id: int, now: datetime) -> None:
    """Move all rows of ``old_id`` to ``new_id`` and delete ``old_id``; repeating it is safe."""
    await ensure_chat(session, new_id, now)
    if old_id == new_id:
        return
    await _merge_chats(session, old_id, new_id)
    await _move_jobs(session, old_id, new_id)
    await _move_pending(session, old_id, new_id)
    await _move_styles(session, old_id, new_id)
    await _move_quota(session, old_id, new_id)
    for table in (AuditRow, SamplerSheetRow):
        moved = update(table).where(table.chat_id == old_id).values(chat_id=new_id)
        await session.execute(moved)
    await session.execute(delete(ChatRow).where(ChatRow.id == old_id))


async def _merge_chats(session: AsyncSession, old_id: int, new_id: int) -> None:
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
            # Ids of jobs are unique over all chats, and short enough for the column.
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
    # Telegram may repeat an update from before the move: that photo is there already.
    again = exists().where(
        other.chat_id == new_id, other.message_id == -func.abs(PendingPhotoRow.message_id)
    )
    await session.execute(delete(PendingPhotoRow).where(PendingPhotoRow.chat_id == old_id, again))
    # At most one photo of a person waits; one that was sent to the supergroup is the later.
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
    taken = select(StyleRow.slug).where(StyleRow.scope == new_id, *not_deleted())
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
