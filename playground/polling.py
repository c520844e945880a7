"""Answer getUpdates: one long poll at a time, and none while a webhook is set."""

import asyncio

from playground.errors import ApiError
from playground.model import Json
from playground.notifier import ChangeNotifier
from playground.updates import UpdateQueue

LONGEST_SECONDS = 50
_OTHER_POLL_WORDS = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
_WEBHOOK_ACTIVE_WORDS = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
_WEBHOOK_SET_WORDS = "Conflict: terminated by setWebhook request"
# The real server collects updates for a moment before it answers a poll, so that what is sent
# together, such as an album, comes in one answer.
_GATHER_SECONDS = 0.001


class Polling:
    """The one long poll that may be waiting; each poll has a number."""

    def __init__(self, updates: UpdateQueue, notifier: ChangeNotifier) -> None:
        self._updates = updates
        self._notifier = notifier
        self._current_poll = 0
        self._end_words = ""
        self.webhook_active = False

    async def poll(self, *, offset: int, limit: int, seconds: int) -> list[Json]:
        """Confirm by `offset` and return up to `limit` updates.

        Where there are none it waits up to `seconds` (at most 50) for one. Raises `ApiError`
        409 when a webhook is set or a newer poll has begun.
        """
        if self.webhook_active:
            raise ApiError(409, _WEBHOOK_ACTIVE_WORDS)
        self.terminate(_OTHER_POLL_WORDS)
        mine = self._current_poll
        # Before waiting, even if a newer poll ends this one: Telegram confirms at once as well.
        if offset:
            self._updates.confirm(offset)
        wait = min(max(seconds, 0), LONGEST_SECONDS)
        most = min(limit, 100) if limit > 0 else 100
        had_none = not len(self._updates)
        await self._notifier.wait_until(
            lambda: self._current_poll != mine or len(self._updates) > 0, wait
        )
        if had_none and len(self._updates):
            await asyncio.sleep(_GATHER_SECONDS)
        if self._current_poll != mine:
            raise ApiError(409, self._end_words)
        return self._updates.pending(most)

    def terminate(self, words: str = _WEBHOOK_SET_WORDS) -> None:
        """End the waiting poll, if there is one, with a 409 that says `words`."""
        self._current_poll += 1
        self._end_words = words
        self._notifier.notify()
