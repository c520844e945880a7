"""Refuses files that cannot be painted at once, so that nobody waits in the queue for a bad one.

The file is fetched whole and its beginning decoded; the engine opens all of it.
"""

from __future__ import annotations

import asyncio
from typing import Final

from bot.context import Context
from bot.pictures.attachments import Found, Picture, Refusal
from bot.pictures.downloads import FetchFailed
from engine.errors import EngineError
from engine.imaging.codecs import glance

CHECK_SECONDS: Final = 10.0
"""A file that takes longer to fetch and to check passes, and the engine finds out."""

_BRANDS: Final = {b"avif": "AVIF", b"avis": "AVIF"}
_BEGINNINGS: Final = {
    b"%PDF-": "PDF",
    b"8BPS": "Photoshop",
    b"\xff\x0a": "JPEG XL",
    b"\0\0\0\x0cJXL ": "JPEG XL",
}


async def check_file(context: Context, found: Found | None) -> Found | None:
    """Return ``found``, or why it cannot be painted. Photos, made by Telegram, always pass."""
    if not isinstance(found, Picture) or not found.is_file:
        return found
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            content = await context.services.files(found.file_id)
            async with context.services.locks.opening:
                return await asyncio.to_thread(_find_fault, content) or found
    except FetchFailed as error:
        # A failure that may pass is no reason to refuse: it is fetched again in its turn.
        return found if error.retryable else _refusal(error.reason)
    except TimeoutError:
        return found


def _find_fault(content: bytes) -> Refusal | None:
    try:
        glance(content)
    except EngineError as error:
        kind = name_format(content) if error.reason == "not_a_picture" else None
        return Refusal("refuse-kind", kind=kind) if kind else _refusal(error.reason)
    return None


def _refusal(reason: str) -> Refusal:
    return Refusal(f"problem-{reason.replace('_', '-')}")


def name_format(content: bytes) -> str | None:
    """Return what people call a format that cannot be opened here; ``None`` if it is unknown."""
    if content[4:8] == b"ftyp":
        brand = content[8:12]
        is_heic = brand[:3] in {b"hei", b"hev", b"mif", b"msf"}
        return "HEIC" if is_heic else _BRANDS.get(brand)
    if b"<svg" in content[:2048].lower():
        return "SVG"
    known = (kind for begin, kind in _BEGINNINGS.items() if content.startswith(begin))
    return next(known, None)
