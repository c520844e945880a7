"""Taking the catalogue, or a group's own styles, out into an archive and in again.

With the pictures go their polished vectors, for whatever network they were fitted to.
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
from storage.styles.catalogue import NewStyle, Style, Styles, live, style_of
from storage.styles.editing import StyleEditor
from storage.styles.vectors import StyleVector, StyleVectors, polishes_of
from storage.tables import EVERYWHERE, StyleRow

_PATIENCE_S: Final = 60.0
"""A picture that takes longer to read means that nobody runs the loop any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """Slugs by what became of them; ``skipped`` were there already, just so."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    polished: int = 0
    """Vectors that are new, or other than those that were there."""


async def export_styles(database: Database, path: Path, *, chat_id: int | None = None) -> int:
    """Write the styles of all chats, or only a group's own, to a zip file; return how many.

    Hidden styles are among them, deleted ones are not. Raises ``OSError``.
    """
    styles = await _own(database, chat_id)
    polishes = await polishes_of(database, {style.digest for style in styles})
    loop = asyncio.get_running_loop()

    def pictures() -> Iterator[tuple[Style, bytes]]:
        # Runs in the writing thread, so that one picture at a time is in memory.
        for style in styles:
            fetch = Styles(database).picture(style.digest)
            picture = asyncio.run_coroutine_threadsafe(fetch, loop).result(_PATIENCE_S)
            yield style, picture.data

    return await asyncio.to_thread(archive.write, path, pictures(), polishes)


async def import_styles(
    database: Database,
    path: Path,
    *,
    chat_id: int | None = None,
    added_by: int | None = None,
    suits: Callable[[StyleVector], bool] = lambda _: True,
) -> Imported:
    """Take the styles of a zip file in, for all chats or for one; doing it again changes nothing.

    A style whose slug is there is edited to what the archive has. The file is looked through
    first. Raises ``BadArchive``, also for a vector that does not suit; then nothing was taken in.
    """
    found = await asyncio.to_thread(archive.look_through, path, suits=suits)
    there = {style.slug: style for style in await _own(database, chat_id)}
    outcomes: dict[str, list[str]] = {"added": [], "updated": [], "skipped": []}
    with closing(found.styles()) as incoming:
        while (given := await asyncio.to_thread(next, incoming, None)) is not None:
            new = replace(given, chat_id=chat_id, added_by=added_by)
            outcomes[await _take_in(database, new, there.get(new.slug))].append(new.slug)
    polished = 0
    # A style that somebody added since the import began may have another picture.
    pictures = {style.digest for style in await _own(database, chat_id)}
    with closing(found.polishes()) as vectors:
        while (polish := await asyncio.to_thread(next, vectors, None)) is not None:
            polished += polish.digest in pictures and await _polish(database, polish)
    return Imported(**{name: tuple(slugs) for name, slugs in outcomes.items()}, polished=polished)


async def _polish(database: Database, polish: StyleVector) -> bool:
    polishes = StyleVectors(database, polish.network)
    if await polishes.vector(polish.digest) == polish.vector:
        return False
    await polishes.keep(polish)
    return True


async def _take_in(database: Database, new: NewStyle, there: Style | None) -> str:
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


async def _own(database: Database, chat_id: int | None) -> tuple[Style, ...]:
    scope = EVERYWHERE if chat_id is None else chat_id
    query = select(StyleRow).where(StyleRow.scope == scope, *live()).order_by(StyleRow.id)
    async with database.read() as session:
        return tuple(style_of(row) for row in await session.scalars(query))
