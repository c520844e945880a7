"""Fetches the files people send: bounded in bytes and in time, with errors fit for a person."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from functools import partial
from typing import Final

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.drawing.sample_photo import SAMPLE_PHOTO_ID, draw_sample_photo
from bot.transport.retry import retry

log = logging.getLogger(__name__)

TIME_LIMIT_S: Final = 60.0
PAUSES: Final = (0.5, 2.0, 5.0)
"""Seconds between the attempts at a file."""


class FetchFailed(Exception):
    """A file did not arrive. ``reason`` is the slug of a text ``problem-…``.

    Reasons: ``too_many_bytes`` and ``file_gone`` (asking again cannot help), ``unreachable``.
    """

    def __init__(self, reason: str, *, retryable: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable


@dataclass(frozen=True, slots=True)
class Files:
    """Downloads files by their ids, at most ``limit`` bytes each, all attempts in ``seconds``."""

    bot: Bot
    limit: int
    seconds: float = TIME_LIMIT_S
    pauses: tuple[float, ...] = PAUSES

    async def __call__(self, file_id: str) -> bytes:
        """Return the file's bytes, or the sample photo. Raises ``FetchFailed``."""
        if file_id == SAMPLE_PHOTO_ID:
            return await asyncio.to_thread(draw_sample_photo)
        try:
            async with asyncio.timeout(self.seconds):
                return await retry(partial(self._download, file_id), self.pauses, on_failure=_log)
        except BadRequest as error:
            # BadRequest is a NetworkError in PTB, so it must come first: it is final.
            big = "too big" in error.message.lower()
            raise FetchFailed("too_many_bytes" if big else "file_gone") from error
        except (TelegramError, TimeoutError) as error:
            raise FetchFailed("unreachable", retryable=True) from error

    async def _download(self, file_id: str) -> bytes:
        file = await self.bot.get_file(file_id)
        if (file.file_size or 0) > self.limit:
            raise FetchFailed("too_many_bytes")
        # Telegram does not always tell the size, and a local server may be wrong about it.
        content = bytes(await file.download_as_bytearray())
        if len(content) > self.limit:
            raise FetchFailed("too_many_bytes")
        return content


def _log(error: TelegramError, pause: float) -> None:
    log.info("A file did not arrive (%s), next attempt in %g s", error.message, pause)
