"""Opens what people sent, in confined processes; its errors are those of the engine.

Whether a picture is refused by a look at it here or later by the engine, its sender is told alike.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image

from engine.errors import from_picture_error
from imaging.codecs import PictureInfo
from imaging.errors import PictureError
from imaging.sandbox import DecoderPool


@dataclass(frozen=True, slots=True)
class Decoder:
    """Has ``pool`` do what must not happen to strangers' pictures in this process."""

    pool: DecoderPool

    async def check(self, picture: bytes, owner: Hashable | None = None) -> PictureInfo:
        """Return format and size of ``picture`` after a quick look. Raises ``EngineError``."""
        with _as_engine_errors():
            return await self.pool.check(picture, owner=owner)

    async def open_image(self, picture: bytes, max_side: int) -> Image.Image | None:
        """Return ``picture`` at no more than ``max_side``; ``None`` if it does not open."""
        try:
            pixels = await self.pool.open(picture, max_side=max_side)
        except PictureError:
            return None
        return Image.fromarray(pixels.array)

    async def blend(
        self, painting: bytes, photo: bytes, *, intensity: int, keep_colours: bool
    ) -> bytes:
        """Return a JPEG of ``painting`` blended with ``photo``. Raises ``EngineError``."""
        with _as_engine_errors():
            return await self.pool.blend(
                painting, photo, intensity=intensity, keep_colours=keep_colours
            )

    async def film(self, frames: Sequence[bytes], *, width: int) -> bytes:
        """Return a GIF of ``frames``, ``width`` pixels wide at most. Raises ``EngineError``."""
        with _as_engine_errors():
            return await self.pool.film(frames, width=width)


@contextmanager
def _as_engine_errors() -> Iterator[None]:
    try:
        yield
    except PictureError as error:
        raise from_picture_error(error) from error
