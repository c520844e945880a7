"""How long until a painting's turn comes, foretold from how long the latest ones took. Pure."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from statistics import median
from typing import Any, Final, NamedTuple

from bot.jobs.engine_options import INSTANT

MEMORY: Final = 20
PRIOR_SECONDS: Final = 30.0
INSTANT_PRIOR_SECONDS: Final = 2.0
_TELLING: Final = 3
"""So many paintings of a kind tell how long one takes."""


class Kind(NamedTuple):
    """Paintings of one kind take about equally long. ``None``: as the engine likes."""

    method: str | None = None
    size: int | None = None
    steps: int | None = None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Kind:
        """The kind of a painting with these options of the engine."""
        return cls(options.get("method"), options.get("size"), options.get("steps"))


class Forecast:
    """Learns the usual durations; at first a guess counts like one painting."""

    def __init__(
        self, recent: Iterable[tuple[Kind, float]] = (), *, prior: float = PRIOR_SECONDS
    ) -> None:
        """``recent`` durations in seconds, the newest first."""
        self._prior = prior
        self._by_method: dict[str | None, deque[float]] = {}
        self._by_kind: dict[Kind, deque[float]] = {}
        for kind, seconds in reversed(list(recent)):
            self.learn(kind, seconds)

    def learn(self, kind: Kind, seconds: float) -> None:
        """A painting took so long."""
        self._by_method.setdefault(kind.method, deque(maxlen=MEMORY)).append(seconds)
        self._by_kind.setdefault(kind, deque(maxlen=MEMORY)).append(seconds)

    def usual(self, kind: Kind = Kind()) -> float:  # noqa: B008  # a constant
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
