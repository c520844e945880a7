"""The language between pool and decoder process: msgpack of tagged structs, one per frame.

The process says ``Ready`` once. Then the pool sends one operation at a time, and the process
answers each with one ``Answer``. Pictures travel beside a message as one blob (``blobs``); its
``parts`` are their sizes in bytes, in order. Both sides take the end of file for the other's end.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias, TypeVar

import msgspec

from imaging.codecs import PictureInfo

MAX_MESSAGE: Final = 1 << 20

T = TypeVar("T")
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=1 << 30)]


class Operation(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of what is asked of a decoder process."""

    parts: tuple[int, ...] = ()
    """Bytes of each picture in the blob."""
    seconds: float = 10.0
    """Of processor time, after which the kernel ends the process."""


class Check(Operation, frozen=True, kw_only=True):
    """Look at one picture; answered by ``Checked``."""


class Open(Operation, frozen=True, kw_only=True):
    """Decode one picture; answered by ``Opened`` with its pixels."""

    max_side: int
    keep_alpha: bool = False


class Blend(Operation, frozen=True, kw_only=True):
    """Blend a painting with its photo, in this order; answered by ``Encoded``, a JPEG."""

    intensity: int
    keep_colours: bool


class Film(Operation, frozen=True, kw_only=True):
    """Make a GIF of frames, the last of which stays; answered by ``Encoded``."""

    width: int


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Fit for work; ``confinement`` names the restrictions that hold."""

    confinement: tuple[str, ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of what an operation ends in."""

    memory: int = 0
    """Bytes that the process holds."""


class Checked(Answer, frozen=True, kw_only=True):
    """What a look at the picture told."""

    info: PictureInfo


class Opened(Answer, frozen=True, kw_only=True):
    """Pixels, row by row, in the blob: 3 channels for RGB, 4 for RGBA."""

    width: Count
    height: Count
    channels: Literal[3, 4]


class Encoded(Answer, frozen=True, kw_only=True):
    """A picture file of ``size`` bytes in the blob."""

    size: Count


class Refused(Answer, frozen=True, kw_only=True):
    """A ``PictureError`` as data."""

    error: str
    reason: str
    words: str
    format_name: str | None = None
    cause: str = ""
    """For the log of whoever runs the bot."""


AnyOperation: TypeAlias = Check | Open | Blend | Film
AnyAnswer: TypeAlias = Checked | Opened | Encoded | Refused
FromProcess: TypeAlias = Ready | AnyAnswer

_encoder: Final = msgspec.msgpack.Encoder()
_operations: Final[msgspec.msgpack.Decoder[AnyOperation]] = msgspec.msgpack.Decoder(AnyOperation)
_answers: Final[msgspec.msgpack.Decoder[FromProcess]] = msgspec.msgpack.Decoder(FromProcess)


class MessageError(Exception):
    """The bytes are no message of this language."""


def encode(message: AnyOperation | FromProcess) -> bytes:
    """Return ``message`` as msgpack."""
    return _encoder.encode(message)


def decode_operation(payload: bytes) -> AnyOperation:
    """Return the operation in ``payload``. Raises ``MessageError``."""
    return _decode(_operations, payload)


def decode_answer(payload: bytes) -> FromProcess:
    """Return what a decoder process said in ``payload``. Raises ``MessageError``."""
    return _decode(_answers, payload)


def _decode(decoder: msgspec.msgpack.Decoder[T], payload: bytes) -> T:
    try:
        return decoder.decode(payload)
    # Text that is not UTF-8 has an error of its own.
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise MessageError(f"an unintelligible message: {error}") from error
