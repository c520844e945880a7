"""The sheet of a page of styles, made from their pictures."""

from __future__ import annotations

import asyncio

from bot.drawing.contact_sheet import Cell, numbered_sheet
from bot.styles.pages import Page
from bot.texts import Texts
from bot.texts.style_titles import translated
from storage import Style, Styles, UnknownPicture


async def poster(styles: Styles, page: Page, texts: Texts) -> bytes:
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
