"""What a decoder process does with pictures: bytes in, an answer and bytes out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, TypeAlias

from PIL import Image

from imaging.animation import film
from imaging.blending import blend
from imaging.codecs import check_picture, open_picture
from imaging.errors import PictureError
from imaging.sandbox.blobs import Data
from imaging.sandbox.messages import (
    AnyAnswer,
    AnyOperation,
    Blend,
    Check,
    Checked,
    Encoded,
    Film,
    Open,
    Opened,
    Refused,
)

Outcome: TypeAlias = tuple[AnyAnswer, Iterable[Data]]

_STRIP_PIXELS: Final = 1 << 17


def perform(operation: AnyOperation, pictures: Sequence[bytes]) -> Outcome:
    """Return the answer to ``operation`` and its blob's parts; every failure is an answer too."""
    try:
        return _perform(operation, pictures)
    except PictureError as error:
        return refusal_of(error), ()


def refusal_of(error: PictureError) -> Refused:
    """Return ``error`` as data."""
    cause = error.__cause__
    return Refused(
        error=type(error).__name__,
        reason=error.reason,
        words=error.words,
        format_name=error.format_name,
        cause="" if cause is None else repr(cause)[:500],
    )


def _perform(operation: AnyOperation, pictures: Sequence[bytes]) -> Outcome:
    match operation:
        case Check():
            return Checked(info=check_picture(pictures[0])), ()
        case Open():
            return _open(operation, pictures[0])
        case Blend(intensity=intensity, keep_colours=keep_colours):
            painting, photo = pictures
            return _encoded(blend(painting, photo, intensity=intensity, keep_colours=keep_colours))
        case Film(width=width):
            return _encoded(film(pictures, width=width))


def _open(operation: Open, data: bytes) -> Outcome:
    picture = open_picture(data, max_side=operation.max_side, keep_alpha=operation.keep_alpha)
    channels: Literal[3, 4] = 4 if picture.mode == "RGBA" else 3
    answer = Opened(width=picture.width, height=picture.height, channels=channels)
    return answer, _strips(picture)


def _encoded(file: bytes) -> Outcome:
    return Encoded(size=len(file)), (file,)


def _strips(picture: Image.Image) -> Iterator[bytes]:
    """Yield the pixels in pieces that fit a cache; all at once would be a copy more."""
    rows = max(1, _STRIP_PIXELS // picture.width)
    for top in range(0, picture.height, rows):
        bottom = min(top + rows, picture.height)
        yield picture.crop((0, top, picture.width, bottom)).tobytes()
