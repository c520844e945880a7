"""Export the catalogue, or a group's own styles, to an archive, and import an archive.

The polished vectors of the pictures are exported too, for all networks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sqlalchemy import select

from storage.database import Database
from storage.errors import StyleExists
from storage.styles import archive
from storage.styles.catalogue import NewStyle, Style, Styles, not_deleted, style_of
from storage.styles.editing import StyleEditor
from storage.styles.vectors import StyleVector, StyleVectors, vectors_of
from storage.tables import EVERYWHERE, StyleRow

_READ_TIMEOUT_S: Final = 60.0
"""A picture that takes longer to read means that the event loop has stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """Slugs by what was done; ``skipped`` ones were there already, unchanged."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    polished: int = 0
    """How many vectors are new or changed."""


async def export_styles(database: Database, path: Path, *, chat_id: int | None = None) -> int:
    """Write the styles of all chats, or only a group's own, to a zip file; return how many.

    Hidden styles are among them, deleted ones are not. Raises ``OSError``.
    """
    styles = await _styles_of(database, chat_id)
    vectors = await vectors_of(database, {style.digest for style in styles})
    loop = asyncio.get_running_loop()

    def pictures() -> Iterator[tuple[Style, bytes]]:
        # Runs in the writing thread, so that one picture at a time is in memory.
        for style in styles:
            fetch = Styles(database).picture(style.digest)
            picture = asyncio.run_coroutine_threadsafe(fetch, loop).result(_READ_TIMEOUT_S)
            yield style, picture.data

    return await asyncio.to_thread(archive.write_archive, path, pictures(), vectors)


async def import_styles(
    database: Database,
    path: Path,
    *,
    chat_id: int | None = None,
    added_by: int | None = None,
    suits: Callable[[StyleVector], bool] = lambda _: True,
) -> Imported:
    """Import the styles of a zip file for all chats or for one; repeating it changes nothing.

    A style whose slug exists is changed to what the archive has. The whole file is checked first.
    Raises ``BadArchive``, also for a vector that does not suit; then nothing was imported.
    """
    checked = await asyncio.to_thread(archive.check_archive, path, suits=suits)
    there = {style.slug: style for style in await _styles_of(database, chat_id)}
    outcomes: dict[str, list[str]] = {"added": [], "updated": [], "skipped": []}
    with closing(checked.styles()) as incoming:
        while (given := await asyncio.to_thread(next, incoming, None)) is not None:
            new = replace(given, chat_id=chat_id, added_by=added_by)
            outcomes[await _import_style(database, new, there.get(new.slug))].append(new.slug)
    polished = 0
    # A style that somebody added since the import began may have another picture.
    pictures = {style.digest for style in await _styles_of(database, chat_id)}
    with closing(checked.vectors()) as vectors:
        while (vector := await asyncio.to_thread(next, vectors, None)) is not None:
            polished += vector.digest in pictures and await _import_vector(database, vector)
    return Imported(**{name: tuple(slugs) for name, slugs in outcomes.items()}, polished=polished)


async def _import_vector(database: Database, new: StyleVector) -> bool:
    vectors = StyleVectors(database, new.network)
    if await vectors.vector(new.digest) == new.vector:
        return False
    await vectors.keep(new)
    return True


async def _import_style(database: Database, new: NewStyle, there: Style | None) -> str:
    if there is None:
        try:
            await Styles(database).add(new)
        except StyleExists:
            return "skipped"  # somebody added it since the import began
        return "added"
    edited = await StyleEditor(database).edit(
        there.id, title=new.title, aliases=new.aliases, options=new.options, picture=new.picture
    )
    if there.hidden != new.hidden:
        await Styles(database).hide(there.id, hidden=new.hidden)
    elif edited.version == there.version:
        return "skipped"
    return "updated"


async def _styles_of(database: Database, chat_id: int | None) -> tuple[Style, ...]:
    scope = EVERYWHERE if chat_id is None else chat_id
    query = select(StyleRow).where(StyleRow.scope == scope, *not_deleted()).order_by(StyleRow.id)
    async with database.read() as session:
        return tuple(style_of(row) for row in await session.scalars(query))
