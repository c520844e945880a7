"""The sheet of a page of styles, made from their pictures."""

from __future__ import annotations

import asyncio
import io

from PIL import Image

from bot.shelf import Page
from bot.texts import Texts
from storage import Styles


async def poster(styles: Styles, page: Page, texts: Texts) -> bytes:
    """JPEG: the pictures of ``page`` with their numbers and titles."""
    pictures = [(await styles.picture(style.digest)).data for style in page.styles]
    return await asyncio.to_thread(_drawn, pictures)


def _drawn(pictures: list[bytes]) -> bytes:
    sheet = Image.new("RGB", (4 * 240, 3 * 240))
    for n, data in enumerate(pictures):
        with Image.open(io.BytesIO(data)) as picture:
            sheet.paste(picture.convert("RGB").resize((240, 240)), (n % 4 * 240, n // 4 * 240))
    out = io.BytesIO()
    sheet.save(out, "JPEG")
    return out.getvalue()
