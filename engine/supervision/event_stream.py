"""The events of one request on their way to whoever asked."""

from __future__ import annotations

import asyncio
from collections import deque

from engine.messages import AnyEvent, Cancelled, Done, Failed, Preview


class EventStream:
    """Bounded by construction: an unread preview gives way to whatever follows it.

    Everything after the first terminal event is dropped. For use within one event loop.
    """

    def __init__(self) -> None:
        self._unread: deque[AnyEvent] = deque()
        self._arrived = asyncio.Event()
        self.ended = False
        """Whether a terminal event was put, read or not."""

    def put(self, event: AnyEvent) -> None:
        """Add an event; never waits."""
        # A worker may still speak of a painting that was cancelled or failed here meanwhile.
        if self.ended:
            return
        # A newer preview is better, after a restart it is stale, and a result makes it pointless.
        if self._unread and isinstance(self._unread[-1], Preview):
            self._unread.pop()
        self._unread.append(event)
        self.ended = isinstance(event, Done | Failed | Cancelled)
        self._arrived.set()

    async def get(self) -> AnyEvent | None:
        """Return the next event; ``None`` once the terminal one was read."""
        while not self._unread:
            if self.ended:
                return None
            # Cleared only where nothing is unread, so that no event can come in unnoticed between.
            self._arrived.clear()
            await self._arrived.wait()
        return self._unread.popleft()
