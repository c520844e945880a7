"""PNGs written by hand, chunk by chunk."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
_SAMPLES = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}


def chunk(kind: bytes, content: bytes = b"", *, crc: int | None = None) -> bytes:
    crc = zlib.crc32(kind + content) if crc is None else crc
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)


def header(width: int, height: int, *, bits: int = 8, colour: int = RGB, lace: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, lace))


def zeros(count: int, *, level: int = 9) -> bytes:
    """``count`` zero bytes, deflated, without ever being whole in memory."""
    packer, block = zlib.compressobj(level), bytes(1 << 20)
    parts = [packer.compress(block) for _ in range(count >> 20)]
    parts.append(packer.compress(block[: count & ((1 << 20) - 1)]))
    return b"".join([*parts, packer.flush()])


def flat(
    width: int,
    height: int,
    *,
    bits: int = 8,
    colour: int = RGB,
    before: Iterable[bytes] = (),
    after: Iterable[bytes] = (),
) -> bytes:
    """A picture of zeros, with chunks of one's own around its pixels."""
    row = 1 + (width * bits * _SAMPLES[colour] + 7) // 8
    pixels = chunk(b"IDAT", zeros(row * height))
    head = SIGNATURE + header(width, height, bits=bits, colour=colour)
    return b"".join([head, *before, pixels, *after, chunk(b"IEND")])


def header_only(width: int, height: int, *, lace: int = 0) -> bytes:
    return SIGNATURE + header(width, height, lace=lace) + b"\0\0\x10\0IDAT"


def packed_text(size: int) -> bytes:
    return chunk(b"zTXt", b"Comment\0\0" + zeros(size))


def packed_xmp(size: int) -> bytes:
    return chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zeros(size))


def profile(size: int) -> bytes:
    return chunk(b"iCCP", b"huge\0\0" + zeros(size))


def overfull() -> bytes:
    """64 x 64 pixels, and half a gigabyte behind them."""
    pixels = chunk(b"IDAT", zeros(512 << 20, level=1))
    return SIGNATURE + header(64, 64) + pixels + chunk(b"IEND")


def with_bad_crc() -> bytes:
    return SIGNATURE + header(64, 64) + chunk(b"IDAT", zeros(64 * 193), crc=1) + chunk(b"IEND")
