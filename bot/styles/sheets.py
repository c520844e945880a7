"""Which contact sheets Telegram has already, so that each is painted and uploaded once.

In memory only: after a restart the first who asks has the sheet painted anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from typing import Final, TypeAlias

from cachetools import LRUCache
from PIL import Image

from bot.drawing.contact_sheet import CELL_SIDE, Cell, draw_contact_sheet
from bot.pictures.decoder import Decoder
from bot.styles.pages import GalleryPage
from bot.texts import Texts
from bot.texts.style_titles import translate_title
from storage import Style, Styles, UnknownPicture

SHEETS_KEPT: Final = 256

SheetKey: TypeAlias = Hashable


class SheetCache(LRUCache[SheetKey, str]):
    """Telegram's file ids of the ``SHEETS_KEPT`` sheets that were used last."""

    def __init__(self) -> None:
        super().__init__(SHEETS_KEPT)


def make_key(page: GalleryPage, language: str) -> SheetKey:
    """Return a key that sheets of the same look share: numbers, styles, versions, language."""
    return language, page.first, tuple((style.id, style.version) for style in page.styles)


async def render_sheet(styles: Styles, decoder: Decoder, page: GalleryPage, texts: Texts) -> bytes:
    """JPEG: the pictures of ``page`` with their numbers and titles."""
    cells = [
        Cell(
            number=number,
            title=translate_title(style.title, texts),
            picture=await _open_picture(styles, decoder, style),
            fallback=style.slug,
        )
        for number, style in enumerate(page.styles, page.first)
    ]
    return await asyncio.to_thread(draw_contact_sheet, cells)


async def _open_picture(styles: Styles, decoder: Decoder, style: Style) -> Image.Image | None:
    try:
        picture = (await styles.picture(style.digest)).data
    except UnknownPicture:
        return None
    return await decoder.open_image(picture, CELL_SIDE)
