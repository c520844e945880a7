"""The styles that people can choose; ``storage.styles.editing`` changes them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database, utc_now
from storage.errors import StyleExists, UnknownPicture, UnknownStyle
from storage.name_matching import most_similar, normalise, rank_similar
from storage.styles.pictures import StylePicture, store_picture
from storage.tables import (
    EVERYWHERE,
    ChatRow,
    PictureRow,
    StyleNameRow,
    StyleRow,
)

SUGGESTIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStyle:
    """A style to be added. ``chat_id`` is the only chat that sees it; ``None``: all do."""

    slug: str
    title: str
    picture: bytes
    aliases: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    chat_id: int | None = None
    added_by: int | None = None
    hidden: bool = False
    """Left out of lists and names."""
    draft: bool = False
    """Not published yet (``StyleEditor.publish``); no list and no name leads to it."""
    replaces: int | None = None
    """The style that this draft changes when it is published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A style of the catalogue; its picture is ``Styles.picture(style.digest)``."""

    id: int
    slug: str
    title: str
    aliases: tuple[str, ...]
    options: Mapping[str, Any]
    digest: str
    chat_id: int | None
    added_by: int | None
    use_count: int
    hidden: bool
    is_preset: bool
    created: datetime
    version: int = 1
    """Raised by each edit: what is derived from an earlier version is stale."""
    deleted: datetime | None = None
    draft: bool = False
    replaces: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return all names by which it is found."""
        return (self.slug, self.title, *self.aliases)


