"""Pictures on their way in and out: what the worker's pool does, off the painting thread."""

from __future__ import annotations

from typing import Final

from PIL import Image

from engine.errors import EngineError
from engine.imaging.codecs import encode_jpeg, encode_png, open_picture
from engine.messages import Done, Preview, Request
from engine.painting.interface import StyleImage
from engine.worker.painting_thread import Join, Painted, PreviewDue

_PHOTO_SIDE: Final = 4096
"""Pictures are opened at no more than this: the largest ``Options.size``."""
_STYLE_SIDE: Final = 2048
_PREVIEW_QUALITY: Final = 85
_RESULT_QUALITY: Final = 93


def open_pictures(request: Request) -> Join:
    """Open the pictures of ``request``.

    Raises ``BadPicture`` and ``TooBig``, whose ``field`` says which picture they are about.
    """
    photo = _open(request.photo, _PHOTO_SIDE, "photo")
    styles = tuple(
        StyleImage(
            style.digest,
            _open(style.picture, _STYLE_SIDE, "style"),
            style.weight,
            style.vector,
            style.measured,
        )
        for style in request.styles
    )
    painting = None
    if request.painting is not None and request.options.init == "painting":
        painting = _open(request.painting, _PHOTO_SIDE, "painting")
    return Join(request.id, photo, styles, request.options, painting)


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


def _open(data: bytes, max_side: int, field: str) -> Image.Image:
    try:
        return open_picture(data, max_side=max_side)
    except EngineError as error:
        error.field = field
        raise
