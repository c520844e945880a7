"""How long until a painting's turn comes, foretold from how long the latest ones took. Pure."""

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
        """The kind of a painting with these options of the engine."""
        return cls(options.get("method"), options.get("size"), options.get("steps"))


class Forecast:
    """Learns the usual durations; at first a guess counts like one painting."""

    def __init__(
        self, recent: Iterable[tuple[PaintingKind, float]] = (), *, prior: float = PRIOR_SECONDS
    ) -> None:
        """``recent`` durations in seconds, the newest first."""
        self._prior = prior
        self._by_method: dict[str | None, deque[float]] = {}
        self._by_kind: dict[PaintingKind, deque[float]] = {}
        for kind, seconds in reversed(list(recent)):
            self.learn(kind, seconds)

    def learn(self, kind: PaintingKind, seconds: float) -> None:
        """A painting took so long."""
        self._by_method.setdefault(kind.method, deque(maxlen=MEMORY)).append(seconds)
        self._by_kind.setdefault(kind, deque(maxlen=MEMORY)).append(seconds)

    def usual(self, kind: PaintingKind = PaintingKind()) -> float:  # noqa: B008  # a constant
        """Seconds that a painting of this kind usually takes.

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
        """Seconds until the first in line has its turn, the second, and so on without end.

        ``running`` are the seconds left of the paintings in the making, at most one per slot;
        ``waiting`` are the seconds that those in line will take, in their order.
        """
        free_in = [0.0] * max(0, slots - len(running)) + sorted(running)[:slots]
        heapq.heapify(free_in)
        for seconds in chain(waiting, repeat(self.usual())):
            yield free_in[0]
            heapq.heapreplace(free_in, free_in[0] + seconds)


class WaitEstimates:
    """Looks at the line and at the open jobs; of these it changes what their chats are shown."""

    def __init__(self, line: FairQueue, jobs: Mapping[JobId, ActiveJob], slots: int) -> None:
        self._line = line
        self._open = jobs
        self._slots = slots
        self._forecast = Forecast()

    def remember(self, timings: Iterable[Timing]) -> None:
        """Earlier paintings took so long, the newest first."""
        self._forecast = Forecast((PaintingKind.of(t.options), t.seconds) for t in timings)

    def learn(self, active: ActiveJob, seconds: float) -> None:
        """This one took so long."""
        self._forecast.learn(PaintingKind.of(active.job.options), seconds)

    def turns(self) -> Iterator[tuple[ActiveJob, float]]:
        """Who waits in line, the next first, and the seconds until their turn."""
        running = [s.seconds_left(self._usual(s)) for s in self._open.values() if s.holds_slot]
        waiting = [self._open[job_id] for job_id in self._line.positions()]
        turns = self._forecast.turns(running, self._slots, map(self._usual, waiting))
        return zip(waiting, turns, strict=False)

    async def announce(self, every: float) -> None:
        """Tell those who wait of their turn: when the line moves and ``every`` so many seconds."""
        seen = -1
        while True:
            try:
                async with asyncio.timeout(every):
                    seen = await self._line.positions_changed(seen)
            except QueueClosed:
                return
            except TimeoutError:
                # The line stands still, but the time does not.
                pass
            for target, (active, turn) in enumerate(self.turns(), start=1):
                active.wait(target, turn)

    def next_turn(self, chat_id: int | None = None) -> float:
        """Seconds until the next in line begins, or the next of a chat; 0 if none waits."""
        turns = (turn for s, turn in self.turns() if chat_id in {None, s.job.chat_id})
        return next(turns, 0.0)

    def full_for(self, chat_id: int) -> float | None:
        """Seconds until the line has room for this chat again; ``None``: it has room now."""
        full = self._line.lacks_room(chat_id)
        # A place becomes free when the next has its turn: of all, or of this chat's own.
        return None if full is None else self.next_turn(chat_id if full.own else None)

    def _usual(self, active: ActiveJob) -> float:
        return self._forecast.usual(PaintingKind.of(active.job.options))
