"""Files are glanced at before they take a place: what cannot be painted is refused at once.

The engine opens them in earnest; here it is enough that nobody waits in line for a bad file.
"""

from __future__ import annotations

import asyncio
from typing import Final

from bot.context import Context
from bot.pictures.attachments import Found, Picture, Refusal
from bot.pictures.downloads import FetchFailed
from engine.errors import EngineError
from engine.imaging.codecs import glance

SECONDS: Final = 10.0
"""A file that takes longer to fetch and to open passes, and the engine finds out."""

_BRANDS: Final = {b"avif": "AVIF", b"avis": "AVIF"}
_BEGINNINGS: Final = {
    b"%PDF-": "PDF",
    b"8BPS": "Photoshop",
    b"\xff\x0a": "JPEG XL",
    b"\0\0\0\x0cJXL ": "JPEG XL",
}


async def check_file(context: Context, found: Found | None) -> Found | None:
    """``found``, or why it cannot be painted. Photos are Telegram's own work and always pass."""
    if not isinstance(found, Picture) or not found.is_file:
        return found
    try:
        async with asyncio.timeout(SECONDS):
            content = await context.services.files(found.file_id)
            async with context.services.locks.opening:
                return await asyncio.to_thread(_objection, content) or found
    except FetchFailed as error:
        # What may pass is tried again when its turn comes.
        return found if error.retryable else _refusal(error.reason)
    except TimeoutError:
        return found


def _objection(content: bytes) -> Refusal | None:
    try:
        glance(content)
    except EngineError as error:
        kind = foreign_kind(content) if error.reason == "not_a_picture" else None
        return Refusal("refuse-kind", kind=kind) if kind else _refusal(error.reason)
    return None


def _refusal(reason: str) -> Refusal:
    return Refusal(f"problem-{reason.replace('_', '-')}")


def foreign_kind(content: bytes) -> str | None:
    """What people call a kind of picture that cannot be opened here; ``None`` if it is unknown."""
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        is_heic = brand[:3] in {b"hei", b"hev", b"mif", b"msf"}
        return "HEIC" if is_heic else _BRANDS.get(brand)
    if b"<svg" in content[:2048].lower():
        return "SVG"
    known = (kind for begin, kind in _BEGINNINGS.items() if content.startswith(begin))
    return next(known, None)
