"""What keepers of the catalogue do to styles: edit, rename, publish, delete and bring back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database, utc_now
from storage.errors import StyleExists, UnknownStyle
from storage.styles.catalogue import Style, index_names, style_of
from storage.styles.pictures import keep_picture
from storage.tables import EVERYWHERE, StyleRow


class StyleEditor:
    """The catalogue, to change it. All raise ``UnknownStyle`` for an id that is not there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def edit(
        self,
        style_id: int,
        *,
        title: str | None = None,
        aliases: Sequence[str] | None = None,
        options: Mapping[str, Any] | None = None,
        picture: bytes | None = None,
    ) -> Style:
        """Change what is given. Paintings that were asked for keep the picture of their time."""
        given = {
            "title": title,
            "aliases": None if aliases is None else list(dict.fromkeys(aliases)),
            "options": None if options is None else dict(options),
        }
        async with self._database.write() as session:
            row = await _live(session, style_id)
            if picture is not None:
                given["digest"] = await keep_picture(session, picture)
            return await _change(session, row, given)

    async def rename(self, style_id: int, slug: str) -> Style:
        """Give it another slug; the old one stays as an alias, for links that were shared.

        Raises ``StyleExists``.
        """
        try:
            async with self._database.write() as session:
                row = await _live(session, style_id)
                kept = [alias for alias in (*row.aliases, row.slug) if alias != slug]
                aliases = list(dict.fromkeys(kept)) if slug != row.slug else row.aliases
                return await _change(session, row, {"slug": slug, "aliases": aliases})
        except IntegrityError as error:
            raise StyleExists(slug) from error

    async def publish(self, draft_id: int, *, everywhere: bool = False) -> Style:
        """Let a draft be seen by its chat or ``everywhere``, or change the style it is about.

        Raises ``StyleExists``, where its slug was taken meanwhile, and leaves the draft then.
        """
        async with self._database.write() as session:
            row = await _live(session, draft_id)
            slug = row.slug
            if row.replaces is not None:
                style = await _live(session, row.replaces)
                given = {"title": row.title, "options": row.options, "digest": row.digest}
                row.deleted = utc_now()
                return await _change(session, style, given)
            try:
                row.draft, row.hidden = False, False
                row.scope = EVERYWHERE if everywhere else row.scope
                await session.flush()
            except IntegrityError as error:
                raise StyleExists(slug) from error
            return style_of(row)

    async def discard(self, draft_id: int) -> None:
        """Throw a draft away for good. Raises ``UnknownStyle``, also for what was published."""
        async with self._database.write() as session:
            row = await _live(session, draft_id)
            if not row.draft:
                raise UnknownStyle(str(draft_id))
            # Its id must not come to mean another style, as that of a row that is gone could.
            row.deleted = utc_now()

    async def delete(self, style_id: int) -> Style:
        """Take it away, until ``restore``; what is being painted in it is painted to its end."""
        async with self._database.write() as session:
            row = await _live(session, style_id)
            row.deleted = utc_now()
            return style_of(row)

    async def restore(self, style_id: int) -> Style:
        """Bring a deleted style back as it was; no harm where it was not deleted.

        Raises ``StyleExists`` where its slug was taken meanwhile.
        """
        async with self._database.write() as session:
            row = await session.get(StyleRow, style_id)
            if row is None:
                raise UnknownStyle(str(style_id))
            slug, row.deleted = row.slug, None
            try:
                await session.flush()
            except IntegrityError as error:
                raise StyleExists(slug) from error
            return style_of(row)

    async def deleted(self, chat_id: int | None = None) -> tuple[Style, ...]:
        """What can be restored: of this chat, or with ``None`` of all chats; the latest first."""
        scope = EVERYWHERE if chat_id is None else chat_id
        query = (
            select(StyleRow)
            .where(StyleRow.scope == scope, StyleRow.deleted.is_not(None))
            .order_by(StyleRow.deleted.desc())
        )
        async with self._database.read() as session:
            return tuple(style_of(row) for row in await session.scalars(query))


async def _live(session: AsyncSession, style_id: int) -> StyleRow:
    row = await session.get(StyleRow, style_id, with_for_update=True)
    if row is None or row.deleted is not None:
        raise UnknownStyle(str(style_id))
    return row


async def _change(session: AsyncSession, row: StyleRow, given: Mapping[str, Any]) -> Style:
    """Set what is not ``None``; a change of anything makes another version."""
    changes = {n: v for n, v in given.items() if v is not None and v != getattr(row, n)}
    for name, value in changes.items():
        setattr(row, name, value)
    if changes:
        row.version += 1
        await session.flush()
        await index_names(session, row)
    return style_of(row)
