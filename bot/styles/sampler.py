"""Try six: one photo in several styles, each in one pass, on one numbered sheet."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from PIL import Image

from bot.drawing.contact_sheet import CELL_SIDE, Cell, draw_contact_sheet
from bot.jobs.engine_options import INSTANT, apply_preferences
from bot.jobs.executor import FetchFile, Painter
from bot.pictures.decoder import Decoder
from bot.texts import Texts
from bot.texts.style_titles import translate_title
from engine.errors import BadPicture, EngineDead, EngineError, from_problem
from engine.messages import Done, Failed, Options, Request
from engine.messages import Style as StyleOfRequest
from storage import Preferences, Style, Styles, StyleVectors, UnknownPicture

COUNT: Final = 6
SMALL: Final[Mapping[str, Any]] = {"method": INSTANT, "size": 512}
"""How the small paintings are made: somewhat larger than the sheet shows them."""
LIMIT_S: Final = 90.0


@dataclass(frozen=True, slots=True)
class StyleSampler:
    """Paints sheets past the queue, one at a time, so that real paintings go on."""

    painter: Painter
    styles: Styles
    vectors: StyleVectors
    fetch: FetchFile
    decoder: Decoder
    _busy: set[int] = field(default_factory=set)
    """Ids of the people who are getting a sheet."""
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def is_busy(self, person_id: int) -> bool:
        """Whether the person is getting a sheet now."""
        return person_id in self._busy

    @contextmanager
    def keep_busy(self, person_id: int) -> Iterator[None]:
        """Count the person as busy while the block lasts."""
        self._busy.add(person_id)
        try:
            yield
        finally:
            self._busy.discard(person_id)

    async def paint_sheet(
        self, file_id: str, styles: Sequence[Style], preferences: Preferences, texts: Texts
    ) -> bytes:
        """Return a JPEG of the photo ``file_id`` in each of ``styles``, numbered from 1.

        What could not be painted stays blank. Raises ``EngineError`` when that is all of it, and
        ``FetchFailed``.
        """
        photo = await self.fetch(file_id)
        async with self._one_at_a_time:
            outcomes = await self._paint_all(photo, styles, preferences)
        if all(isinstance(outcome, EngineError) for outcome in outcomes):
            raise next(outcome for outcome in outcomes if isinstance(outcome, EngineError))
        cells = [
            Cell(
                number=number,
                title=translate_title(style.title, texts),
                picture=await self._open(outcome),
                fallback=style.slug,
            )
            for number, (style, outcome) in enumerate(zip(styles, outcomes, strict=True), 1)
        ]
        return await asyncio.to_thread(draw_contact_sheet, cells, columns=3)

    async def _open(self, outcome: bytes | EngineError) -> Image.Image | None:
        if isinstance(outcome, EngineError):
            return None
        return await self.decoder.open_image(outcome, CELL_SIDE)

    async def _paint_all(
        self, photo: bytes, styles: Sequence[Style], preferences: Preferences
    ) -> list[bytes | EngineError]:
        paintings = (self._paint(photo, style, preferences) for style in styles)
        try:
            async with asyncio.timeout(LIMIT_S):
                return await asyncio.gather(*paintings)
        except TimeoutError as error:
            raise EngineDead("The small paintings took too long.", reason="hung") from error

    async def _paint(
        self, photo: bytes, style: Style, preferences: Preferences
    ) -> bytes | EngineError:
        try:
            picture = (await self.styles.picture(style.digest)).data
            vector = await self.vectors.vector(style.digest)
            source = StyleOfRequest(digest=style.digest, picture=picture, vector=vector)
            name = f"sample {secrets.token_urlsafe(6)}"
            options = _small_options(style, preferences)
            request = Request(id=name, photo=photo, styles=(source,), options=options)
            async with aclosing(self.painter.run(request)) as events:
                async for event in events:
                    if isinstance(event, Done):
                        return event.picture
                    if isinstance(event, Failed):
                        return from_problem(event.problem)
        except EngineError as error:
            return error
        except UnknownPicture as error:
            return BadPicture(error.words, reason="file_gone")
        return EngineDead("The engine ended a painting without a word.", reason="died")


def _small_options(style: Style, preferences: Preferences) -> Options:
    return msgspec.convert({**apply_preferences(style.options, preferences), **SMALL}, Options)
