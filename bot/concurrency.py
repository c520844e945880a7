"""Tasks that run beside the handlers, and locks where they must not meet."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine
from typing import Any
from weakref import WeakValueDictionary


class Locks:
    """A lock for every key that is in use; the others are forgotten."""

    def __init__(self) -> None:
        # Weak, so that a key's lock goes with the last who holds it or waits for it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def of(self, key: str) -> asyncio.Lock:
        """Return the lock of ``key``."""
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        return lock


class BackgroundTasks:
    """Tasks that nobody awaits, kept until they end."""

    def __init__(self) -> None:
        # The event loop holds tasks weakly: without this set they could vanish half-way.
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Run ``work`` as a task called ``name``."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def wait(self, limit: float) -> None:
        """Wait until all have ended, ``limit`` seconds at most."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=limit)

    async def cancel(self, limit: float) -> None:
        """Cancel all and wait for their end, ``limit`` seconds at most."""
        await cancel_all(self._tasks, limit)


async def cancel_all(tasks: Collection[asyncio.Task[Any]], limit: float) -> None:
    """Cancel ``tasks`` and wait for their end, ``limit`` seconds at most."""
    # A copy: tasks that end take themselves out of the collection.
    tasks = set(tasks)
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=limit)
