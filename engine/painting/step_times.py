"""How long a step takes, learnt while painting."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Final

_PRIOR: Final = {"cpu": 1e-6, "cuda": 2e-8}
"""Seconds per pixel and step before anything was measured."""
_MEMORY: Final = 0.8
"""Weight of what was known in the running mean of a size's step times."""


class StepTimes:
    """Seconds per step of one canvas, by kind of work and size; unknown sizes from the nearest."""

    def __init__(self, device_type: str) -> None:
        self._prior = _PRIOR[device_type]
        self._known: dict[Hashable, dict[int, float]] = {}

    def observe(self, kind: Hashable, pixels: int, seconds: float) -> None:
        """Learn that a step of ``kind`` at this size took ``seconds``."""
        sizes = self._known.setdefault(kind, {})
        before = sizes.get(pixels)
        # The first step of a size also pays for set-up: it counts until there is another.
        fresh = before is None or seconds < before / 2
        sizes[pixels] = (
            seconds if fresh or before is None else _MEMORY * before + (1 - _MEMORY) * seconds
        )

    def expect(self, kind: Hashable, pixels: int) -> float:
        """Forecast the seconds that a step of ``kind`` at this size will take."""
        sizes = self._known.get(kind)
        if not sizes:
            return self._prior * pixels
        nearest = min(sizes, key=lambda size: abs(math.log(size / pixels)))
        return sizes[nearest] * pixels / nearest
