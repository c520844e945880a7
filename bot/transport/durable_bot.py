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
from storage import DatabaseError, Inbox, RawUpdate

log = logging.getLogger(__name__)

WANTED: Final = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY)
"""Kinds of updates that the bot asks Telegram for."""


class UpdateInbox:
    """Keeps updates until they are handled, and knows which of them came a second time."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._repeats: set[int] = set()

    async def save(self, updates: Sequence[Update]) -> None:
        """Commit ``updates``. Raises ``DatabaseError``."""
        # Telegram sends again what it thinks is lost, such as the last batch before a crash.
        new = await self._inbox.save([RawUpdate(u.update_id, u.to_json()) for u in updates])
        self._repeats.update(u.update_id for u in updates if u.update_id not in new)

    async def load_unhandled(self, bot: Bot) -> tuple[Update, ...]:
        """Return what an earlier life received and did not handle, oldest first."""
        waiting = await self._inbox.unfinished()
        return tuple(Update.de_json(json.loads(one.body), bot) for one in waiting)

    def take_repeat(self, update_id: int) -> bool:
        """Return whether this is a second copy of an update; of each copy it is true once."""
        if update_id in self._repeats:
            self._repeats.remove(update_id)
            return True
        return False

    async def mark_handled(self, update_id: int) -> None:
        """Note that what the update asked for is done or committed."""
        await self._inbox.mark_done(update_id)


class DurableBot(ExtBot[Send]):
    """A bot that commits what it receives before Telegram forgets it."""

    def __init__(self, inbox: UpdateInbox, **options: Any) -> None:
        super().__init__(**options)
        # Bots are frozen; only names with an underscore may be set.
        self._inbox = inbox
        self._heard_at = time.monotonic()

    @property
    def inbox(self) -> UpdateInbox:
        """Where the updates are kept."""
        return self._inbox

    @property
    def silent_for(self) -> float:
        """Seconds since Telegram last answered a poll."""
        return time.monotonic() - self._heard_at

    async def get_updates(self, *args: Any, **options: Any) -> tuple[Update, ...]:
        """Return new updates, once they are committed.

        Raises ``NetworkError``, also where the database fails.
        """
        try:
            updates = await super().get_updates(*args, **options)
        except InvalidToken as error:
            # Telegram knew the token when the bot started: a proxy on the way answers for it, and
            # the poll loop, which ends for good at this error, lives through the other.
            raise NetworkError("Something answers in Telegram's place.") from error
        self._heard_at = time.monotonic()
        if updates:
            try:
                await self._inbox.save(updates)
            except DatabaseError as error:
                # The poll loop lives through Telegram's errors only; it polls the same again.
                raise NetworkError(f"The inbox is closed: {error.words}") from error
        return updates
