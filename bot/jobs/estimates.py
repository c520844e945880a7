"""How long until a painting's turn comes, foretold from how long the latest ones took."""

from __future__ import annotations

import asyncio
import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from statistics import median
from typing import Any, Final, NamedTuple

from bot.jobs.active_job import ActiveJob
from bot.jobs.engine_options import INSTANT
from bot.jobs.queue import FairQueue, JobId, QueueClosed
from storage import Timing

MEMORY: Final = 20
"""So many of the latest durations of a kind are remembered."""
PRIOR_SECONDS: Final = 30.0
INSTANT_PRIOR_SECONDS: Final = 2.0
_TELLING: Final = 3
"""So many paintings of a kind tell how long one takes."""


class PaintingKind(NamedTuple):
    """Paintings of one kind take about equally long. ``None``: as the engine likes."""

    method: str | None = None
    size: int | None = None
    steps: int | None = None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> PaintingKind:
        """Return the kind of a painting with these options of the engine."""
        return cls(options.get("method"), options.get("size"), options.get("steps"))


class Forecast:
    """Learns the usual durations; at first a guess counts like one painting."""

    def __init__(
        self, recent: Iterable[tuple[PaintingKind, float]] = (), *, prior: float = PRIOR_SECONDS
    ) -> None:
        """Start with the durations of ``recent`` paintings in seconds, the newest first."""
        self._prior = prior
        self._by_method: dict[str | None, deque[float]] = {}
        self._by_kind: dict[PaintingKind, deque[float]] = {}
        self._learn_all(recent)

    def remember(self, timings: Iterable[Timing]) -> None:
        """Learn how long earlier paintings took, the newest first."""
        self._learn_all((PaintingKind.of(one.options), one.seconds) for one in timings)

    def learn(self, kind: PaintingKind, seconds: float) -> None:
        """Learn that a painting of this ``kind`` took so long."""
        self._by_method.setdefault(kind.method, deque(maxlen=MEMORY)).append(seconds)
        self._by_kind.setdefault(kind, deque(maxlen=MEMORY)).append(seconds)

    def usual(self, kind: PaintingKind = PaintingKind()) -> float:  # noqa: B008  # a constant
        """Return the seconds that a painting of this ``kind`` usually takes.

        While it is new, any kind's by the same method: others are no measure of an instant one.
        """
        known: Sequence[float] = self._by_kind.get(kind, ())
        if len(known) < _TELLING:
            known = self._by_method.get(kind.method, ())
        if len(known) < _TELLING:
            prior = INSTANT_PRIOR_SECONDS if kind.method == INSTANT else self._prior
            known = (prior, *known)
        return median(known)

    def turns(
        self, running: Sequence[float], slots: int, waiting: Iterable[float] = ()
    ) -> Iterator[float]:
        """Yield the seconds until the first in the queue has its turn, the second, and so on.

        ``running`` are the seconds left of the paintings in the making, at most one per slot;
        ``waiting`` are the seconds that those in the queue will take, in their order. It has no
        end: behind those who wait, paintings of the usual kind are assumed.
        """
        free_in = [0.0] * max(0, slots - len(running)) + sorted(running)[:slots]
        heapq.heapify(free_in)
        for seconds in chain(waiting, repeat(self.usual())):
            yield free_in[0]
            heapq.heapreplace(free_in, free_in[0] + seconds)

    def _learn_all(self, recent: Iterable[tuple[PaintingKind, float]]) -> None:
        # The newest last, so that it is the last to be forgotten.
        for kind, seconds in reversed(list(recent)):
            self.learn(kind, seconds)


class WaitEstimates:
    """Foretells when those who wait have their turn, and has their chats told."""

    def __init__(
        self,
        queue: FairQueue,
        active_jobs: Mapping[JobId, ActiveJob],
        forecast: Forecast,
        slots: int,
    ) -> None:
        """Look at ``queue`` and ``active_jobs``, which others change."""
        self._queue = queue
        self._active = active_jobs
        self._forecast = forecast
        self._slots = slots

    def turns(self) -> Iterator[tuple[ActiveJob, float]]:
        """Yield who waits, the next first, and the seconds until their turn."""
        running = [
            job.seconds_left(self._usual(job)) for job in self._active.values() if job.holds_slot
        ]
        waiting = [self._active[job_id] for job_id in self._queue.positions()]
        turns = self._forecast.turns(running, self._slots, map(self._usual, waiting))
        return zip(waiting, turns, strict=False)

    async def announce(self, every: float) -> None:
        """Tell those who wait of their turn, at each change and every so many seconds.

        Returns when the queue is closed.
        """
        seen = -1
        while True:
            try:
                async with asyncio.timeout(every):
                    seen = await self._queue.wait_for_change(seen)
            except QueueClosed:
                return
            except TimeoutError:
                # Nobody moved, but their time has become shorter.
                pass
            for position, (active, turn) in enumerate(self.turns(), start=1):
                active.show_position(position, turn)

    def next_turn(self, chat_id: int | None = None) -> float:
        """Return the seconds until the next begins, or the next of a chat; 0 if none waits."""
        turns = (turn for job, turn in self.turns() if chat_id in {None, job.job.chat_id})
        return next(turns, 0.0)

    def time_until_room(self, chat_id: int) -> float | None:
        """Return the seconds until the queue has room for this chat; ``None`` if it has now."""
        full = self._queue.lack_of_room(chat_id)
        # A place becomes free when the next has its turn: of all, or of this chat's own.
        return None if full is None else self.next_turn(chat_id if full.own else None)

    def _usual(self, active: ActiveJob) -> float:
        return self._forecast.usual(PaintingKind.of(active.job.options))
