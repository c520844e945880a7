"""The order of updates: one after another within a chat, chats side by side.

Presses of buttons take turns by person instead, so that Cancel never waits behind an upload; and
the messages of one album run together, since the first of them waits for the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Hashable
from contextlib import asynccontextmanager
from typing import Any, Final, Protocol

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.callback_data import is_slow

AT_ONCE: Final = 4096
"""Updates handled at the same time; far above what is useful, as those that wait count, too."""


class HandledUpdates(Protocol):
    """Remembers which updates were handled; see ``bot.transport.durable_bot.UpdateInbox``."""

    def take_repeat(self, update_id: int) -> bool:
        """Return whether this is a second copy of an update, to be left alone."""

    async def mark_handled(self, update_id: int) -> None:
        """Note that the update was handled."""


class _Turn:
    """One place in a chat's order; the messages of an album share it."""

    def __init__(self, album: str | None, before: _Turn | None) -> None:
        self.album = album
        self.is_over = asyncio.Event()
        self.members = 0
        self._before = before

    async def wait(self) -> None:
        if self._before is not None:
            await self._before.is_over.wait()
            # Let go, or each turn would hold all that came before it in memory.
            self._before = None


class PerChatUpdateProcessor(BaseUpdateProcessor):
    """Hands PTB's updates to the handlers in order, and notes those that were handled."""

    def __init__(self, handled: HandledUpdates) -> None:
        super().__init__(AT_ONCE)
        self._handled = handled
        # The last turn of each key: whoever comes next waits for that one alone.
        self._last: dict[Hashable, _Turn] = {}

    async def initialize(self) -> None:
        """Do nothing; PTB calls it."""

    async def shutdown(self) -> None:
        """Do nothing; PTB calls it."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run ``coroutine`` in its turn, unless the update came a second time."""
        if not isinstance(update, Update):
            await coroutine
        elif self._handled.take_repeat(update.update_id):
            _close(coroutine)
        else:
            async with self._turn(_key(update), _album(update)):
                await coroutine
                # Only now: an update whose handler failed or was cancelled is handled once more
                # after the next start.
                await self._handled.mark_handled(update.update_id)

    @asynccontextmanager
    async def _turn(self, key: Hashable, album: str | None) -> AsyncIterator[None]:
        turn = self._last.get(key)
        if turn is None or album is None or turn.album != album:
            turn = self._last[key] = _Turn(album, turn)
        turn.members += 1
        try:
            await turn.wait()
            yield
        finally:
            turn.members -= 1
            # Not before the whole album is handled, whatever order its messages end in.
            if turn.members == 0:
                turn.is_over.set()
                if self._last.get(key) is turn:
                    del self._last[key]


def _key(update: Update) -> Hashable:
    if update.callback_query is not None:
        query = update.callback_query
        # Slow presses wait for each other only, so that Cancel never waits behind one; under one
        # message they keep their order, so that the last press wins.
        under = query.message.message_id if query.message else 0
        slow = under if is_slow(query.data) else None
        return "press", query.from_user.id, slow
    if update.inline_query is not None:
        return "inline", update.inline_query.from_user.id
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user else None


def _album(update: Update) -> str | None:
    return update.message.media_group_id if update.message else None


def _close(coroutine: Awaitable[Any]) -> None:
    # A coroutine that is never awaited makes Python warn.
    close = getattr(coroutine, "close", None)
    if close is not None:
        close()
