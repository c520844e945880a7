"""Who polls: one getUpdates at a time, and none while a webhook is set."""

import asyncio

from playground.errors import ApiError
from playground.model import Json
from playground.notifier import Pulse
from playground.updates import UpdateQueue

LONGEST_SECONDS = 50
_OTHER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
_SET_WEBHOOK = "Conflict: terminated by setWebhook request"
# The real server gathers updates for a moment before it wakes a poll.
_GATHER_SECONDS = 0.001


class Polling:
    """The one long poll that may be waiting."""

    def __init__(self, updates: UpdateQueue, pulse: Pulse) -> None:
        self._updates = updates
        self._pulse = pulse
        self._turn = 0
        self._end = ""
        self.webhook_active = False

    async def poll(self, *, offset: int, limit: int, seconds: int) -> list[Json]:
        """Confirm by `offset` and wait up to `seconds` (0..50) for up to `limit` updates."""
        if self.webhook_active:
            raise ApiError(409, _WEBHOOK)
        self.terminate(_OTHER)
        mine = self._turn
        if offset:
            self._updates.confirm(offset)
        wait = min(max(seconds, 0), LONGEST_SECONDS)
        most = min(limit, 100) if limit > 0 else 100
        empty = not len(self._updates)
        await self._pulse.until(lambda: self._turn != mine or len(self._updates) > 0, wait)
        if empty and len(self._updates):
            await asyncio.sleep(_GATHER_SECONDS)
        if self._turn != mine:
            raise ApiError(409, self._end)
        return self._updates.pending(most)

    def terminate(self, words: str = _SET_WEBHOOK) -> None:
        """Send the waiting poll, if any, away with a 409 that says `words`."""
        self._turn += 1
        self._end = words
        self._pulse.beat()
