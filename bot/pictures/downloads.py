"""Fetches the files people send: bounded in bytes and in time, with errors fit for a person."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Final

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.drawing.sample_photo import STANDARD, standard_photo

log = logging.getLogger(__name__)

TIME_LIMIT_S: Final = 60.0
PAUSES: Final = (0.5, 2.0, 5.0)
"""Seconds between the attempts at a file; fetching it twice does no harm."""


class FetchFailed(Exception):
    """A file did not arrive. ``reason`` is a slug of the texts' ``problem-…`` messages.

    Reasons: ``too_many_bytes`` and ``file_gone`` (asking again cannot help), ``unreachable``.
    """

    def __init__(self, reason: str, *, retryable: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable


@dataclass(frozen=True, slots=True)
class Files:
    """Downloads by Telegram file id, at most ``limit`` bytes each, all attempts in ``seconds``."""

    bot: Bot
    limit: int
    seconds: float = TIME_LIMIT_S
    pauses: tuple[float, ...] = PAUSES

    async def __call__(self, file_id: str) -> bytes:
        """The file's bytes, or the standard photo. Raises ``FetchFailed``."""
        if file_id == STANDARD:
            return await asyncio.to_thread(standard_photo)
        try:
            async with asyncio.timeout(self.seconds):
                return await self._insist(file_id)
        except BadRequest as error:
            # BadRequest is a NetworkError in PTB, so it must come first: it is final.
            big = "too big" in error.message.lower()
            raise FetchFailed("too_many_bytes" if big else "file_gone") from error
        except (TelegramError, TimeoutError) as error:
            raise FetchFailed("unreachable", retryable=True) from error

    async def _insist(self, file_id: str) -> bytes:
        for pause in self.pauses:
            try:
                return await self._fetched(file_id)
            except (BadRequest, Forbidden):
                raise
            except TelegramError as error:
                log.info("A file did not arrive, will try again: %s", error.message)
                await asyncio.sleep(pause)
        return await self._fetched(file_id)

    async def _fetched(self, file_id: str) -> bytes:
        file = await self.bot.get_file(file_id)
        if (file.file_size or 0) > self.limit:
            raise FetchFailed("too_many_bytes")
        content = bytes(await file.download_as_bytearray())
        if len(content) > self.limit:
            raise FetchFailed("too_many_bytes")
        return content
