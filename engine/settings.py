"""How an ``Engine`` is set up; whoever composes the program fills it in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """Times are seconds."""

    home: Path
    """Folder of the engine's own files: downloaded weights lie in ``home/weights``."""
    weights: Path | None = None
    """Folder of local weights, looked in first."""
    networks: Path | None = None
    """Folder of networks of one's own, see ``engine.weights.shipped``; ``instant`` and ``lite``
    in it must fit."""
    device: str = "auto"
    """``auto``, ``cpu``, ``cuda`` or ``cuda:N``."""
    threads: int | None = None
    """CPU threads for painting; ``None``: as torch likes."""
    slots: int = 2
    """Paintings that advance at the same time."""
    waiting: int = 64
    """Paintings that may wait inside the engine beyond the slots."""

    start_limit: float = 120.0
    """A worker that is not ready by then is given up; loading torch can be slow."""
    start_attempts: int = 3
    """Failed starts in a row after which waiting paintings are failed."""
    heartbeat_every: float = 1.0
    heartbeat_limit: float = 15.0
    """Silence after which the worker counts as hung."""
    stall_limit: float = 600.0
    """A single step may take this long; above it the painting thread counts as hung.
    Loading a large network for the first time happens within one step."""
    stop_limit: float = 5.0
    """Time for an orderly end before the worker is terminated, and again before it is killed."""
    backoff_first: float = 0.2
    """Pause before the first restart; doubles with each failure in a row."""
    backoff_most: float = 30.0

    worker: str = "engine.worker"
    """Module run as the worker program; tests bring misbehaving ones."""

    def backoff(self, failures: int) -> float:
        """Return the pause before the next start, seconds, after ``failures`` >= 1 in a row."""
        return min(self.backoff_most, self.backoff_first * 2.0 ** min(failures - 1, 16))
