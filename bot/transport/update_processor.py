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
"""Updates in hand at the same time. Far above what is useful, as waiting ones count too."""


class HandledUpdates(Protocol):
    """Remembers which updates were handled."""

    def is_repeat(self, update_id: int) -> bool:
        """Whether this copy of the update must be left alone."""

    async def handled(self, update_id: int) -> None:
        """The update was handled."""


class _Turn:
    """One place in a chat's order; the messages of an album share it."""

    def __init__(self, album: str | None, before: _Turn | None) -> None:
        self.album = album
        self.over = asyncio.Event()
        self.members = 0
        self._before = before

    async def come(self) -> None:
        if self._before is not None:
            await self._before.over.wait()
            # Else the chain of turns would keep all its past alive.
            self._before = None


class PerChatUpdateProcessor(BaseUpdateProcessor):
    """Hands PTB's updates to the handlers in order and tells the ledger when they are done."""

    def __init__(self, ledger: HandledUpdates) -> None:
        super().__init__(AT_ONCE)
        self._ledger = ledger
        self._last: dict[Hashable, _Turn] = {}

    async def initialize(self) -> None:
        """Nothing to allocate."""

    async def shutdown(self) -> None:
        """Nothing to free."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Run ``coroutine`` in its turn, unless the update came a second time."""
        if not isinstance(update, Update):
            await coroutine
        elif self._ledger.is_repeat(update.update_id):
            _close(coroutine)
        else:
            async with self._turn(_key(update), _album(update)):
                await coroutine
                await self._ledger.handled(update.update_id)

    @asynccontextmanager
    async def _turn(self, key: Hashable, album: str | None) -> AsyncIterator[None]:
        turn = self._last.get(key)
        if turn is None or album is None or turn.album != album:
            turn = self._last[key] = _Turn(album, turn)
        turn.members += 1
        try:
            await turn.come()
            yield
        finally:
            turn.members -= 1
            if turn.members == 0:
                turn.over.set()
                if self._last.get(key) is turn:
                    del self._last[key]


def _key(update: Update) -> Hashable:
    if update.callback_query is not None:
        query = update.callback_query
        # What takes its time has a lane of its own, so that Cancel never waits behind it; under
        # one message the last press is to win.
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
    close = getattr(coroutine, "close", None)
    if close is not None:
        close()