class Styles:
    """The catalogue: the presets, and the styles that people added."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, name: str, chat_id: int | None = None) -> Style:
        """Return the visible style called ``name`` in this chat, by slug, title or alias.

        Case, accents, spaces and hyphens do not count. A chat's own styles come before those of
        all chats. Raises ``UnknownStyle`` with the most similar names.
        """
        wanted = normalise(name)
        query = (
            select(StyleRow)
            .join(StyleNameRow, StyleNameRow.style_id == StyleRow.id)
            .where(StyleNameRow.name == wanted, *visible_to(chat_id))
            .order_by(StyleRow.id)
        )
        async with self._database.read() as session:
            matches = [style_of(row) for row in await session.scalars(query)]
        if matches:
            return min(matches, key=lambda s: (s.chat_id is None, normalise(s.slug) != wanted))
        close = await self.search(name, chat_id, limit=SUGGESTIONS)
        raise UnknownStyle(name, [most_similar(name, s.names) for s in close])

    async def search(
        self, word: str, chat_id: int | None = None, *, limit: int = 10
    ) -> tuple[Style, ...]:
        """Return visible styles with a name like ``word``, the most similar first."""
        names = (
            select(StyleNameRow.style_id, StyleNameRow.name)
            .join(StyleRow, StyleNameRow.style_id == StyleRow.id)
            .where(*visible_to(chat_id))
            .order_by(StyleNameRow.style_id)
        )
        async with self._database.read() as session:
            pairs = [(number, name) for number, name in await session.execute(names)]
            # Comparing thousands of names would block the event loop for too long.
            ids = await asyncio.to_thread(rank_similar, normalise(word), pairs, limit=limit)
            rows = await session.scalars(select(StyleRow).where(StyleRow.id.in_(ids)))
            found = {row.id: style_of(row) for row in rows}
        return tuple(found[number] for number in ids)

    async def random(self, chat_id: int | None = None, *, count: int = 1) -> tuple[Style, ...]:
        """Return ``count`` random visible styles, all different; fewer if there are fewer."""
        query = select(StyleRow.id).where(*visible_to(chat_id))
        async with self._database.read() as session:
            ids = (await session.scalars(query)).all()
            drawn = random.sample(ids, min(count, len(ids)))
            rows = await session.scalars(select(StyleRow).where(StyleRow.id.in_(drawn)))
            found = {row.id: style_of(row) for row in rows}
        return tuple(found[number] for number in drawn)

    async def last(self, chat_id: int) -> Style | None:
        """Return the style that was used last in this chat, if it is visible."""
        query = (
            select(StyleRow)
            .join(ChatRow, ChatRow.last_style_id == StyleRow.id)
            .where(ChatRow.id == chat_id, *visible_to(chat_id))
        )
        async with self._database.read() as session:
            row = (await session.scalars(query)).one_or_none()
            return None if row is None else style_of(row)

    async def all(
        self, chat_id: int | None = None, *, with_hidden: bool = False
    ) -> tuple[Style, ...]:
        """Return the styles that this chat sees, in the order in which they were added."""
        seen = visible_to(chat_id, with_hidden=with_hidden)
        query = select(StyleRow).where(*seen).order_by(StyleRow.id)
        async with self._database.read() as session:
            return tuple(style_of(row) for row in await session.scalars(query))

    async def get(self, style_id: int, *, with_deleted: bool = False) -> Style:
        """Return the style with this id, hidden or not. Raises ``UnknownStyle``."""
        async with self._database.read() as session:
            row = await session.get(StyleRow, style_id)
            if row is None or (row.deleted is not None and not with_deleted):
                raise UnknownStyle(str(style_id))
            return style_of(row)

    async def get_visible(self, style_id: int, chat_id: int | None = None) -> Style:
        """Return the style with this id, if this chat sees it. Raises ``UnknownStyle``."""
        query = select(StyleRow).where(StyleRow.id == style_id, *visible_to(chat_id))
        async with self._database.read() as session:
            row = (await session.scalars(query)).one_or_none()
            if row is None:
                raise UnknownStyle(str(style_id))
            return style_of(row)

    async def picture(self, digest: str) -> StylePicture:
        """Return the picture stored under ``digest``. Raises ``UnknownPicture``."""
        async with self._database.read() as session:
            row = await session.get(PictureRow, digest)
            if row is None:
                raise UnknownPicture(digest)
            return StylePicture(digest=row.digest, mime=row.mime, data=row.data)

    async def add(self, new: NewStyle) -> Style:
        """Add a style with its picture. Raises ``StyleExists``, also for a new draft.

        A draft does not reserve its slug.
        """
        row = StyleRow(
            scope=EVERYWHERE if new.chat_id is None else new.chat_id,
            slug=new.slug,
            title=new.title,
            aliases=list(new.aliases),
            options=dict(new.options),
            added_by=new.added_by,
            hidden=new.hidden,
            draft=new.draft,
            replaces=new.replaces,
            created=utc_now(),
        )
        try:
            async with self._database.write() as session:
                if new.draft and new.replaces is None and await _is_taken(session, row):
                    raise StyleExists(new.slug)
                row.digest = await store_picture(session, new.picture)
                session.add(row)
                await session.flush()
                await index_names(session, row)
        except IntegrityError as error:
            raise StyleExists(new.slug) from error
        return style_of(row)

    async def hide(self, style_id: int, *, hidden: bool = True) -> None:
        """Hide a style, or show it again. Jobs that use it go on."""
        await self._update(style_id, hidden=hidden)

    async def count_use(self, style_id: int) -> None:
        """Count a painting that was made with a style."""
        await self._update(style_id, use_count=StyleRow.use_count + 1)

    async def _update(self, style_id: int, **values: Any) -> None:
        statement = update(StyleRow).where(StyleRow.id == style_id).values(**values)
        async with self._database.write() as session:
            found = await session.scalar(statement.returning(StyleRow.id))
            if found is None:
                raise UnknownStyle(str(style_id))


def visible_to(chat_id: int | None, *, with_hidden: bool = False) -> list[ColumnElement[bool]]:
    """Return the conditions for styles that a chat sees; ``None`` sees those of all chats."""
    scopes = {EVERYWHERE} if chat_id is None else {EVERYWHERE, chat_id}
    seen = [StyleRow.scope.in_(sorted(scopes)), *not_deleted()]
    return seen if with_hidden else [*seen, StyleRow.hidden.is_(False)]


def not_deleted() -> list[ColumnElement[bool]]:
    """Return the conditions for styles that are neither deleted nor drafts, which hold slugs."""
    return [StyleRow.deleted.is_(None), StyleRow.draft.is_(False)]


async def _is_taken(session: AsyncSession, row: StyleRow) -> bool:
    same = exists().where(StyleRow.scope == row.scope, StyleRow.slug == row.slug, *not_deleted())
    return bool(await session.scalar(select(same)))


async def index_names(session: AsyncSession, row: StyleRow) -> None:
    """Store the names by which the style of ``row`` is found; the row must have its id."""
    await session.execute(delete(StyleNameRow).where(StyleNameRow.style_id == row.id))
    names = {normalise(name) for name in (row.slug, row.title, *row.aliases)} - {""}
    if names:
        rows = [{"style_id": row.id, "name": name} for name in sorted(names)]
        await session.execute(insert(StyleNameRow), rows)


def style_of(row: StyleRow) -> Style:
    """Return the style that ``row`` holds."""
    return Style(
        id=row.id,
        slug=row.slug,
        title=row.title,
        aliases=tuple(row.aliases),
        options=row.options,
        digest=row.digest,
        chat_id=None if row.scope == EVERYWHERE else row.scope,
        added_by=row.added_by,
        use_count=row.use_count,
        hidden=row.hidden,
        is_preset=row.preset is not None,
        created=row.created,
        version=row.version,
        deleted=row.deleted,
        draft=row.draft,
        replaces=row.replaces,
    )
