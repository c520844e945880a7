"""Reads what a JPEG will cost before it is decoded: markers, no pixels (ITU-T T.81, annex B)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image

from imaging.errors import TooBig, damaged, too_costly, too_many_pixels

MAX_PIXELS: Final = 256_000_000
"""JPEGs are decoded at a fraction of their size, so that those of 200 megapixel phones open."""
MAX_SCANS: Final = 100
"""The most elaborate encoders write about a dozen."""
MAX_SCANNED_PIXELS: Final = 2_000_000_000
"""Of all scans together: each goes over the whole picture, however little it adds."""
MAX_COEFFICIENT_BYTES: Final = 700_000_000
"""Progressive JPEGs are held as coefficients, two bytes each, until the last scan is read."""
END: Final = b"\xff\xd9"

_MAX_SEGMENTS: Final = 4096
_MAX_STRAY_BYTES: Final = 1 << 16
_SCAN: Final = b"\xff\xda"
# Neither stuffed bytes nor restarts nor fill bytes.
_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BUFFERED: Final = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_MISSING_VALUES: Final = (127, 128)
_MISSING_SHARE: Final = 1 / 16
"""Of the height, that may be missing at the end: the rest is painted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JpegHeader:
    """What stands before the pixels of a JPEG."""

    width: int
    height: int
    samples_per_pixel: float
    """Of all components, after subsampling: 1.5 for the usual 4:2:0."""
    is_progressive: bool
    scan_start: int
    """Offset of the first scan."""

    @property
    def pixels(self) -> int:
        """Width times height."""
        return self.width * self.height


def read_header(data: bytes) -> JpegHeader:
    """Return the header of the JPEG ``data``.

    Raises ``BadPicture`` for one without frame or scan, ``TooBig`` for one with thousands of
    segments.
    """
    at, stray, frame = 2, 0, None
    for _ in range(_MAX_SEGMENTS):
        start = data.find(b"\xff", at)
        stray += start - at
        if start < 0 or stray > _MAX_STRAY_BYTES or start + 4 > len(data):
            raise damaged()
        marker = data[start + 1]
        if marker == 0xFF:
            at = start + 1
        elif marker in _STANDALONE or marker == 0:
            at = start + 2
        elif marker == 0xDA and frame is not None:
            return _as_header(data, frame, start)
        elif marker in {0xD8, 0xD9, 0xDA}:
            raise damaged()
        else:
            frame = start if marker in _FRAMES else frame
            at = start + 2 + int.from_bytes(data[start + 2 : start + 4], "big")
    raise too_costly()


def check_cost(data: bytes, header: JpegHeader) -> None:
    """Raise ``TooBig`` for a JPEG whose decoding would take too much time or memory."""
    if header.pixels > MAX_PIXELS:
        raise too_many_pixels(MAX_PIXELS)
    scans = count_scans(data, header.scan_start)
    if scans > MAX_SCANS or scans * header.pixels > MAX_SCANNED_PIXELS:
        raise too_costly()
    is_buffered = header.is_progressive or scans > 1
    if is_buffered and 2 * header.pixels * header.samples_per_pixel > MAX_COEFFICIENT_BYTES:
        raise _too_many_coefficients(header)


def count_scans(data: bytes, start: int) -> int:
    """Return how many scans follow from offset ``start`` to the end of the picture."""
    # Quick, and never too few; what follows the picture, such as a video, may hold any bytes.
    most = data.count(_SCAN, start)
    if most <= MAX_SCANS:
        return most
    count = 0
    for found in _MARKER.finditer(data, start):
        if found.group() == END:
            break
        count += found.group() == _SCAN
    return count


def is_cut_short(data: bytes, header: JpegHeader) -> bool:
    """Return whether the picture ends without its end marker."""
    return data.find(END, header.scan_start) < 0


def without_missing_rows(picture: Image.Image) -> Image.Image:
    """Return ``picture``, decoded from a file that was cut short, without the rows that lack.

    Where data ends, libjpeg goes on with blocks of mid-grey; so the last column tells how far the
    picture reaches. Raises ``BadPicture`` if more than a sixteenth of the height is missing.
    """
    edge = np.asarray(picture.crop((picture.width - 1, 0, picture.width, picture.height)))
    values = np.isin(edge.reshape(picture.height, -1), _MISSING_VALUES)
    coloured = np.flatnonzero(~values.all(axis=1))
    missing = picture.height - 1 - int(coloured[-1]) if coloured.size else picture.height
    if missing == 0:
        return picture
    if missing > _MISSING_SHARE * picture.height:
        raise damaged()
    # The row above mixes its colour with the grey below.
    return picture.crop((0, 0, picture.width, picture.height - missing - 1))


def _as_header(data: bytes, frame: int, scan: int) -> JpegHeader:
    count = data[frame + 9] if frame + 9 < len(data) else 0
    factors = data[frame + 11 : frame + 11 + 3 * count : 3]
    areas = [(factor >> 4) * (factor & 15) for factor in factors]
    if not areas or 0 in areas or len(areas) != count:
        raise damaged()
    return JpegHeader(
        height=int.from_bytes(data[frame + 5 : frame + 7], "big"),
        width=int.from_bytes(data[frame + 7 : frame + 9], "big"),
        samples_per_pixel=sum(areas) / max(areas),
        is_progressive=data[frame + 1] in _BUFFERED,
        scan_start=scan,
    )


def _too_many_coefficients(header: JpegHeader) -> TooBig:
    return too_many_pixels(int(MAX_COEFFICIENT_BYTES / 2 / header.samples_per_pixel))
