"""What a decoder process does with pictures: bytes in, an answer and bytes out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from imaging.codecs import check_picture, open_picture
from imaging.errors import PictureError
from imaging.sandbox.blobs import Data
from imaging.sandbox.messages import (
    AnyAnswer,
    AnyOperation,
    Check,
    Checked,
    Open,
    Opened,
    Refused,
)

Outcome: TypeAlias = tuple[AnyAnswer, Sequence[Data]]


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


def _open(operation: Open, data: bytes) -> Outcome:
    picture = open_picture(data, max_side=operation.max_side, keep_alpha=operation.keep_alpha)
    channels: Literal[3, 4] = 4 if picture.mode == "RGBA" else 3
    answer = Opened(width=picture.width, height=picture.height, channels=channels)
    return answer, (picture.tobytes(),)
