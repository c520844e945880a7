"""Gathers the messages of an album: Telegram sends them one by one and marks no end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from telegram import Message

SILENCE_S: Final = 1.5
"""An album is complete when nothing more of it came for so many seconds."""


class _Album:
    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.grown = asyncio.Event()
        self.handled = asyncio.Event()

    def add(self, message: Message) -> None:
        self.messages.append(message)
        self.grown.set()


class Albums:
    """Gathers the albums that are arriving now.

    Kept in memory only. A crash loses none, for no message of an album counts as handled before
    the album is, so all of them come from the inbox again.
    """

    def __init__(self, silence: float = SILENCE_S) -> None:
        self._silence = silence
        self._open: dict[tuple[int, str], _Album] = {}

    @asynccontextmanager
    async def gather(self, message: Message) -> AsyncIterator[tuple[Message, ...]]:
        """Yield the whole album to its first message; to the others nothing, after it was handled.

        A message outside any album is an album of one.
        """
        if message.media_group_id is None:
            yield (message,)
            return
        key = (message.chat_id, message.media_group_id)
        album = self._open.get(key)
        if album is not None:
            album.add(message)
            # Not sooner: this message counts as handled when its handler returns.
            await album.handled.wait()
            yield ()
            return
        album = self._open[key] = _Album()
        try:
            album.add(message)
            await self._wait_for_silence(album)
            # Whatever still comes begins an album of its own, for this one is handled now.
            del self._open[key]
            yield tuple(sorted(album.messages, key=lambda m: m.message_id))
        finally:
            self._open.pop(key, None)
            album.handled.set()

    async def _wait_for_silence(self, album: _Album) -> None:
        try:
            while True:
                album.grown.clear()
                async with asyncio.timeout(self._silence):
                    await album.grown.wait()
        except TimeoutError:
            return
