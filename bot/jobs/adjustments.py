"""How a result is shown: how much of the painting, and in whose colours.

Whoever shows a result passes a function that writes a picture into its message; what picture that
is, and what its row notes of it, is decided here for the delivery and for buttons alike.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from telegram.error import BadRequest

from bot.jobs.executor import FetchFile
from bot.pictures.decoder import Decoder
from bot.pictures.downloads import FetchFailed
from storage import Job, Jobs

FULL: Final = 100
STEP: Final = 10
AS_FILE: Final = "as_file"
"""In ``Job.shown``: that the result is delivered as a file."""
PERCENTS: Final = tuple(range(0, FULL + 1, STEP))

WriteFile: TypeAlias = Callable[[str], Awaitable[str | None]]
"""Puts a file that Telegram has into a message; returns the file id that it has there."""
WriteJpeg: TypeAlias = Callable[[bytes], Awaitable[str | None]]
"""Puts a JPEG into a message; returns the file id that Telegram gave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustments:
    """``intensity``: percent of the painting, the rest is the photo; ``colours``: the photo's."""

    intensity: int = FULL
    colours: bool = False

    @classmethod
    def of(cls, job: Job) -> Adjustments:
        """Return those that the message of ``job`` shows now."""
        shown: Mapping[str, Any] = job.shown
        return cls(
            intensity=int(shown.get("intensity", FULL)), colours=bool(shown.get("colours", False))
        )

    @property
    def is_plain(self) -> bool:
        """Whether the painting is shown as it came from the engine."""
        return self == Adjustments()

    @property
    def name(self) -> str:
        """The name in ``Job.files`` of the picture that is adjusted so."""
        return f"look-{self.intensity}{'-colours' * self.colours}"

    @property
    def shown(self) -> dict[str, Any]:
        """What ``Jobs.show`` takes to note them."""
        return {
            "intensity": None if self.intensity == FULL else self.intensity,
            "colours": True if self.colours else None,
        }


PLAIN: Final = Adjustments()


def is_delivered_as_file(job: Job) -> bool:
    """Return whether the result is delivered as a file."""
    return bool(job.shown.get(AS_FILE))


@dataclass(frozen=True, slots=True)
class Blender:
    """Blends paintings with their photos."""

    fetch: FetchFile
    decoder: Decoder

    async def blend(self, job: Job, adjustments: Adjustments, painting: str) -> bytes:
        """Return a JPEG of the file id ``painting``, which shows ``job``, with ``adjustments``.

        Raises ``FetchFailed`` and ``EngineError``.
        """
        painted, photo = await asyncio.gather(self.fetch(painting), self.fetch(job.photo_file_id))
        return await self.decoder.blend(
            painted, photo, intensity=adjustments.intensity, keep_colours=adjustments.colours
        )


@dataclass(frozen=True, slots=True)
class ResultAdjuster:
    """Shows results with other adjustments, and notes in their rows how they look now."""

    jobs: Jobs
    blender: Blender

    async def show_known(self, job: Job, adjustments: Adjustments, write: WriteFile) -> bool:
        """Show the result of ``job``, which is done, by a file that Telegram has.

        Return whether it has one. Raises ``FetchFailed`` if it lost the painting itself, and what
        ``write`` raises.
        """
        known = job.result_file_id if adjustments.is_plain else job.files.get(adjustments.name)
        if known is None:
            return False
        try:
            file_id = await write(known)
        except BadRequest as error:
            if "file" not in error.message.lower():
                raise
            # A blended picture can be made again, the painting itself cannot.
            if adjustments.is_plain:
                raise FetchFailed("file_gone") from error
            return False
        await self._note(job, adjustments, file_id)
        return True

    async def show_blended(
        self, job: Job, adjustments: Adjustments, painting: str, write: WriteJpeg
    ) -> None:
        """Show the result of ``job``, which is the file id ``painting``, by blending it anew.

        Raises ``FetchFailed``, ``EngineError`` and what ``write`` raises.
        """
        file_id = await write(await self.blender.blend(job, adjustments, painting))
        await self._note(job, adjustments, file_id)

    async def _note(self, job: Job, adjustments: Adjustments, file_id: str | None) -> None:
        await self.jobs.show(job.id, **adjustments.shown)
        if file_id is not None and not adjustments.is_plain:
            await self.jobs.keep_file(job.id, adjustments.name, file_id)
