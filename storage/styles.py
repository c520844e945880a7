"""The styles people can choose, with their pictures.

Pictures are kept in the database under their SHA-256 rather than in a folder: a style and its
picture then come and go in one transaction, one file is the whole backup, and several machines can
share a database. They are a few hundred kilobytes each and only read when they are painted with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database, utc_now
from storage.errors import StyleExists, UnknownPicture, UnknownStyle
from storage.names import closest, nearest, normalise
from storage.tables import EVERYWHERE, PictureRow, StyleRow
from storage.upsert import insert_or_ignore

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

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it answers to."""
        return (self.slug, self.title, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A style's picture as it was given."""

    digest: str
    mime: str
    data: bytes


class Styles:
    """The catalogue: what ships with the program and what people added."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, name: str, chat_id: int | None = None) -> Style:
        """The visible style called ``name`` in this chat, by slug, title or alias.

        A chat's own styles come before those of all chats. Raises ``UnknownStyle`` with the
        nearest names where nothing matches but for case, accents, spaces and hyphens.
        """
        styles = await self.all(chat_id)
        wanted = normalise(name)
        matches = [s for s in styles if wanted and wanted in map(normalise, s.names)]
        if matches:
            return min(matches, key=lambda s: (s.chat_id is None, normalise(s.slug) != wanted))
        close = nearest(name, ((s, s.names) for s in styles), limit=SUGGESTIONS)
        raise UnknownStyle(name, [closest(name, s.names) for s in close])

    async def search(
        self, word: str, chat_id: int | None = None, *, limit: int = 10
    ) -> tuple[Style, ...]:
        """Visible styles with a name like ``word``, the most alike first."""
        styles = await self.all(chat_id)
        return nearest(word, ((s, s.names) for s in styles), limit=limit)

    async def all(
        self, chat_id: int | None = None, *, with_hidden: bool = False
    ) -> tuple[Style, ...]:
        """The styles this chat sees, in the order in which they were added."""
        query = select(StyleRow).order_by(StyleRow.id)
        if chat_id is None:
            query = query.where(StyleRow.scope == EVERYWHERE)
        else:
            query = query.where(or_(StyleRow.scope == EVERYWHERE, StyleRow.scope == chat_id))
        if not with_hidden:
            query = query.where(StyleRow.hidden.is_(False))
        async with self._database.read() as session:
            return tuple(_style(row) for row in await session.scalars(query))

    async def get(self, style_id: int) -> Style:
        """The style with this id, hidden or not. Raises ``UnknownStyle``."""
        async with self._database.read() as session:
            row = await session.get(StyleRow, style_id)
            if row is None:
                raise UnknownStyle(str(style_id))
            return _style(row)

    async def picture(self, digest: str) -> Picture:
        """The picture kept under ``digest``. Raises ``UnknownPicture``."""
        async with self._database.read() as session:
            row = await session.get(PictureRow, digest)
            if row is None:
                raise UnknownPicture(digest)
            return Picture(digest=row.digest, mime=row.mime, data=row.data)

    async def add(self, new: NewStyle) -> Style:
        """Add a style and keep its picture. Raises ``StyleExists``."""
        row = StyleRow(
            scope=EVERYWHERE if new.chat_id is None else new.chat_id,
            slug=new.slug,
            title=new.title,
            aliases=list(new.aliases),
            options=dict(new.options),
            added_by=new.added_by,
            created=utc_now(),
        )
        try:
            async with self._database.write() as session:
                row.digest = await keep_picture(session, new.picture)
                session.add(row)
        except IntegrityError as error:
            raise StyleExists(new.slug) from error
        return _style(row)

    async def hide(self, style_id: int, *, hidden: bool = True) -> None:
        """Take a style out of every list, or put it back. Paintings that use it go on."""
        await self._update(style_id, hidden=hidden)

    async def count_use(self, style_id: int) -> None:
        """Note that a painting was made with it."""
        await self._update(style_id, use_count=StyleRow.use_count + 1)

    async def _update(self, style_id: int, **values: Any) -> None:
        statement = update(StyleRow).where(StyleRow.id == style_id).values(**values)
        async with self._database.write() as session:
            found = await session.scalar(statement.returning(StyleRow.id))
            if found is None:
                raise UnknownStyle(str(style_id))


async def keep_picture(session: AsyncSession, data: bytes) -> str:
    """Store ``data`` once, whoever uses it; return its SHA-256 as hexadecimal digits."""
    digest = hashlib.sha256(data).hexdigest()
    row = {"digest": digest, "mime": mime_of(data), "data": data}
    await session.execute(insert_or_ignore(session, PictureRow, row))
    return digest


def mime_of(data: bytes) -> str:
    """The media type by the first bytes; ``application/octet-stream`` where they say nothing."""
    signatures: Sequence[tuple[bytes, int, str]] = (
        (b"\xff\xd8\xff", 0, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
        (b"WEBP", 8, "image/webp"),
    )
    for signature, offset, mime in signatures:
        if data[offset : offset + len(signature)] == signature:
            return mime
    return "application/octet-stream"


def _style(row: StyleRow) -> Style:
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
    )
