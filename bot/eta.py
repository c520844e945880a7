"""How long until a painting's turn comes, foretold from how long the latest ones took. Pure."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import Final

MEMORY: Final = 20
PRIOR_SECONDS: Final = 30.0


class Forecast:
    """Learns the usual duration; at first a guess counts like one painting."""

    def __init__(self, recent: Iterable[float] = (), *, prior: float = PRIOR_SECONDS) -> None:
        """``recent`` durations in seconds, the newest first."""
        self._prior = prior
        self._recent = deque(list(recent)[:MEMORY][::-1], maxlen=MEMORY)

    def learn(self, seconds: float) -> None:
        """A painting took so long."""
        self._recent.append(seconds)

    @property
    def usual(self) -> float:
        """Seconds that a painting usually takes."""
        known = self._recent if len(self._recent) > 2 else (self._prior, *self._recent)
        return median(known)

    def turns(self, running: Sequence[float], slots: int) -> Iterator[float]:
        """Seconds until the first in line has its turn, the second, and so on without end.

        ``running`` are the seconds left of the paintings in the making, at most one per slot.
        """
        free_in = [0.0] * max(0, slots - len(running)) + sorted(running)[:slots]
        heapq.heapify(free_in)
        while True:
            yield free_in[0]
            heapq.heapreplace(free_in, free_in[0] + self.usual)
