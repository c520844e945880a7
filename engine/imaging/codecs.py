"""Opening pictures that strangers send, and encoding finished ones; Pillow only, no torch.

Every refusal is an ``EngineError``. Nothing here changes Pillow's global state: sizes are checked
from the header, before a pixel is decoded.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms, UnidentifiedImageError

from engine.errors import BadPicture, EngineError, TooBig

_log = logging.getLogger(__name__)

MAX_PIXELS: Final = 80_000_000
"""Below the limit at which Pillow itself warns; 64 megapixel phones stay within."""
MIN_SIDE: Final = 16
MAX_RATIO: Final = 20
"""Longest side over shortest."""

_GLANCE_PIXELS: Final = 16_000_000
"""So many are decoded where only the header is asked for, to see whether the rest is there."""

# Plugins with a record of safety; JPEG includes MPO, the format of many phones.
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_MOVING: Final = frozenset({"GIF", "PNG", "WEBP"})
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


def open_picture(
    data: bytes, *, max_pixels: int = MAX_PIXELS, max_side: int | None = None
) -> Image.Image:
    """Open the picture in ``data`` as a person sees it: upright, opaque, sRGB, mode ``RGB``.

    Made smaller if a side exceeds ``max_side``. Raises ``BadPicture`` or ``TooBig``.
    """
    with _open_checked(data, max_pixels) as picture:
        return _as_seen(picture, max_side)


def glance(data: bytes, *, max_pixels: int = MAX_PIXELS) -> None:
    """Raise what ``open_picture`` would, as far as a quick and frugal look tells.

    JPEGs are read at an eighth of their size, other pictures whole if they have at most 16
    megapixels; of larger ones only the header is.
    """
    with _open_checked(data, max_pixels) as picture:
        picture.draft(None, (1, 1))
        if picture.width * picture.height <= _GLANCE_PIXELS:
            picture.load()


@contextmanager
def _open_checked(data: bytes, max_pixels: int) -> Iterator[Image.Image]:
    """Open the picture and check its header; errors inside the block are told like those here."""
    if not data:
        raise BadPicture("The file is empty. Please send the picture again.", reason="empty")
    try:
        with _open(data) as picture:
            _check_size(*picture.size, max_pixels)
            _check_still(picture)
            yield picture
    except EngineError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        _refuse_size(max_pixels)
    except Exception as error:  # Pillow's plugins raise nearly anything on damaged data
        _log.info("a damaged picture: %r", error)
        raise BadPicture(
            "This picture is damaged or incomplete. Please send it again.", reason="damaged"
        ) from error


def encode_jpeg(pixels: npt.NDArray[np.uint8], quality: int = 90) -> bytes:
    """Encode ``pixels`` [H, W, 3], RGB, as a JPEG; from quality 90 on with all of the colour."""
    out = io.BytesIO()
    subsampling = "4:4:4" if quality >= 90 else "4:2:0"
    Image.fromarray(pixels).save(out, "JPEG", quality=quality, subsampling=subsampling)
    return out.getvalue()


def encode_png(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Encode ``pixels`` [H, W, 3], RGB, as a PNG."""
    out = io.BytesIO()
    # Beyond level 4 paintings get hardly smaller, but much slower.
    Image.fromarray(pixels).save(out, "PNG", compress_level=4)
    return out.getvalue()


def resize_image(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Resample ``picture`` to ``size``, width and height in pixels."""
    # The gap lets Pillow average large pictures first: faster, and no difference to be seen.
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=_FORMATS)
    except UnidentifiedImageError as error:
        raise BadPicture(
            "This file is not a picture that can be opened here. "
            "Please send a JPEG, PNG or WebP picture.",
            reason="not_a_picture",
        ) from error


def _check_size(width: int, height: int, max_pixels: int) -> None:
    if width * height > max_pixels:
        _refuse_size(max_pixels)
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


def _refuse_size(max_pixels: int) -> NoReturn:
    raise TooBig(
        f"This picture has too many pixels; at most {max_pixels // 1_000_000} million can be "
        "opened. Please send a smaller one.",
        reason="too_many_pixels",
    )


def _check_still(picture: Image.Image) -> None:
    # Other formats hold several pictures without moving: views of a 3D photo, pages of a scan.
    if picture.format in _MOVING and getattr(picture, "is_animated", False):
        raise BadPicture(
            "This picture moves, and only still pictures can be painted. Please send a photo.",
            reason="animated",
        )


def _as_seen(picture: Image.Image, max_side: int | None) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if max_side is not None:
        # A JPEG is decoded at a fraction of its size; twice the target keeps the quality.
        width, height = _fit(*picture.size, 2 * max_side)
        picture.draft(None, (width, height))
    picture.load()
    # Read after loading: Pillow turns TIFFs by itself and then forgets their tag.
    orientation = _orientation(picture)
    seen = _eight_bit(picture)
    if max_side is not None and max(seen.size) > max_side:
        size = _fit(*seen.size, max_side)
        seen = resize_image(seen, size)
    seen = _in_srgb(_on_white(seen), profile)
    turn = _UPRIGHT.get(orientation)
    return seen if turn is None else seen.transpose(turn)


def _fit(width: int, height: int, side: int) -> tuple[int, int]:
    scale = min(1.0, side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(_ORIENTATION_TAG, 1))
    except Exception:  # noqa: BLE001 - a damaged EXIF block spoils nothing but itself
        return 1


def _eight_bit(picture: Image.Image) -> Image.Image:
    """Convert to 8 bits per channel without a palette, with alpha if anything is transparent."""
    if picture.mode in {"I", "F"} or picture.mode.startswith("I;16"):
        return Image.fromarray(_scale_to_bytes(np.asarray(picture)))
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture if picture.mode in {"L", "RGB", "CMYK"} else picture.convert("RGB")


def _scale_to_bytes(values: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    """Scale grey values of any depth to 8 bits; Pillow would clip them at 255."""
    grey = np.nan_to_num(values.astype(np.float64), posinf=0.0, neginf=0.0)
    low, high = float(grey.min()), float(grey.max())
    if values.dtype == np.uint16:
        low, high = 0.0, 65535.0
    elif low >= 0:
        # The depth is not written down: the least usual one that holds all values.
        usual = (1.0, 255.0, 65535.0) if values.dtype.kind == "f" else (255.0, 65535.0)
        low, high = 0.0, next((top for top in usual if high <= top), high)
    return np.rint((grey - low) / max(high - low, 1e-12) * 255).astype(np.uint8)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    converted = None if profile is None else _by_profile(picture, profile)
    return converted or picture.convert("RGB")


def _by_profile(picture: Image.Image, profile: bytes) -> Image.Image | None:
    """Convert to sRGB by the picture's profile; return ``None`` when that is of no use."""
    spaces = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        fits = source.profile.xcolor_space.strip() == spaces.get(picture.mode)
        if not fits or "sRGB" in (source.profile.profile_description or ""):
            return None
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
        _log.info("an unusable colour profile: %r", error)
        return None
