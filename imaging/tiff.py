"""Reads what a TIFF holds and will cost before it is decoded: directories only, no pixels.

A TIFF names the size of its tiles and strips beside that of the picture, and decoders allocate a
whole tile at once: a picture of 256 x 256 can be one tile of gigabytes (TIFF 6.0, sections 2 and
15; BigTIFF for offsets of 64 bits).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from imaging.errors import BadPicture, damaged, too_costly

MAX_DIRECTORIES: Final = 64
MAX_DECODED_BYTES: Final = 1 << 30
"""Of the picture as Pillow holds it and one tile or strip as it is decoded, together."""

_MAX_PARTS: Final = 400_000
"""Tiles or strips: 80 megapixels of the smallest tiles."""
_MAX_PADDING: Final = 16_000_000
"""Pixels of tiles beyond twice the picture's own."""
_MAX_ENTRIES: Final = 4096
_SIZES: Final = {1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8}
_CODES: Final = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
_WIDTH, _HEIGHT, _BITS, _SAMPLES = 256, 257, 258, 277
_STRIP_ROWS, _TILE_WIDTH, _TILE_HEIGHT, _PLANES = 278, 322, 323, 284
_PHOTOMETRIC, _CHILDREN, _DNG_VERSION, _SUBFILE_TYPE = 262, 330, 50706, 254
_WANTED: Final = frozenset(
    {
        _WIDTH,
        _HEIGHT,
        _BITS,
        _SAMPLES,
        _STRIP_ROWS,
        _TILE_WIDTH,
        _TILE_HEIGHT,
        _PLANES,
        _PHOTOMETRIC,
        _CHILDREN,
        _DNG_VERSION,
        _SUBFILE_TYPE,
    }
)
_SENSOR: Final = frozenset({32803, 34892})
"""Photometric interpretations of what a sensor saw: colour filter array, linear raw."""


@dataclass(frozen=True, slots=True)
class Directory:
    """The tags of one picture in a TIFF, as far as they say what it costs."""

    tags: dict[int, tuple[int, ...]]

    @property
    def width(self) -> int:
        """Pixels; 0 if it is not said."""
        return self._first(_WIDTH, 0)

    @property
    def height(self) -> int:
        """Pixels; 0 if it is not said."""
        return self._first(_HEIGHT, 0)

    @property
    def area(self) -> int:
        """Pixels of the picture."""
        return self.width * self.height

    @property
    def parts(self) -> list[tuple[int, int]]:
        """Width and height in pixels of what is decoded at once: a strip, or a tile if named."""
        strip = (self.width, min(self._first(_STRIP_ROWS, self.height), self.height))
        if _TILE_WIDTH in self.tags or _TILE_HEIGHT in self.tags:
            # Decoders do not agree on which of the two counts where both are there.
            return [strip, (self._first(_TILE_WIDTH, 0), self._first(_TILE_HEIGHT, 0))]
        return [strip]

    @property
    def bytes_per_pixel(self) -> float:
        """In one decoded part."""
        samples = 1 if self._first(_PLANES, 1) == 2 else self._first(_SAMPLES, 1)
        return samples * max(self.tags.get(_BITS, (1,)), default=1) / 8

    @property
    def is_sensor_data(self) -> bool:
        """Whether only a raw converter makes a picture of it."""
        return _DNG_VERSION in self.tags or self._first(_PHOTOMETRIC, 0) in _SENSOR

    @property
    def is_thumbnail(self) -> bool:
        """Whether it is marked as a reduced version of another picture."""
        return bool(self._first(_SUBFILE_TYPE, 0) & 1)

    def _first(self, tag: int, default: int) -> int:
        return next(iter(self.tags.get(tag, ())), default)


def choose_page(data: bytes) -> tuple[int, Directory]:
    """Return number and tags of the page of the TIFF ``data`` that is the picture itself.

    It is the first that has at least half of the pixels of the largest, so that a thumbnail is
    never taken and of the pages of a scan the first is. Raises ``BadPicture`` for raw files and
    for damaged ones.
    """
    pages, children = _Reader(data).pages()
    if any(page.is_sensor_data for page in (*pages, *children)) or data[8:10] == b"CR":
        raise raw_file()
    largest = max((page.area for page in pages), default=0)
    if largest == 0:
        raise damaged()
    if max((child.area for child in children), default=0) > 4 * largest:
        # Only a converter knows what a camera keeps beside its previews.
        raise raw_file()
    number = next(n for n, page in enumerate(pages) if 2 * page.area >= largest)
    return number, pages[number]


def check_cost(page: Directory) -> None:
    """Raise ``TooBig`` for a page whose tiles or strips cost far more than its pixels."""
    for width, height in page.parts:
        if width <= 0 or height <= 0:
            raise damaged()
        count = ceil(page.width / width) * ceil(page.height / height)
        has_padding = count * width * height > 2 * page.area + _MAX_PADDING
        decoded = width * height * page.bytes_per_pixel + 4 * page.area
        if count > _MAX_PARTS or has_padding or decoded > MAX_DECODED_BYTES:
            raise too_costly()


def raw_file() -> BadPicture:
    """Return the error for what a camera's sensor saw, which only a raw converter opens."""
    return BadPicture(
        "Raw files of cameras cannot be opened here. Please send it as a photo or as a JPEG.",
        reason="not_a_picture",
        format_name="raw",
    )


class _Reader:
    """Walks the directories of one file; each is read once, however they point at each other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._order = "<" if data[:2] == b"II" else ">"
        self._is_big = data[2:4] in {b"+\0", b"\0+"}
        self._seen: set[int] = set()

    def pages(self) -> tuple[list[Directory], list[Directory]]:
        """Return the chain of directories, and the children that they point to."""
        start = self._number(8, "Q") if self._is_big else self._number(4, "I")
        pages = list(self._chain(start))
        offsets = [offset for page in pages for offset in page.tags.get(_CHILDREN, ())]
        children = [child for offset in offsets for child in self._chain(offset)]
        return pages, children

    def _chain(self, offset: int) -> Iterator[Directory]:
        while offset and offset not in self._seen:
            if len(self._seen) >= MAX_DIRECTORIES:
                return
            self._seen.add(offset)
            try:
                directory, offset = self._directory(offset)
            except struct.error:
                return
            yield directory

    def _directory(self, offset: int) -> tuple[Directory, int]:
        count_code, entry_size, link_code = ("Q", 20, "Q") if self._is_big else ("H", 12, "I")
        count = self._number(offset, count_code)
        if count > _MAX_ENTRIES:
            raise too_costly()
        start = offset + struct.calcsize(f"={count_code}")
        tags = {}
        for at in range(start, start + count * entry_size, entry_size):
            tag = self._number(at, "H")
            if tag in _WANTED:
                tags[tag] = tuple(self._values(at))
        return Directory(tags), self._number(start + count * entry_size, link_code)

    def _values(self, entry: int) -> Sequence[int]:
        """Return the integers of one entry; none for other types and far too many."""
        kind = self._number(entry + 2, "H")
        count = self._number(entry + 4, "Q" if self._is_big else "I")
        at, room = (entry + 12, 8) if self._is_big else (entry + 8, 4)
        if kind not in _SIZES or count > MAX_DIRECTORIES:
            return ()
        if count * _SIZES[kind] > room:
            at = self._number(at, "Q" if self._is_big else "I")
        try:
            return struct.unpack_from(f"{self._order}{count}{_CODES[kind]}", self._data, at)
        except struct.error:
            return ()

    def _number(self, at: int, code: str) -> int:
        (value,) = struct.unpack_from(f"{self._order}{code}", self._data, at)
        return int(value)
