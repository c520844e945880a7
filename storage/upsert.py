"""INSERT statements that keep or update a row which exists, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from storage.errors import SUPPORTED, unsupported_database
from storage.tables import Base, ChatRow, PersonRow


def insert_or_ignore(
    session: AsyncSession,
    table: type[Base],
    rows: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    *,
    returning: InstrumentedAttribute[Any] | None = None,
) -> Executable:
    """Return a statement that inserts those of ``rows`` that break no unique constraint.

    With ``returning`` it gives that column of each inserted row.
    """
    statement = _insert(session, table).values(rows).on_conflict_do_nothing()
    return statement if returning is None else statement.returning(returning)


def insert_or_update(
    session: AsyncSession, table: type[Base], row: Mapping[str, Any], *, changing: Sequence[str]
) -> Executable:
    """Return a statement that inserts ``row`` or, where its id exists, sets ``changing`` only."""
    statement = _insert(session, table).values(row)
    return statement.on_conflict_do_update(
        index_elements=["id"], set_={name: statement.excluded[name] for name in changing}
    )


def _insert(session: AsyncSession, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    dialect = session.get_bind().dialect.name
    if dialect not in SUPPORTED:
        raise unsupported_database(dialect)
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


async def ensure_chat_and_person(
    session: AsyncSession, chat_id: int, person_id: int, now: datetime
) -> None:
    """Insert bare rows for a chat and a person, where they are missing, to be referred to."""
    await ensure_chat(session, chat_id, now)
    await ensure_person(session, person_id, now)


async def ensure_chat(session: AsyncSession, chat_id: int, now: datetime) -> None:
    """Insert a bare row for a chat, where it is missing."""
    chat = {"id": chat_id, "kind": "", "title": "", "settings": {}, "created": now, "seen": now}
    await session.execute(insert_or_ignore(session, ChatRow, chat))


async def ensure_person(session: AsyncSession, person_id: int, now: datetime) -> None:
    """Insert a bare row for a person, where it is missing."""
    person = {"id": person_id, "first_name": "", "settings": {}, "created": now, "seen": now}
    await session.execute(insert_or_ignore(session, PersonRow, person))
