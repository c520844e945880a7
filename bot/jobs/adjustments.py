"""How a result is shown: how much of the painting, and in whose colours. Pictures in, one out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.concurrency import OPENED_AT_ONCE
from bot.jobs.executor import Fetch
from engine.imaging.blending import blend
from storage import Job

FULL: Final = 100
STEP: Final = 10
AS_FILE: Final = "as_file"
"""In ``Job.shown``: that the result is delivered as a file."""
PERCENTS: Final = tuple(range(0, FULL + 1, STEP))


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustments:
    """``intensity``: percent of the painting, the rest is the photo; ``colours``: the photo's."""

    intensity: int = FULL
    colours: bool = False

    @classmethod
    def of(cls, job: Job) -> Adjustments:
        """How the message of ``job`` looks now."""
        shown: Mapping[str, Any] = job.shown
        return cls(
            intensity=int(shown.get("intensity", FULL)), colours=bool(shown.get("colours", False))
        )

    @property
    def is_plain(self) -> bool:
        """Whether it is the painting as it came from the engine."""
        return self == Adjustments()

    @property
    def name(self) -> str:
        """Under which the file that looks so is kept."""
        return f"look-{self.intensity}{'-colours' * self.colours}"

    @property
    def shown(self) -> dict[str, Any]:
        """For ``Jobs.show``."""
        return {
            "intensity": None if self.intensity == FULL else self.intensity,
            "colours": True if self.colours else None,
        }


def comes_as_file(job: Job) -> bool:
    """Whether the result is delivered as a file."""
    return bool(job.shown.get(AS_FILE))


@dataclass(frozen=True, slots=True)
class Blender:
    """Makes the looks of paintings; ``opening`` is held while their pictures are open."""

    fetch: Fetch
    opening: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(OPENED_AT_ONCE))

    async def of(self, job: Job, look: Adjustments, file_id: str) -> bytes:
        """JPEG: the painting ``file_id`` of ``job`` in this ``look``.

        Raises ``FetchFailed`` and ``EngineError``.
        """
        painting, photo = await asyncio.gather(self.fetch(file_id), self.fetch(job.photo_file_id))
        async with self.opening:
            return await asyncio.to_thread(
                blend, painting, photo, intensity=look.intensity, keep_colours=look.colours
            )
