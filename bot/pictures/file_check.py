"""Refuses files that cannot be painted at once, so that nobody waits in the queue for a bad one.

The file is fetched whole and its beginning decoded; the engine opens all of it.
"""

from __future__ import annotations

import asyncio
from typing import Final

from bot.context import Context
from bot.pictures.attachments import Found, Picture, Refusal
from bot.pictures.downloads import FetchFailed
from imaging.errors import PictureError
from imaging.sandbox import DecoderPool

CHECK_SECONDS: Final = 10.0
"""A file that takes longer to fetch and to check passes, and the engine finds out."""


async def check_file(context: Context, found: Found | None) -> Found | None:
    """Return ``found``, or why it cannot be painted. Photos, made by Telegram, always pass."""
    if not isinstance(found, Picture) or not found.is_file:
        return found
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            content = await context.services.files(found.file_id)
            return await _find_fault(context.services.decoder.pool, content) or found
    except FetchFailed as error:
        # A failure that may pass is no reason to refuse: it is fetched again in its turn.
        return found if error.retryable else _refusal(error.reason)
    except TimeoutError:
        return found


async def _find_fault(pool: DecoderPool, content: bytes) -> Refusal | None:
    try:
        await pool.check(content)
    except PictureError as error:
        if error.retryable:
            # Nothing is wrong with the picture; the engine opens it in its turn.
            return None
        if error.format_name is not None:
            return Refusal("refuse-kind", kind=error.format_name)
        return _refusal(error.reason)
    return None


def _refusal(reason: str) -> Refusal:
    return Refusal(f"problem-{reason.replace('_', '-')}")
