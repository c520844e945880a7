"""The audit log: what admins did, where, to whom or what, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from storage.database import Database, utc_now
from storage.tables import AuditRow as Row


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Something an admin did.

    ``action`` is a slug such as ``style.delete`` (at most 32 characters), ``target`` what it was
    done to, such as a slug or an id. ``person_id`` is ``None`` when they asked to be forgotten or
    it was done on the command line, ``chat_id`` where it was done in no chat.
    """

    id: int
    person_id: int | None
    chat_id: int | None
    action: str
    target: str
    details: Mapping[str, Any]
    created: datetime


class Audit:
    """The audit log; entries are only ever added."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(
        self,
        action: str,
        target: str | int = "",
        *,
        person_id: int | None,
        chat_id: int | None = None,
        **details: Any,
    ) -> AuditEntry:
        """Add an entry; ``details`` are whatever JSON can hold."""
        row = Row(
            person_id=person_id,
            chat_id=chat_id,
            action=action,
            target=str(target),
            details=details,
            created=utc_now(),
        )
        async with self._database.write() as session:
            session.add(row)
            await session.flush()
            return _entry(row)

    async def recent(
        self,
        limit: int = 20,
        *,
        chat_id: int | None = None,
        action: str | None = None,
        before: int | None = None,
    ) -> tuple[AuditEntry, ...]:
        """Return the latest entries first, of this chat and this action if given.

        With ``before``, the id of an entry, return those that came before it: the next page.
        """
        query = select(Row).order_by(Row.id.desc()).limit(limit)
        if chat_id is not None:
            query = query.where(Row.chat_id == chat_id)
        if action is not None:
            query = query.where(Row.action == action)
        if before is not None:
            query = query.where(Row.id < before)
        async with self._database.read() as session:
            return tuple(_entry(row) for row in await session.scalars(query))


def _entry(row: Row) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        person_id=row.person_id,
        chat_id=row.chat_id,
        action=row.action,
        target=row.target,
        details=row.details,
        created=row.created,
    )
