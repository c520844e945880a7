"""Blending what was painted with its photo: both are fetched, the work is done in a thread."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.concurrency import OPENED_AT_ONCE
from bot.jobs.adjustments import Look
from bot.jobs.executor import Fetch
from engine.imaging.blending import blend
from storage import Job


@dataclass(frozen=True, slots=True)
class Blends:
    """Makes the looks of paintings; ``opening`` is held while their pictures are open."""

    fetch: Fetch
    opening: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(OPENED_AT_ONCE))

    async def of(self, job: Job, look: Look, file_id: str) -> bytes:
        """JPEG: the painting ``file_id`` of ``job`` in this ``look``.

        Raises ``FetchFailed`` and ``EngineError``.
        """
        painting, photo = await asyncio.gather(self.fetch(file_id), self.fetch(job.photo_file_id))
        async with self.opening:
            return await asyncio.to_thread(
                blend, painting, photo, intensity=look.intensity, keep_colours=look.colours
            )
