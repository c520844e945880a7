"""INSERT that leaves or updates a row which is already there, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from storage.errors import SUPPORTED, unsupported
from storage.tables import Base, ChatRow, PersonRow


def insert_or_ignore(
    session: AsyncSession,
    table: type[Base],
    rows: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    *,
    returning: InstrumentedAttribute[Any] | None = None,
) -> Executable:
    """A statement that inserts ``rows`` but for those that would break a unique constraint.

    With ``returning`` it yields that column of the rows that were inserted.
    """
    statement = _insert(session, table).values(rows).on_conflict_do_nothing()
    return statement if returning is None else statement.returning(returning)


def insert_or_update(
    session: AsyncSession, table: type[Base], row: Mapping[str, Any], *, changing: Sequence[str]
) -> Executable:
    """A statement that inserts ``row``; where its id exists, only ``changing`` are set anew."""
    statement = _insert(session, table).values(row)
    return statement.on_conflict_do_update(
        index_elements=["id"], set_={name: statement.excluded[name] for name in changing}
    )


def _insert(session: AsyncSession, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    dialect = session.get_bind().dialect.name
    if dialect not in SUPPORTED:
        raise unsupported(dialect)
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


async def introduce(session: AsyncSession, chat_id: int, person_id: int, now: datetime) -> None:
    """Make bare rows for a chat and a person that rows to come refer to, where there are none."""
    await introduce_chat(session, chat_id, now)
    await introduce_person(session, person_id, now)


async def introduce_chat(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """Make a bare row for a chat that was not met yet."""
    chat = {"id": chat_id, "kind": "", "title": "", "settings": {}, "created": now, "seen": now}
    await session.execute(insert_or_ignore(session, ChatRow, chat))


async def introduce_person(session: AsyncSession, person_id: int, now: datetime) -> None:
    """Make a bare row for a person who was not met yet."""
    person = {"id": person_id, "first_name": "", "settings": {}, "created": now, "seen": now}
    await session.execute(insert_or_ignore(session, PersonRow, person))
