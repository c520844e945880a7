"""How a job becomes a painting: its pictures are fetched, the engine is asked, events are told."""

from __future__ import annotations

import asyncio
import hashlib
import io
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

import msgspec
from PIL import Image

from bot.pictures.downloads import FetchFailed
from engine.errors import BadOptions, EngineDead, EngineError, Problem
from engine.imaging.codecs import glance
from engine.messages import (
    AnyEvent,
    Cancelled,
    Done,
    Failed,
    Options,
    Request,
    Style,
    Terminal,
)
from storage import Job, JobStyle, Styles, StyleVectors, UnknownPicture

log = logging.getLogger(__name__)

PAINT_SECONDS = 3600.0
"""A painting that is not done by then is given up."""
SMALL_ENOUGH: Final = 512
"""A longest side in pixels to which any photo may be stretched."""

Tell: TypeAlias = Callable[[AnyEvent], None]


class Painter(Protocol):
    """The engine, as far as it is needed here; see ``engine.client.Engine``."""

    def run(self, request: Request) -> AsyncGenerator[AnyEvent, None]:
        """The events of one painting; leaving them cancels it."""

    async def keep(self, request_id: str) -> bool:
        """Deliver the painting as it stands."""


class Fetch(Protocol):
    """Downloads by Telegram file id; see ``bot.pictures.downloads.Files``."""

    async def __call__(self, file_id: str) -> bytes:
        """The file's bytes. Raises ``FetchFailed``."""


@dataclass(frozen=True, slots=True)
class JobExecutor:
    """The only place where a ``Job`` becomes a ``Request``."""

    painter: Painter
    styles: Styles
    vectors: StyleVectors
    fetch: Fetch
    seconds: float = PAINT_SECONDS

    async def paint(self, job: Job, tell: Tell) -> Terminal:
        """Paint ``job``, telling every event but the last, which is returned."""
        try:
            async with asyncio.timeout(self.seconds):
                return await self._painted(await self._request(job), tell)
        except FetchFailed as error:
            return _failed(job, error, str(error))
        except UnknownPicture as error:
            return _failed(job, error, error.words)
        except EngineError as error:
            return Failed(id=job.id, problem=error.as_problem())
        except TimeoutError:
            words = "This painting took too long and was stopped. Please try again later."
            return Failed(id=job.id, problem=EngineDead(words, reason="hung").as_problem())

    async def _painted(self, request: Request, tell: Tell) -> Terminal:
        async with aclosing(self.painter.run(request)) as events:
            async for event in events:
                if isinstance(event, Done | Failed | Cancelled):
                    return event
                tell(event)
        raise AssertionError("the engine ended a painting without a word")

    async def _request(self, job: Job) -> Request:
        photo = await self.fetch(job.photo_file_id)
        options = await asyncio.to_thread(unstretched, _options(job), photo)
        styles = [await self._style(source) for source in job.styles]
        painting = await self._painting(job)
        if painting is not None:
            options = options.replace(init="painting")
        return Request(
            id=job.id, photo=photo, styles=tuple(styles), options=options, painting=painting
        )

    async def _painting(self, job: Job) -> bytes | None:
        """What ``job`` goes on from; without it, it begins as any other."""
        if job.starts_from is None:
            return None
        try:
            picture = await self.fetch(job.starts_from)
            await asyncio.to_thread(glance, picture)
        except (FetchFailed, EngineError) as error:
            log.info("job %s: begun anew, its start is not to be had: %s", job.id, error)
            return None
        return picture

    async def _style(self, source: JobStyle) -> Style:
        if source.file_id is not None:
            picture = await self.fetch(source.file_id)
            digest = hashlib.sha256(picture).hexdigest()
            return Style(digest=digest, picture=picture, weight=source.weight, measured=True)
        picture = (await self.styles.picture(source.key)).data
        vector = await self.vectors.vector(source.key)
        return Style(digest=source.key, picture=picture, weight=source.weight, vector=vector)


def unstretched(options: Options, photo: bytes) -> Options:
    """``options`` with a size that is at most twice the photo's: there is no more detail in it.

    Sizes up to ``SMALL_ENOUGH`` stay as they are. Reads the picture's header only.
    """
    if options.size is None or options.size <= SMALL_ENOUGH:
        return options
    try:
        with Image.open(io.BytesIO(photo)) as picture:
            most = max(SMALL_ENOUGH, 2 * max(picture.size))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        # The engine finds words for what is wrong with it.
        return options
    return options.replace(size=min(options.size, most))


def _failed(job: Job, error: FetchFailed | UnknownPicture, words: str) -> Failed:
    problem = Problem(kind=type(error).__name__, reason=error.reason, words=words)
    return Failed(id=job.id, problem=problem)


def _options(job: Job) -> Options:
    try:
        return msgspec.convert(dict(job.options), Options)
    except msgspec.ValidationError as error:
        raise BadOptions(str(error), reason="unknown_value", field="options") from error
