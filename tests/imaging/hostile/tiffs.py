"""TIFFs written by hand, tag by tag."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

SHORT, LONG = 3, 4
WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC, OFFSETS = 256, 257, 258, 259, 262, 273
SAMPLES, ROWS, COUNTS, CHILDREN = 277, 278, 279, 330
TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_COUNTS = 322, 323, 324, 325
DEFLATE, LZW, JPEG, RAW = 8, 5, 7, 1
DATA_AT = 8


def directory(tags: Mapping[int, int], link: int = 0) -> bytes:
    """One directory, of tags with one number each."""
    entries = b"".join(
        struct.pack("<HHII", tag, LONG, 1, value) for tag, value in sorted(tags.items())
    )
    return struct.pack("<H", len(tags)) + entries + struct.pack("<I", link)


def tiff(tags: Mapping[int, int], data: bytes = b"", *, link: int = 0) -> bytes:
    """A file of one picture whose data stand at ``DATA_AT``."""
    start = DATA_AT + len(data)
    return b"II*\0" + struct.pack("<I", start) + data + directory(tags, link)


def strip(width: int, height: int, data: bytes, **other: int) -> dict[int, int]:
    """The tags of a grey picture of one deflated strip."""
    named = {
        "bits": BITS,
        "samples": SAMPLES,
        "rows": ROWS,
        "compression": COMPRESSION,
        "photometric": PHOTOMETRIC,
        "format": 339,
    }
    usual = {
        WIDTH: width,
        HEIGHT: height,
        BITS: 8,
        COMPRESSION: DEFLATE,
        PHOTOMETRIC: 1,
        OFFSETS: DATA_AT,
        SAMPLES: 1,
        ROWS: height,
        COUNTS: len(data),
    }
    return usual | {named[name]: value for name, value in other.items()}


def one_strip(width: int, height: int, data: bytes, **other: int) -> bytes:
    return tiff(strip(width, height, data, **other), data)


def one_tile(size: int, tile: int) -> bytes:
    """``size`` x ``size`` pixels in one deflated tile of ``tile`` x ``tile``."""
    data = zlib.compress(bytes(1 << 16))
    tags = {
        WIDTH: size,
        HEIGHT: size,
        BITS: 8,
        COMPRESSION: DEFLATE,
        PHOTOMETRIC: 1,
        SAMPLES: 1,
        TILE_WIDTH: tile,
        TILE_HEIGHT: tile,
        TILE_OFFSETS: DATA_AT,
        TILE_COUNTS: len(data),
    }
    return tiff(tags, data)


def looped() -> bytes:
    """Two pages that follow each other for ever."""
    data = zlib.compress(bytes(64 * 64))
    tags = strip(64, 64, data)
    return tiff(tags, data, link=DATA_AT + len(data))


def many_pages(count: int) -> bytes:
    """``count`` pages that share their pixels."""
    data = zlib.compress(bytes(64 * 64))
    tags = strip(64, 64, data)
    size, start = len(directory(tags)), DATA_AT + len(data)
    links = [*(start + n * size for n in range(1, count)), 0]
    pages = b"".join(directory(tags, link) for link in links)
    return b"II*\0" + struct.pack("<I", start) + data + pages


def thumbnail_first(small: tuple[int, int], large: tuple[int, int]) -> bytes:
    """Two pages: black and small, then white and large."""
    datas = [
        zlib.compress(bytes([value]) * (w * h)) for value, (w, h) in ((0, small), (255, large))
    ]
    tags = [strip(*size, data) for size, data in zip((small, large), datas, strict=True)]
    tags[1][OFFSETS] = DATA_AT + len(datas[0])
    start = DATA_AT + len(datas[0]) + len(datas[1])
    second = start + len(directory(tags[0]))
    pages = directory(tags[0], second) + directory(tags[1])
    return b"II*\0" + struct.pack("<I", start) + datas[0] + datas[1] + pages


def child_of(small: tuple[int, int], **extra: int) -> bytes:
    """A thumbnail whose only child claims a picture of 4000 x 3000."""
    data = zlib.compress(bytes(small[0] * small[1]))
    tags = strip(*small, data) | {CHILDREN: 0} | ({50706: extra["dng"]} if extra else {})
    start = DATA_AT + len(data)
    tags[CHILDREN] = start + len(directory(tags))
    child = directory(strip(4000, 3000, data))
    return b"II*\0" + struct.pack("<I", start) + data + directory(tags) + child


def huge_count() -> bytes:
    """The offsets of its strips are said to be four thousand million."""
    data = zlib.compress(bytes(64 * 64))
    whole = tiff(strip(64, 64, data), data)
    old = struct.pack("<HHI", OFFSETS, LONG, 1)
    return whole.replace(old, struct.pack("<HHI", OFFSETS, LONG, 0xFFFFFFFF))


def big_beyond() -> bytes:
    """A BigTIFF whose directory lies far beyond its end."""
    return b"II+\0\x08\0\0\0" + struct.pack("<Q", 1 << 60)


def many_entries() -> bytes:
    """A directory of 65535 tags, each of them one that decoders read."""
    entry = struct.pack("<HHII", 65_000, LONG, 1, 0)
    return b"II*\0" + struct.pack("<IH", 8, 65_535) + entry * 65_535 + bytes(4)
