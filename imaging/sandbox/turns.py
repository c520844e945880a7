"""Who may use a decoder next: in order of arrival, but nobody takes all of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from imaging.errors import Busy


@dataclass(frozen=True, slots=True, eq=False)
class _Waiter:
    owner: Hashable | None
    granted: asyncio.Future[None]


class Turns:
    """At most ``size`` turns at a time, ``per_owner`` of them for one owner."""

    def __init__(self, *, size: int, per_owner: int, waiting: int, patience: float) -> None:
        self._free = size
        self._per_owner = per_owner
        self._max_waiting = waiting
        self._patience = patience
        self._running: Counter[Hashable] = Counter()
        self._waiting: list[_Waiter] = []

    @asynccontextmanager
    async def take(self, owner: Hashable | None = None) -> AsyncIterator[None]:
        """Hold a turn within the block; of ``None`` there are any number of owners.

        Raises ``Busy`` if too many wait already, or after ``patience`` seconds.
        """
        await self._enter(owner)
        try:
            yield
        finally:
            self._leave(owner)

    async def _enter(self, owner: Hashable | None) -> None:
        if self._may_run(owner):
            self._start(owner)
            return
        if len(self._waiting) >= self._max_waiting:
            raise _too_many()
        waiter = _Waiter(owner, asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        try:
            async with asyncio.timeout(self._patience):
                await waiter.granted
        except BaseException as error:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
            elif waiter.granted.done() and not waiter.granted.cancelled():
                # Granted in the very moment in which it was given up.
                self._leave(owner)
            if isinstance(error, TimeoutError):
                raise _too_many() from error
            raise

    def _may_run(self, owner: Hashable | None) -> bool:
        return self._free > 0 and (owner is None or self._running[owner] < self._per_owner)

    def _start(self, owner: Hashable | None) -> None:
        self._free -= 1
        if owner is not None:
            self._running[owner] += 1

    def _leave(self, owner: Hashable | None) -> None:
        self._free += 1
        if owner is not None:
            self._running[owner] -= 1
            if not self._running[owner]:
                del self._running[owner]
        for waiter in list(self._waiting):
            if self._may_run(waiter.owner) and not waiter.granted.done():
                self._waiting.remove(waiter)
                self._start(waiter.owner)
                waiter.granted.set_result(None)


def _too_many() -> Busy:
    return Busy(
        "Too many pictures wait to be opened. Please try again in a few minutes.",
        reason="line_full",
    )
