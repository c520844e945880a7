"""Wake requests that wait for a change of the world."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class ChangeNotifier:
    """Wakes everybody who waits at each change; each looks whether the change concerns it.

    There are few who wait (a poll, the open pages, the webhook), so that waking them all costs
    less than a list of who waits for what, and nobody can be forgotten on it.
    """

    def __init__(self) -> None:
        self._next_change: asyncio.Future[None] | None = None
        self.closed = False

    def notify(self) -> None:
        """Wake all who wait."""
        if self._next_change is not None and not self._next_change.done():
            self._next_change.set_result(None)
        self._next_change = None

    def close(self) -> None:
        """Wake all who wait, for the last time: from now on `wait_until` does not wait."""
        self.closed = True
        self.notify()

    async def wait_until(self, find: Callable[[], T | None], seconds: float) -> T | None:
        """Return the first true value of `find()`, or its last value after `seconds`."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not (found := find()) and not self.closed:
            left = deadline - loop.time()
            if left <= 0:
                break
            # Nothing is awaited between `find` and here, so that no change can be missed.
            if self._next_change is None:
                self._next_change = loop.create_future()
            # `wait` does not cancel the future at its timeout, as `wait_for` would: it is shared.
            await asyncio.wait([self._next_change], timeout=left)
        return found
