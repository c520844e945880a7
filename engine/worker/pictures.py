"""Pictures on their way in and out, off the painting thread.

Those that come in are strangers': confined processes decode them (``imaging.sandbox``).
"""

from __future__ import annotations

from typing import Final

from PIL import Image

from engine.errors import from_picture_error
from engine.messages import Done, Preview, Request
from engine.painting.interface import StyleImage
from engine.worker.painting_thread import Join, Painted, PreviewDue
from imaging.codecs import encode_jpeg, encode_png
from imaging.errors import PictureError
from imaging.sandbox import DecoderPool

_PHOTO_SIDE: Final = 4096
"""Pictures are opened at no more than this: the largest ``Options.size``."""
_STYLE_SIDE: Final = 2048
_PREVIEW_QUALITY: Final = 85
_RESULT_QUALITY: Final = 93


async def open_pictures(decoders: DecoderPool, request: Request) -> Join:
    """Open the pictures of ``request``.

    Raises ``EngineError``, whose ``field`` says which picture it is about.
    """
    photo = await _open(decoders, request.photo, _PHOTO_SIDE, "photo")
    styles = [
        StyleImage(
            style.digest,
            await _open(decoders, style.picture, _STYLE_SIDE, "style"),
            style.weight,
            style.vector,
            style.measured,
        )
        for style in request.styles
    ]
    painting = None
    if request.painting is not None and request.options.init == "painting":
        painting = await _open(decoders, request.painting, _PHOTO_SIDE, "painting")
    return Join(request.id, photo, tuple(styles), request.options, painting)


def encode_preview(due: PreviewDue) -> Preview:
    """Encode a preview as a JPEG."""
    snapshot = due.snapshot
    return Preview(
        id=due.id,
        picture=encode_jpeg(snapshot.pixels, _PREVIEW_QUALITY),
        step=snapshot.step,
        steps=snapshot.steps,
        seconds_left=snapshot.seconds_left,
    )


def encode_result(painted: Painted) -> Done:
    """Encode a finished painting in the format that was asked for."""
    snapshot = painted.snapshot
    height, width = snapshot.pixels.shape[:2]
    if painted.format == "png":
        picture = encode_png(snapshot.pixels)
    else:
        picture = encode_jpeg(snapshot.pixels, _RESULT_QUALITY)
    return Done(
        id=painted.id,
        picture=picture,
        format=painted.format,
        width=width,
        height=height,
        step=snapshot.step,
        steps=snapshot.steps,
        seconds=painted.seconds,
        kept=painted.kept,
    )


async def _open(decoders: DecoderPool, data: bytes, max_side: int, field: str) -> Image.Image:
    try:
        pixels = await decoders.open(data, max_side=max_side)
    except PictureError as error:
        raise from_picture_error(error, field) from error
    return Image.fromarray(pixels.array)
