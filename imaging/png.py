"""Takes a PNG apart into what its pixels need; texts and profiles of any size do no harm.

Pillow refuses a whole picture for the size of its metadata, and picture programs write megabytes
of it. So only the chunks that matter are handed on (W3C, PNG specification, third edition).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from imaging.errors import damaged, too_costly

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
MAX_PROFILE: Final = 8 << 20
"""Bytes of a colour profile; a larger one is not used."""

_MAX_CHUNKS: Final = 1 << 16
_MAX_TEXT: Final = 1 << 18
_KEPT: Final = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_MAX_EXIF: Final = 1 << 20
# Texts in which programs say which side is up.
_TEXTS: Final = (b"XML:com.adobe.xmp\0", b"Raw profile type exif\0", b"Raw profile type APP1\0")


@dataclass(frozen=True, slots=True)
class PngParts:
    """``picture``: a PNG of the chunks that matter; ``profile``: its colour profile (ICC)."""

    picture: bytes
    profile: bytes | None
    frames: int
    """More than one: it moves."""


def take_apart(data: bytes) -> PngParts:
    """Return the parts of the PNG ``data``. Raises ``TooBig`` for tens of thousands of chunks."""
    kept: list[bytes | memoryview] = [SIGNATURE]
    profile, frames = None, 1
    for kind, chunk in _chunks(memoryview(data)):
        content = chunk[8:-4]
        if kind in _KEPT or _is_useful(kind, content):
            kept.append(chunk)
        elif kind == b"iCCP" and profile is None:
            profile = _profile(bytes(content))
        elif kind == b"acTL" and len(content) >= 4:
            frames = int.from_bytes(content[:4], "big")
    return PngParts(b"".join(kept), profile, frames)


def _chunks(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Yield the type and the bytes of each chunk, the last perhaps cut short."""
    at = len(SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        if at + 8 > len(data):
            return
        kind = bytes(data[at + 4 : at + 8])
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        yield kind, data[at:end]
        if kind == b"IEND":
            return
        at = end
    raise too_costly()


def _is_useful(kind: bytes, content: memoryview) -> bool:
    if kind == b"eXIf":
        return len(content) <= _MAX_EXIF
    if kind not in {b"tEXt", b"zTXt", b"iTXt"} or len(content) > _MAX_TEXT:
        return False
    text = bytes(content)
    return text.startswith(_TEXTS) and _unpacks_small(kind, text)


def _unpacks_small(kind: bytes, text: bytes) -> bool:
    """Return whether the text, unpacked, is no larger than 256 KiB."""
    _, _, rest = text.partition(b"\0")
    if kind == b"tEXt":
        return True
    if kind == b"zTXt":
        return _inflated(rest[1:], _MAX_TEXT) is not None
    is_packed, rest = rest[:1] == b"\1", rest[2:]
    _, _, rest = rest.partition(b"\0")
    _, _, rest = rest.partition(b"\0")
    return not is_packed or _inflated(rest, _MAX_TEXT) is not None


def _profile(content: bytes) -> bytes | None:
    _, _, rest = content.partition(b"\0")
    return _inflated(rest[1:], MAX_PROFILE)


def _inflated(packed: bytes, limit: int) -> bytes | None:
    """Return ``packed`` unpacked; ``None`` if it is damaged or unpacks to more than ``limit``."""
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(packed, limit)
    except zlib.error:
        return None
    return plain if inflater.eof else None


def check_header(data: bytes) -> None:
    """Raise ``BadPicture`` unless ``data`` goes on with the header chunk that begins any PNG."""
    if data[12:16] != b"IHDR":
        raise damaged()
