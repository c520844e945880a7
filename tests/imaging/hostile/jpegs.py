"""JPEGs written by hand, which cost nothing to make whatever they claim to hold.

A table whose only code is the bit 0 makes every block of a flat picture a few zero bits, and an
end-of-band run of a progressive scan covers 32767 blocks with 15 bits.
"""

from __future__ import annotations

import io
import struct
from math import ceil

from PIL import Image

START, END = b"\xff\xd8", b"\xff\xd9"
_FLAT_TABLE = bytes([1, *[0] * 15])
"""Counts of codes by length: one of one bit."""


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def _tables(ac_symbol: int) -> bytes:
    quantisation = segment(0xDB, bytes([0]) + bytes([1] * 64))
    dc = segment(0xC4, b"\x00" + _FLAT_TABLE + b"\x00")
    ac = segment(0xC4, b"\x10" + _FLAT_TABLE + bytes([ac_symbol]))
    return quantisation + dc + ac


def _frame(marker: int, width: int, height: int, components: int, precision: int = 8) -> bytes:
    listed = b"".join(bytes([n + 1, 0x11, 0]) for n in range(components))
    head = struct.pack(">BHHB", precision, height, width, components)
    return segment(marker, head + listed)


def _scan(components: list[int], start: int, end: int) -> bytes:
    listed = b"".join(bytes([n + 1, 0x00]) for n in components)
    return segment(0xDA, bytes([len(components)]) + listed + bytes([start, end, 0]))


def _blocks(width: int, height: int) -> int:
    return ceil(width / 8) * ceil(height / 8)


def flat(width: int, height: int, *, extra: bytes = b"", shown: float = 1.0) -> bytes:
    """A baseline JPEG, all mid-grey; ``extra`` segments in front, ``shown`` of its data there."""
    data = bytes(int(ceil(_blocks(width, height) * 2 / 8) * shown))
    head = START + extra + _tables(0x00) + _frame(0xC0, width, height, 1)
    return head + _scan([0], 0, 63) + data + (END if shown == 1.0 else b"")


def progressive(width: int, height: int, *, scans: int, components: int = 1) -> bytes:
    """A progressive JPEG, all mid-grey, with ``scans`` of each component's fine detail."""
    blocks = _blocks(width, height)
    # Table 0xE0: a run of 2^14 blocks and 14 more bits, which are zero here.
    runs = bytes(ceil(ceil(blocks / 2**14) * 15 / 8))
    coarse = _scan([*range(components)], 0, 0) + bytes(ceil(blocks * components / 8))
    fine = b"".join(_scan([n], 1, 63) + runs for n in range(components))
    head = START + _tables(0xE0) + _frame(0xC2, width, height, components)
    return head + coarse + fine * scans + END


def header_only(width: int, height: int, *, precision: int = 8) -> bytes:
    frame = _frame(0xC0, width, height, 3, precision)
    return START + _tables(0) + frame + _scan([0, 1, 2], 0, 63) + END


def without_tables() -> bytes:
    return START + _frame(0xC0, 64, 64, 1) + _scan([0], 0, 63) + bytes(64) + END


def with_segments(count: int) -> bytes:
    return flat(64, 64, extra=segment(0xFE, b"") * count)


def with_stray_bytes(count: int) -> bytes:
    return flat(64, 64, extra=segment(0xFE, b"") + bytes(count))


def with_profile(total: int) -> bytes:
    """A colour profile in as many pieces as it takes, all zeros."""
    piece = 65_000
    count = min(255, ceil(total / piece))
    pieces = (
        segment(0xE2, b"ICC_PROFILE\0" + bytes([n + 1, count]) + bytes(piece))
        for n in range(count)
    )
    return flat(64, 64, extra=b"".join(pieces))


def with_exif(block: bytes) -> bytes:
    return flat(64, 64, extra=segment(0xE1, b"Exif\0\0" + block))


def with_xmp(text: bytes) -> bytes:
    return flat(64, 64, extra=segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + text))


EXIF_LOOP = b"II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 0x8769, 4, 1, 8, 8)
EXIF_HUGE_COUNT = b"II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 0x0112, 5, 0xFFFFFFFF, 26, 0)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(10))
    + b"]><x:xmpmeta xmlns:x='adobe:ns:meta/'>&k;</x:xmpmeta>"
)


def photo(size: tuple[int, int] = (320, 240), **how: object) -> bytes:
    """An ordinary picture."""
    out = io.BytesIO()
    gradient = Image.linear_gradient("L").resize(size)
    other = gradient.transpose(Image.Transpose.ROTATE_180)
    Image.merge("RGB", (gradient, other, gradient)).save(out, "JPEG", quality=85)
    return out.getvalue()
