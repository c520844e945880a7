"""A painting that was asked for at an intensity or in the photo's colours, once it is there.

What the engine painted is delivered first, since later looks are made from it; at once this look
takes its place. Where that fails the painting stays as it is.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Final

from bot.jobs.adjustments import Look
from bot.jobs.blends_ import Blends
from bot.jobs.progress import View
from bot.jobs.status_message import StatusMessage, Undelivered
from bot.pictures.downloads import FetchFailed
from bot.pictures.uploads import Painting
from engine.errors import EngineError
from engine.imaging.codecs import open_picture
from storage import Job, Jobs

log = logging.getLogger(__name__)

PLAIN: Final = Look()


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Gives results the look that their jobs ask for."""

    jobs: Jobs
    blends: Blends

    async def show(self, job: Job, message: StatusMessage, view: View, file_id: str) -> None:
        """Have ``message``, which shows the painting ``file_id``, look as ``job`` asks.

        Raises ``messenger.Blocked``.
        """
        look = Look.of(job)
        if look.is_plain:
            return
        try:
            picture = await self.blends.of(job, look, file_id)
            painting = await asyncio.to_thread(_measured, picture)
            message.look = look
            shown = await message.deliver(painting, view)
        except (FetchFailed, EngineError, Undelivered) as error:
            log.warning("job %s: shown as it was painted: %s", job.id, error)
            message.look = PLAIN
            await self.jobs.show(job.id, **PLAIN.shown)
        else:
            await self.jobs.keep_file(job.id, look.name, shown)


def _measured(picture: bytes) -> Painting:
    width, height = open_picture(picture).size
    return Painting(picture=picture, format="jpeg", width=width, height=height)
