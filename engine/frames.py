"""Length-prefixed frames: four bytes, big endian, then that many bytes of payload."""

from __future__ import annotations

import asyncio
import struct
from typing import Final

from engine.errors import TooBig

MAX_PAYLOAD: Final = 96 << 20
"""Room for a photo and a few styles of Telegram's 20 MiB each, or a 4096 px PNG."""

_LENGTH: Final = struct.Struct(">I")


class FrameError(Exception):
    """The peer does not speak frames."""


class TornFrame(FrameError):
    """The peer ended in the middle of a frame."""


def frame(payload: bytes) -> bytes:
    """``payload`` with its length in front; raises ``TooBig`` beyond ``MAX_PAYLOAD``."""
    if len(payload) > MAX_PAYLOAD:
        raise TooBig(
            "The pictures are too large together; please send smaller ones.",
            reason="too_many_bytes",
        )
    return _LENGTH.pack(len(payload)) + payload


async def read_frame(reader: asyncio.StreamReader) -> bytes | None:
    """The next payload, or ``None`` at an orderly end of file.

    Raises ``FrameError`` for a length beyond ``MAX_PAYLOAD``, ``TornFrame`` for an end within.
    """
    try:
        head = await reader.readexactly(_LENGTH.size)
    except asyncio.IncompleteReadError as error:
        if not error.partial:
            return None
        raise TornFrame("end of file within a frame's length") from error
    (length,) = _LENGTH.unpack(head)
    if length > MAX_PAYLOAD:
        raise FrameError(f"a frame of {length} bytes")
    try:
        return await reader.readexactly(length)
    except asyncio.IncompleteReadError as error:
        raise TornFrame("end of file within a frame") from error
