"""Which contact sheets Telegram has already, so that each is painted and uploaded once.

In memory only: after a restart the first who asks has the sheet painted anew.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, TypeAlias

from bot.drawing.contact_sheet import Cell, numbered_sheet
from bot.styles.pages import GalleryPage
from bot.texts import Texts
from bot.texts.style_titles import translated
from storage import Style, Styles, UnknownPicture

MOST: Final = 256

Key: TypeAlias = Hashable


class SheetCache:
    """Telegram's file ids of sheets, the latest used ``MOST`` of them."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._files: OrderedDict[Key, str] = OrderedDict()

    def get(self, key: Key) -> str | None:
        """The file id of the sheet, if it is known."""
        if key in self._files:
            self._files.move_to_end(key)
        return self._files.get(key)

    def keep(self, key: Key, file_id: str) -> None:
        """Telegram has the sheet as ``file_id``."""
        self._files[key] = file_id
        self._files.move_to_end(key)
        while len(self._files) > self._most:
            self._files.popitem(last=False)

    def forget(self, key: Key) -> None:
        """Telegram no longer takes the file id."""
        self._files.pop(key, None)


def key_of(page: GalleryPage, language: str) -> Key:
    """Equal for sheets that look the same: numbers, styles in their versions, language."""
    return language, page.first, tuple((style.id, style.version) for style in page.styles)


async def render_sheet(styles: Styles, page: GalleryPage, texts: Texts) -> bytes:
    """JPEG: the pictures of ``page`` with their numbers and titles."""
    cells = [
        Cell(
            number=number,
            title=translated(style.title, texts),
            picture=await _picture(styles, style),
            fallback=style.slug,
        )
        for number, style in enumerate(page.styles, page.first)
    ]
    return await asyncio.to_thread(numbered_sheet, cells)


async def _picture(styles: Styles, style: Style) -> bytes:
    try:
        return (await styles.picture(style.digest)).data
    except UnknownPicture:
        # Its cell stays blank.
        return b""
