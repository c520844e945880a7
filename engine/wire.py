"""The language between client and worker: msgpack of tagged structs, one per frame.

The client says ``Setup`` once, then ``Paint``, ``Cancel``, ``Keep`` in any order, at last
``Shutdown``. The worker says ``Ready`` once it can paint, or ``StartupFailed`` and ends;
``Heartbeat`` on a clock; and for each ``Paint`` the events of ``engine.messages`` from ``Started``
to a terminal one, after which a last preview may come late.
Both sides take the end of file for the other's death.
"""

from __future__ import annotations

import asyncio
import struct
from pathlib import Path
from typing import Final, Generic, TypeAlias, TypeVar

import msgspec

from engine.errors import Problem, TooBig
from engine.messages import Cancelled, Done, Failed, Preview, Request, Started


class Wire(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Base of the messages; their tag is the name of the class."""


class Setup(Wire, frozen=True, kw_only=True):
    """How to paint; the first message to a worker."""

    device: str
    threads: int | None
    weights: str | None
    cache: str
    networks: str | None = None
    heartbeat_every: float
    """Seconds between two ``Heartbeat``."""

    @property
    def weights_dir(self) -> Path | None:
        """``weights`` as a path."""
        return None if self.weights is None else Path(self.weights)

    @property
    def networks_dir(self) -> Path | None:
        """``networks`` as a path."""
        return None if self.networks is None else Path(self.networks)


class Paint(Wire, frozen=True, kw_only=True):
    """Begin a painting. Its id is the client's own and never used twice on one wire."""

    request: Request


class Cancel(Wire, frozen=True, kw_only=True):
    """Drop the painting; answered by ``Cancelled`` unless it has ended already."""

    id: str


class Keep(Wire, frozen=True, kw_only=True):
    """End the painting now; answered by ``Done`` with ``kept``."""

    id: str


class Shutdown(Wire, frozen=True, kw_only=True):
    """Drop everything and exit."""


class Ready(Wire, frozen=True, kw_only=True):
    """Ready to paint on ``device``."""

    device: str


class StartupFailed(Wire, frozen=True, kw_only=True):
    """This worker will never be ready."""

    problem: Problem


class Heartbeat(Wire, frozen=True, kw_only=True):
    """Still there. ``stuck_for``: seconds since the painting thread last got on with its work."""

    stuck_for: float = 0.0


ToWorker: TypeAlias = Setup | Paint | Cancel | Keep | Shutdown
PaintEvent: TypeAlias = Started | Preview | Done | Failed | Cancelled
ToClient: TypeAlias = Ready | StartupFailed | Heartbeat | PaintEvent

T = TypeVar("T")

# Shared: an encoder keeps nothing from one message to the next.
_encoder: Final = msgspec.msgpack.Encoder()


def encode(message: ToWorker | ToClient) -> bytes:
    """Encode ``message`` as a frame. Raises ``TooBig`` beyond what frames carry."""
    return frame(_encoder.encode(message))


class MessageReader(Generic[T]):
    """Reads messages of one direction."""

    def __init__(self, reader: asyncio.StreamReader, decoder: msgspec.msgpack.Decoder[T]) -> None:
        self._reader = reader
        self._decoder = decoder

    async def read(self) -> T | None:
        """Read the next message; return ``None`` at the end of file.

        Raises ``FrameError`` for anything unintelligible.
        """
        # Types are checked while decoding: what comes out has the fields that it claims.
        payload = await read_frame(self._reader)
        if payload is None:
            return None
        try:
            return self._decoder.decode(payload)
        # Text that is not UTF-8 has an error of its own.
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            # Whoever sent this may be of another version; nothing that follows can be trusted.
            raise FrameError(f"an unintelligible message: {error}") from error


def from_worker(reader: asyncio.StreamReader) -> MessageReader[ToClient]:
    """Return a reader of what the worker sends."""
    return MessageReader(reader, msgspec.msgpack.Decoder(ToClient))


def from_client(reader: asyncio.StreamReader) -> MessageReader[ToWorker]:
    """Return a reader of what the client sends."""
    return MessageReader(reader, msgspec.msgpack.Decoder(ToWorker))


MAX_PAYLOAD: Final = 96 << 20
"""Room for a photo and a few styles of Telegram's 20 MiB each, or a 4096 px PNG."""

# Big-endian, four bytes: enough for MAX_PAYLOAD, and the same on every machine.
_LENGTH: Final = struct.Struct(">I")


class FrameError(Exception):
    """The peer does not speak frames."""


class TornFrame(FrameError):
    """The peer ended in the middle of a frame."""


def frame(payload: bytes) -> bytes:
    """Put the length of ``payload`` in front of it. Raises ``TooBig`` beyond ``MAX_PAYLOAD``."""
    # Here rather than at the other side, which could only hang up, for all paintings at once.
    if len(payload) > MAX_PAYLOAD:
        raise TooBig(
            "The pictures are too large together; please send smaller ones.",
            reason="too_many_bytes",
        )
    return _LENGTH.pack(len(payload)) + payload


async def read_frame(reader: asyncio.StreamReader) -> bytes | None:
    """Read the next payload; return ``None`` at an orderly end of file.

    Raises ``FrameError`` for a length beyond ``MAX_PAYLOAD``, ``TornFrame`` for an end within.
    """
    try:
        head = await reader.readexactly(_LENGTH.size)
    except asyncio.IncompleteReadError as error:
        # Between two frames an end of file is how either side says that it is done.
        if not error.partial:
            return None
        raise TornFrame("end of file within a frame's length") from error
    (length,) = _LENGTH.unpack(head)
    # Before any memory is set aside: four bytes of nonsense would ask for up to 4 GiB.
    if length > MAX_PAYLOAD:
        raise FrameError(f"a frame of {length} bytes")
    try:
        return await reader.readexactly(length)
    except asyncio.IncompleteReadError as error:
        raise TornFrame("end of file within a frame") from error
