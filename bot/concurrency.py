"""Who must wait for whom: presses on one picture, and all who open pictures in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any, Final
from weakref import WeakValueDictionary

OPENED_AT_ONCE: Final = 2
"""Pictures of strangers can take hundreds of megabytes each while they are open."""


class Locks:
    """A lock for every key that is in use; the others are forgotten."""

    def __init__(self) -> None:
        self.opening = asyncio.Semaphore(OPENED_AT_ONCE)
        """Held while pictures are open here, outside of the engine."""
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, key: str) -> asyncio.Lock:
        """The lock of ``key``."""
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        return lock


async def cancel_all(tasks: Collection[asyncio.Task[Any]], limit: float) -> None:
    """Cancel ``tasks`` and wait for their end, ``limit`` seconds at most."""
    tasks = set(tasks)
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=limit)
