"""Opens pictures that strangers send and encodes finished ones.

Every refusal is a ``PictureError``. What a picture costs is read from its structure before a pixel
is decoded; what remains (a decoder that loops or crashes) is bounded by ``imaging.sandbox``, which
runs this in a process of its own. Nothing here changes Pillow's global state.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from math import sqrt
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
from PIL import Image

from imaging.colour import in_srgb, on_ground, with_eight_bits
from imaging.errors import BadPicture, PictureError, damaged, too_many_pixels
from imaging.jpeg import without_missing_rows
from imaging.plugins import Source, open_source

_log = logging.getLogger(__name__)

MAX_PIXELS: Final = 80_000_000
"""Of a picture that is decoded whole; JPEGs of more are decoded at a fraction of their size."""
MIN_SIDE: Final = 16
MAX_RATIO: Final = 20
"""Longest side over shortest."""

_CHECKED_PIXELS: Final = 16_000_000
"""So many are decoded where only the header is asked for, to see whether the rest is there."""
_ORIENTATION_TAG: Final = 0x0112
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING: Final = frozenset({5, 6, 7, 8})


class PictureInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What a look at a picture tells: its format by name, and its size in pixels, upright."""

    format: str
    width: int
    height: int


def open_picture(
    data: bytes,
    *,
    max_pixels: int = MAX_PIXELS,
    max_side: int | None = None,
    keep_alpha: bool = False,
) -> Image.Image:
    """Return the picture in ``data`` as a person sees it: upright, opaque, sRGB, mode ``RGB``.

    It is made smaller if a side exceeds ``max_side``. With ``keep_alpha`` the mode is ``RGBA`` if
    some of it is transparent. Raises ``BadPicture`` or ``TooBig``.
    """
    with _opened(data, max_pixels) as source:
        return _as_seen(source, max_pixels, max_side, keep_alpha=keep_alpha)


def check_picture(data: bytes, *, max_pixels: int = MAX_PIXELS) -> PictureInfo:
    """Raise what ``open_picture`` would, as far as a quick and frugal look tells.

    JPEGs are read at an eighth of their size, other pictures whole if they have at most 16
    megapixels; of larger ones only the header is.
    """
    with _opened(data, max_pixels) as source:
        picture = source.picture
        width, height = picture.size
        if source.is_scalable:
            picture.draft(None, (1, 1))
        if picture.width * picture.height <= _CHECKED_PIXELS:
            _decoded(source)
        if _orientation(picture) in _LYING:
            width, height = height, width
        return PictureInfo(format=source.format, width=width, height=height)


def resize_image(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Resample ``picture`` to ``size``, width and height in pixels."""
    # The gap lets Pillow average large pictures first: faster, and no difference to be seen.
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def encode_jpeg(pixels: npt.NDArray[np.uint8], quality: int = 90) -> bytes:
    """Return ``pixels`` (H x W x 3, RGB) as a JPEG, colour at full resolution from quality 90."""
    out = io.BytesIO()
    subsampling = "4:4:4" if quality >= 90 else "4:2:0"
    Image.fromarray(pixels).save(out, "JPEG", quality=quality, subsampling=subsampling)
    return out.getvalue()


def encode_png(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Return ``pixels`` (H x W x 3 or 4, RGB or RGBA) as a PNG."""
    out = io.BytesIO()
    # Beyond level 4 paintings get hardly smaller, but much slower.
    Image.fromarray(pixels).save(out, "PNG", compress_level=4)
    return out.getvalue()


@contextmanager
def _opened(data: bytes, max_pixels: int) -> Iterator[Source]:
    """Open ``data``, checked by its structure; errors within the block become ours."""
    if not data:
        raise BadPicture("The file is empty. Please send the picture again.", reason="empty")
    try:
        source = open_source(data)
        with source.picture:
            _check_size(source, max_pixels)
            yield source
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise too_many_pixels(max_pixels) from error
    except Exception as error:  # Pillow's plugins raise nearly anything on damaged data
        _log.info("a damaged picture: %r", error)
        raise damaged() from error


def _check_size(source: Source, max_pixels: int) -> None:
    width, height = source.picture.size
    # What is decoded at a fraction of its size has been checked by its own cost.
    if width * height > max_pixels and not (source.is_scalable and max_pixels == MAX_PIXELS):
        raise too_many_pixels(max_pixels)
    if min(width, height) < MIN_SIDE:
        raise BadPicture(
            f"This picture is too small to paint ({width} x {height} pixels). "
            f"Each side needs at least {MIN_SIDE}.",
            reason="too_small",
        )
    if max(width, height) > MAX_RATIO * min(width, height):
        raise BadPicture(
            "This picture is too long and narrow to paint. Please cut it to a part of it.",
            reason="too_long",
        )


def _as_seen(
    source: Source, max_pixels: int, max_side: int | None, *, keep_alpha: bool
) -> Image.Image:
    if source.is_scalable:
        _choose_scale(source.picture, max_pixels, max_side)
    picture = _decoded(source)
    # Read after decoding: Pillow turns TIFFs by itself and then forgets their tag.
    turn = _UPRIGHT.get(_orientation(source.picture))
    seen = with_eight_bits(picture)
    if max_side is not None and max(seen.size) > max_side:
        size = _fit(*seen.size, max_side)
        seen = resize_image(seen, size)
    if keep_alpha and seen.mode == "RGBA":
        colours = in_srgb(seen.convert("RGB"), source.profile)
        colours.putalpha(seen.getchannel("A"))
        seen = colours
    else:
        seen = in_srgb(on_ground(seen), source.profile)
    return seen if turn is None else seen.transpose(turn)


def _choose_scale(picture: Image.Image, max_pixels: int, max_side: int | None) -> None:
    """Have ``picture`` decoded at the least fraction of its size that is enough."""
    width, height = picture.size
    if max_side is not None:
        # Twice the target keeps the quality.
        picture.draft(None, _fit(width, height, 2 * max_side))
    scale = sqrt(max_pixels / (width * height))
    if scale < 1 and picture.size == (width, height):
        # The draft is never smaller than asked for: half of what fits surely fits.
        picture.draft(None, (int(width * scale / 2), int(height * scale / 2)))


def _decoded(source: Source) -> Image.Image:
    source.picture.load()
    return without_missing_rows(source.picture) if source.is_cut_short else source.picture


def _fit(width: int, height: int, side: int) -> tuple[int, int]:
    scale = min(1.0, side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _orientation(picture: Image.Image) -> int:
    try:
        # Not a PNG's own method, which decodes the whole picture first.
        return int(Image.Image.getexif(picture).get(_ORIENTATION_TAG, 1))
    except Exception:  # noqa: BLE001 - a damaged EXIF block spoils nothing but itself
        return 1
