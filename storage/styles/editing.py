"""Change styles: edit, rename, publish, discard, delete and restore."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database, utc_now
from storage.errors import StyleExists, UnknownStyle
from storage.styles.catalogue import Style, index_names, style_of
from storage.styles.pictures import store_picture
from storage.tables import EVERYWHERE, StyleRow


class StyleEditor:
    """Changes styles. All methods raise ``UnknownStyle`` for an id that is not there."""

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
        """Change what is given. Jobs keep the picture they were asked for with."""
        given = {
            "title": title,
            "aliases": None if aliases is None else list(dict.fromkeys(aliases)),
            "options": None if options is None else dict(options),
        }
        async with self._database.write() as session:
            row = await _get_for_update(session, style_id)
            if picture is not None:
                given["digest"] = await store_picture(session, picture)
            return await _apply_changes(session, row, given)

    async def rename(self, style_id: int, slug: str) -> Style:
        """Change the slug; the old one stays as an alias, for links that were shared.

        Raises ``StyleExists``.
        """
        try:
            async with self._database.write() as session:
                row = await _get_for_update(session, style_id)
                kept = [alias for alias in (*row.aliases, row.slug) if alias != slug]
                aliases = list(dict.fromkeys(kept)) if slug != row.slug else row.aliases
                return await _apply_changes(session, row, {"slug": slug, "aliases": aliases})
        except IntegrityError as error:
            raise StyleExists(slug) from error

    async def publish(self, draft_id: int, *, everywhere: bool = False) -> Style:
        """Show a draft to its chat or ``everywhere``, or change the style that it replaces.

        Raises ``StyleExists`` where its slug was taken meanwhile; the draft stays then.
        """
        async with self._database.write() as session:
            row = await _get_for_update(session, draft_id)
            slug = row.slug
            if row.replaces is not None:
                style = await _get_for_update(session, row.replaces)
                given = {"title": row.title, "options": row.options, "digest": row.digest}
                row.deleted = utc_now()
                return await _apply_changes(session, style, given)
            try:
                row.draft, row.hidden = False, False
                row.scope = EVERYWHERE if everywhere else row.scope
                await session.flush()
            except IntegrityError as error:
                raise StyleExists(slug) from error
            return style_of(row)

    async def discard(self, draft_id: int) -> None:
        """Delete a draft. Raises ``UnknownStyle``, also for a style that was published."""
        async with self._database.write() as session:
            row = await _get_for_update(session, draft_id)
            if not row.draft:
                raise UnknownStyle(str(draft_id))
            # The row stays for now: SQLite could give its id to another style, and buttons in old
            # messages would then act on that.
            row.deleted = utc_now()

    async def delete(self, style_id: int) -> Style:
        """Delete a style until ``restore``; jobs that use it are painted to their end."""
        async with self._database.write() as session:
            row = await _get_for_update(session, style_id)
            row.deleted = utc_now()
            return style_of(row)

    async def restore(self, style_id: int) -> Style:
        """Restore a deleted style as it was; do nothing where it was not deleted.

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


async def _get_for_update(session: AsyncSession, style_id: int) -> StyleRow:
    row = await session.get(StyleRow, style_id, with_for_update=True)
    if row is None or row.deleted is not None:
        raise UnknownStyle(str(style_id))
    return row


async def _apply_changes(session: AsyncSession, row: StyleRow, given: Mapping[str, Any]) -> Style:
    """Set what is not ``None``, and raise the version if anything changed."""
    changes = {n: v for n, v in given.items() if v is not None and v != getattr(row, n)}
    for name, value in changes.items():
        setattr(row, name, value)
    if changes:
        row.version += 1
        await session.flush()
        await index_names(session, row)
    return style_of(row)
