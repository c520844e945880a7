"""Convert pictures as Telegram does: photos to JPEGs in several sizes, files to thumbnails."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

PHOTO_BYTES = 10 << 20
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
THUMBNAIL_SIDE = 320
# Longest sides of the sizes that a photo is kept in, as the real servers name s, m, x and y.
_SIDES = (90, 320, 800, 1280)
_QUALITY = 87
# Decoding a larger picture for a thumbnail alone would take too much memory.
_THUMBNAIL_PIXELS = 50_000_000


class NotAPhotoError(Exception):
    """The bytes are no picture that can be sent as a photo."""


class BadDimensionsError(NotAPhotoError):
    """The picture is too large or too thin to be sent as a photo."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size of a picture as JPEG."""

    data: bytes
    width: int
    height: int

    @property
    def size(self) -> tuple[int, int]:
        """Return (width, height)."""
        return self.width, self.height


def encode_photo(data: bytes) -> list[Rendition]:
    """Re-encode a picture: upright, without alpha, in at least two sizes, smallest first.

    Raises `BadDimensionsError` where width + height > 10000 or one side is over 20 times the
    other, `NotAPhotoError` where the bytes cannot be decoded.
    """
    picture = _open(data)
    width, height = picture.size
    if width + height > PHOTO_SIDES or max(width, height) > PHOTO_RATIO * min(width, height):
        raise BadDimensionsError(f"{width}x{height}")
    flat = _flatten(picture)
    longest = max(flat.size)
    sides = [side for side in _SIDES if side < longest] + [min(longest, _SIDES[-1])]
    sides = sorted(set(sides))
    if len(sides) == 1:
        sides.insert(0, max(1, longest // 2))
    return [_shrink(flat, side) for side in sides]


def encode_thumbnail(data: bytes) -> Rendition | None:
    """Return a picture of at most 320 px, or None when `data` is no picture worth the work."""
    try:
        picture = _open(data)
        if picture.width * picture.height > _THUMBNAIL_PIXELS:
            return None
        return _shrink(_flatten(picture), min(THUMBNAIL_SIDE, max(picture.size)))
    except NotAPhotoError:
        return None


def read_dimensions(data: bytes) -> tuple[int, int]:
    """Return (width, height) of a picture as stored, (0, 0) when it is none."""
    try:
        return _open(data).size
    except NotAPhotoError:
        return 0, 0


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadDimensionsError(str(error)) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise NotAPhotoError(str(error)) from None


def _flatten(picture: Image.Image) -> Image.Image:
    try:
        upright = ImageOps.exif_transpose(picture)
        if upright.mode.startswith("I"):
            # Sixteen bits a pixel: a plain conversion would cut everything above 255 off.
            upright = upright.point(lambda value: value * (1 / 256)).convert("L")
        if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
            clear = upright.convert("RGBA")
            paper = Image.new("RGBA", clear.size, "white")
            return Image.alpha_composite(paper, clear).convert("RGB")
        return upright.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPhotoError(str(error)) from None


def _shrink(picture: Image.Image, side: int) -> Rendition:
    longest = max(picture.size)
    size = tuple(max(1, round(edge * side / longest)) for edge in picture.size)
    small = picture.resize((size[0], size[1]), Image.Resampling.LANCZOS, reducing_gap=3.0)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=_QUALITY)
    return Rendition(out.getvalue(), *small.size)
