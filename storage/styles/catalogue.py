"""The styles people can choose; ``storage.styles.editing`` has what their keepers do to them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database, utc_now
from storage.errors import StyleExists, UnknownPicture, UnknownStyle
from storage.name_matching import closest, normalise, ranked
from storage.styles.pictures import Picture, keep_picture
from storage.tables import (
    EVERYWHERE,
    ChatRow,
    FavouriteRow,
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
    """No longer for everyone to see."""
    draft: bool = False
    """To be looked at before ``Curation.publish``; until then no list and no name leads to it."""
    replaces: int | None = None
    """A draft of another form of this style, which takes its place when it is published."""


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
    """Counts its edits; whatever is derived from a style is stale once this has changed."""
    deleted: datetime | None = None
    draft: bool = False
    replaces: int | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it answers to."""
        return (self.slug, self.title, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of the styles a chat sees, of ``total``."""

    styles: tuple[Style, ...]
    total: int
    offset: int


class Styles:
    """The catalogue: what ships with the program and what people added."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, name: str, chat_id: int | None = None) -> Style:
        """The visible style called ``name`` in this chat, by slug, title or alias.

        A chat's own styles come before those of all chats. Raises ``UnknownStyle`` with the
        nearest names where nothing matches but for case, accents, spaces and hyphens.
        """
        wanted = normalise(name)
        query = (
            select(StyleRow)
            .join(StyleNameRow, StyleNameRow.style_id == StyleRow.id)
            .where(StyleNameRow.name == wanted, *seen_by(chat_id))
            .order_by(StyleRow.id)
        )
        async with self._database.read() as session:
            matches = [style_of(row) for row in await session.scalars(query)]
        if matches:
            return min(matches, key=lambda s: (s.chat_id is None, normalise(s.slug) != wanted))
        close = await self.search(name, chat_id, limit=SUGGESTIONS)
        raise UnknownStyle(name, [closest(name, s.names) for s in close])

    async def search(
        self, word: str, chat_id: int | None = None, *, limit: int = 10
    ) -> tuple[Style, ...]:
        """Visible styles with a name like ``word``, the most alike first."""
        names = (
            select(StyleNameRow.style_id, StyleNameRow.name)
            .join(StyleRow, StyleNameRow.style_id == StyleRow.id)
            .where(*seen_by(chat_id))
            .order_by(StyleNameRow.style_id)
        )
        async with self._database.read() as session:
            pairs = [(number, name) for number, name in await session.execute(names)]
            # Thousands of names take their time to compare.
            ids = await asyncio.to_thread(ranked, normalise(word), pairs, limit=limit)
            rows = await session.scalars(select(StyleRow).where(StyleRow.id.in_(ids)))
            found = {row.id: style_of(row) for row in rows}
        return tuple(found[number] for number in ids)

    async def page(
        self,
        chat_id: int | None = None,
        *,
        person_id: int | None = None,
        offset: int = 0,
        limit: int = 24,
    ) -> Page:
        """Visible styles: the person's favourites first, then the most used, then by title."""
        theirs = and_(FavouriteRow.style_id == StyleRow.id, FavouriteRow.person_id == person_id)
        query = select(StyleRow).where(*seen_by(chat_id))
        if person_id is not None:
            query = query.outerjoin(FavouriteRow, theirs).order_by(FavouriteRow.style_id.is_(None))
        query = query.order_by(StyleRow.use_count.desc(), func.lower(StyleRow.title), StyleRow.id)
        count = select(func.count()).select_from(StyleRow).where(*seen_by(chat_id))
        async with self._database.read() as session:
            total = await session.scalar(count) or 0
            rows = await session.scalars(query.offset(offset).limit(limit))
            return Page(styles=tuple(map(style_of, rows)), total=total, offset=offset)

    async def random(self, chat_id: int | None = None, *, count: int = 1) -> tuple[Style, ...]:
        """``count`` visible styles by chance, all different; fewer where there are fewer."""
        query = select(StyleRow.id).where(*seen_by(chat_id))
        async with self._database.read() as session:
            ids = (await session.scalars(query)).all()
            drawn = random.sample(ids, min(count, len(ids)))
            rows = await session.scalars(select(StyleRow).where(StyleRow.id.in_(drawn)))
            found = {row.id: style_of(row) for row in rows}
        return tuple(found[number] for number in drawn)

    async def last(self, chat_id: int) -> Style | None:
        """The style that was used last in this chat, as long as it is visible."""
        query = (
            select(StyleRow)
            .join(ChatRow, ChatRow.last_style_id == StyleRow.id)
            .where(ChatRow.id == chat_id, *seen_by(chat_id))
        )
        async with self._database.read() as session:
            row = (await session.scalars(query)).one_or_none()
            return None if row is None else style_of(row)

    async def all(
        self, chat_id: int | None = None, *, with_hidden: bool = False
    ) -> tuple[Style, ...]:
        """The styles this chat sees, in the order in which they were added."""
        seen = seen_by(chat_id, with_hidden=with_hidden)
        query = select(StyleRow).where(*seen).order_by(StyleRow.id)
        async with self._database.read() as session:
            return tuple(style_of(row) for row in await session.scalars(query))

    async def get(self, style_id: int, *, with_deleted: bool = False) -> Style:
        """The style with this id, hidden or not. Raises ``UnknownStyle``."""
        async with self._database.read() as session:
            row = await session.get(StyleRow, style_id)
            if row is None or (row.deleted is not None and not with_deleted):
                raise UnknownStyle(str(style_id))
            return style_of(row)

    async def seen(self, style_id: int, chat_id: int | None = None) -> Style:
        """The style with this id, if this chat sees it. Raises ``UnknownStyle``."""
        query = select(StyleRow).where(StyleRow.id == style_id, *seen_by(chat_id))
        async with self._database.read() as session:
            row = (await session.scalars(query)).one_or_none()
            if row is None:
                raise UnknownStyle(str(style_id))
            return style_of(row)

    async def picture(self, digest: str) -> Picture:
        """The picture kept under ``digest``. Raises ``UnknownPicture``."""
        async with self._database.read() as session:
            row = await session.get(PictureRow, digest)
            if row is None:
                raise UnknownPicture(digest)
            return Picture(digest=row.digest, mime=row.mime, data=row.data)

    async def add(self, new: NewStyle) -> Style:
        """Add a style and keep its picture. Raises ``StyleExists``, also for a draft.

        A draft keeps its slug from nobody.
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
                row.digest = await keep_picture(session, new.picture)
                session.add(row)
                await session.flush()
                await index_names(session, row)
        except IntegrityError as error:
            raise StyleExists(new.slug) from error
        return style_of(row)

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


def seen_by(chat_id: int | None, *, with_hidden: bool = False) -> list[ColumnElement[bool]]:
    """What holds for the styles that a chat sees; ``None`` sees those of all chats."""
    scopes = {EVERYWHERE} if chat_id is None else {EVERYWHERE, chat_id}
    seen = [StyleRow.scope.in_(sorted(scopes)), *live()]
    return seen if with_hidden else [*seen, StyleRow.hidden.is_(False)]


def live() -> list[ColumnElement[bool]]:
    """What holds for styles that are neither deleted nor drafts: their slugs are taken."""
    return [StyleRow.deleted.is_(None), StyleRow.draft.is_(False)]


async def _is_taken(session: AsyncSession, row: StyleRow) -> bool:
    same = exists().where(StyleRow.scope == row.scope, StyleRow.slug == row.slug, *live())
    return bool(await session.scalar(select(same)))


async def index_names(session: AsyncSession, row: StyleRow) -> None:
    """Have the style of ``row``, which has its id, found by the names it has now."""
    await session.execute(delete(StyleNameRow).where(StyleNameRow.style_id == row.id))
    names = {normalise(name) for name in (row.slug, row.title, *row.aliases)} - {""}
    if names:
        rows = [{"style_id": row.id, "name": name} for name in sorted(names)]
        await session.execute(insert(StyleNameRow), rows)


def style_of(row: StyleRow) -> Style:
    """The style that ``row`` keeps."""
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
