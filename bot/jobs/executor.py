"""Has a job painted: fetches its pictures, asks the engine, passes its events on."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

import msgspec

from bot.pictures.decoder import Decoder
from bot.pictures.downloads import FetchFailed
from engine.errors import BadOptions, EngineDead, EngineError, Problem
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
"""Longest side in pixels to which any photo may be enlarged."""

OnEvent: TypeAlias = Callable[[AnyEvent], None]


class Painter(Protocol):
    """The engine, as far as jobs need it; see ``engine.client.Engine``."""

    def run(self, request: Request) -> AsyncGenerator[AnyEvent, None]:
        """Yield the events of one painting; leaving them cancels it."""

    async def keep(self, request_id: str) -> bool:
        """End the painting as it stands; return whether there is anything of it yet."""


class FetchFile(Protocol):
    """Downloads by Telegram file id; see ``bot.pictures.downloads.Files``."""

    async def __call__(self, file_id: str) -> bytes:
        """Return the file's bytes. Raises ``FetchFailed``."""


@dataclass(frozen=True, slots=True)
class JobExecutor:
    """Turns a ``Job`` into a ``Request`` of the engine, and its errors into an outcome."""

    painter: Painter
    styles: Styles
    vectors: StyleVectors
    fetch: FetchFile
    decoder: Decoder
    seconds: float = PAINT_SECONDS

    async def paint(self, job: Job, on_event: OnEvent) -> Terminal:
        """Paint ``job``, passing every event to ``on_event`` but the last, which is returned."""
        try:
            # Over all of it, the downloads too: whatever hangs must not keep a slot for ever.
            async with asyncio.timeout(self.seconds):
                return await self._paint(await self._make_request(job), on_event)
        except FetchFailed as error:
            return _failure(job, error, str(error))
        except UnknownPicture as error:
            return _failure(job, error, error.words)
        except EngineError as error:
            return Failed(id=job.id, problem=error.as_problem())
        except TimeoutError:
            words = "This painting took too long and was stopped. Please try again later."
            return Failed(id=job.id, problem=EngineDead(words, reason="hung").as_problem())

    async def _paint(self, request: Request, on_event: OnEvent) -> Terminal:
        # Closed at once, also on an error of ours: leaving the events cancels in the engine.
        async with aclosing(self.painter.run(request)) as events:
            async for event in events:
                if isinstance(event, Done | Failed | Cancelled):
                    return event
                on_event(event)
        raise AssertionError("the engine ended a painting without a last event")

    async def _make_request(self, job: Job) -> Request:
        photo = await self.fetch(job.photo_file_id)
        options = await self._limit_size(_parse_options(job), photo)
        styles = [await self._fetch_style(source) for source in job.styles]
        painting = await self._fetch_start(job)
        if painting is not None:
            options = options.replace(init="painting")
        return Request(
            id=job.id, photo=photo, styles=tuple(styles), options=options, painting=painting
        )

    async def _limit_size(self, options: Options, photo: bytes) -> Options:
        if options.size is None or options.size <= SMALL_ENOUGH:
            return options
        try:
            info = await self.decoder.check(photo)
        except EngineError:
            # The engine finds words for what is wrong with it.
            return options
        return limit_size(options, max(info.width, info.height))

    async def _fetch_start(self, job: Job) -> bytes | None:
        """Return the picture that ``job`` goes on from; ``None``: it begins as any other."""
        if job.starts_from is None:
            return None
        try:
            picture = await self.fetch(job.starts_from)
            # A broken start would fail the painting, which can do without one.
            await self.decoder.check(picture, job.chat_id)
        except (FetchFailed, EngineError) as error:
            log.info("job %s: begun anew, its start is not to be had: %s", job.id, error)
            return None
        return picture

    async def _fetch_style(self, source: JobStyle) -> Style:
        if source.file_id is not None:
            picture = await self.fetch(source.file_id)
            # By content: the engine keeps what it knows of a style under this.
            digest = hashlib.sha256(picture).hexdigest()
            return Style(digest=digest, picture=picture, weight=source.weight, measured=True)
        # The picture as it was when the job was asked for; the style may have another by now.
        picture = (await self.styles.picture(source.key)).data
        vector = await self.vectors.vector(source.key)
        return Style(digest=source.key, picture=picture, weight=source.weight, vector=vector)


def limit_size(options: Options, longest_side: int) -> Options:
    """Return ``options`` with a size of at most twice the photo's, which has no more detail.

    Sizes up to ``SMALL_ENOUGH`` stay as they are.
    """
    if options.size is None:
        return options
    return options.replace(size=min(options.size, max(SMALL_ENOUGH, 2 * longest_side)))


def _failure(job: Job, error: FetchFailed | UnknownPicture, words: str) -> Failed:
    problem = Problem(kind=type(error).__name__, reason=error.reason, words=words)
    return Failed(id=job.id, problem=problem)


def _parse_options(job: Job) -> Options:
    try:
        return msgspec.convert(dict(job.options), Options)
    except msgspec.ValidationError as error:
        raise BadOptions(str(error), reason="unknown_value", field="options") from error
