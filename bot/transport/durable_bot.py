"""Updates are committed before Telegram is told of their arrival; a crash loses none.

The next poll acknowledges what the last one brought, whether or not a handler has seen it yet. So
``DurableBot`` commits each batch to the inbox before PTB gets hold of it.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from typing import Any, Final

from telegram import Bot, Update
from telegram.error import InvalidToken, NetworkError
from telegram.ext import ExtBot

from bot.transport.rate_limiter import Send
from storage import DatabaseError, Inbox, Incoming

log = logging.getLogger(__name__)

WANTED: Final = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY)
"""Kinds of updates that the bot asks Telegram for."""


class UpdateInbox:
    """The inbox, and which of its updates came once more."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._repeats: set[int] = set()

    async def keep(self, updates: Sequence[Update]) -> None:
        """Commit ``updates``."""
        new = await self._inbox.save([Incoming(u.update_id, u.to_json()) for u in updates])
        self._repeats.update(u.update_id for u in updates if u.update_id not in new)

    async def unhandled(self, bot: Bot) -> tuple[Update, ...]:
        """What an earlier life received and did not handle, oldest first."""
        waiting = await self._inbox.unfinished()
        return tuple(Update.de_json(json.loads(one.body), bot) for one in waiting)

    def is_repeat(self, update_id: int) -> bool:
        """Whether this update was kept before, so that it is handled without this copy of it."""
        if update_id in self._repeats:
            self._repeats.remove(update_id)
            return True
        return False

    async def handled(self, update_id: int) -> None:
        """What the update asked for is done or committed."""
        await self._inbox.done(update_id)


class DurableBot(ExtBot[Send]):
    """A bot that owns the updates it has received."""

    def __init__(self, inbox: UpdateInbox, **options: Any) -> None:
        super().__init__(**options)
        # Bots are frozen; only names with an underscore may be set.
        self._inbox = inbox
        self._heard = time.monotonic()

    @property
    def inbox(self) -> UpdateInbox:
        """Where the updates are kept."""
        return self._inbox

    @property
    def silent_for(self) -> float:
        """Seconds since Telegram last answered a poll."""
        return time.monotonic() - self._heard

    async def get_updates(self, *args: Any, **options: Any) -> tuple[Update, ...]:
        """As Telegram's, but committed. Raises ``NetworkError``, also for the database's sake."""
        try:
            updates = await super().get_updates(*args, **options)
        except InvalidToken as error:
            # Telegram knew the token when the bot started: a proxy on the way answers for it, and
            # the poll loop, which ends for good at this error, lives through the other.
            raise NetworkError("Something answers in Telegram's place.") from error
        self._heard = time.monotonic()
        if updates:
            try:
                await self._inbox.keep(updates)
            except DatabaseError as error:
                # The poll loop lives through Telegram's errors only; it polls the same again.
                raise NetworkError(f"The inbox is closed: {error.words}") from error
        return updates
