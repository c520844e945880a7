"""How waiting requests learn that the world has changed: one pulse, no subscriber lists."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Pulse:
    """Wakes every waiter at each change; each looks for itself whether it concerns it."""

    def __init__(self) -> None:
        self._next: asyncio.Future[None] | None = None
        self.closed = False

    def beat(self) -> None:
        """Wake all who wait."""
        if self._next is not None and not self._next.done():
            self._next.set_result(None)
        self._next = None

    def close(self) -> None:
        """Wake all who wait for the last time: from now on `until` does not wait."""
        self.closed = True
        self.beat()

    async def until(self, look: Callable[[], T | None], seconds: float) -> T | None:
        """Return the first true value of `look()`, or its last value after `seconds`."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not (found := look()) and not self.closed:
            left = deadline - loop.time()
            if left <= 0:
                break
            if self._next is None:
                self._next = loop.create_future()
            await asyncio.wait([self._next], timeout=left)
        return found
