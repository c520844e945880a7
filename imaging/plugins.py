"""Opens a file with the one decoder that its content asks for, after checks of what that costs.

Pillow's own ``Image.open`` would try its decoders in turn and warn of large pictures; and some of
them allocate or loop before anybody could look. AVIF and HEIC are opened where their decoders are
installed.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
    features,
)

from imaging import gif, jpeg, png, tiff
from imaging.errors import BadPicture, TooBig
from imaging.formats import Format, foreign_name, format_of

MAX_BYTES: Final = 64 << 20
_MAX_PROFILE: Final = png.MAX_PROFILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A picture whose pixels are not decoded yet."""

    picture: Image.Image
    format: Format
    profile: bytes | None
    """Its colour profile (ICC)."""
    is_scalable: bool = False
    """Whether it can be decoded at a half, a quarter or an eighth of its size."""
    is_cut_short: bool = False
    """Whether the file ends before the picture does; the rest is decoded as mid-grey."""


def open_source(data: bytes) -> Source:
    """Return the picture in ``data``, undecoded.

    Raises ``BadPicture`` for what is no picture, moves or is damaged, ``TooBig`` for what costs
    too much, and whatever Pillow raises for damaged data.
    """
    if len(data) > MAX_BYTES:
        raise TooBig(
            "This file is too large to open. Please send a smaller one.", reason="too_many_bytes"
        )
    kind = format_of(data)
    opener = _OPENERS.get(kind) if kind is not None else None
    if kind is None or opener is None:
        raise not_a_picture(data)
    return opener(data)


def opened_formats() -> frozenset[Format]:
    """Return the formats whose decoders are installed here."""
    return frozenset(_OPENERS)


def not_a_picture(data: bytes) -> BadPicture:
    """Return the error for a file that no decoder here opens."""
    return BadPicture(
        "This file is not a picture that can be opened here. "
        "Please send a JPEG, PNG or WebP picture.",
        reason="not_a_picture",
        format_name=foreign_name(data),
    )


def _animated() -> BadPicture:
    return BadPicture(
        "This picture moves, and only still pictures can be painted. Please send a photo.",
        reason="animated",
    )


def _open_jpeg(data: bytes) -> Source:
    header = jpeg.read_header(data)
    jpeg.check_cost(data, header)
    is_cut_short = jpeg.is_cut_short(data, header)
    # The first picture of several (MPO) is the photo itself; the others are views and previews.
    picture = JpegImagePlugin.JpegImageFile(io.BytesIO(data + jpeg.END if is_cut_short else data))
    return Source(
        picture=picture,
        format=Format.JPEG,
        profile=_profile(picture),
        is_scalable=True,
        is_cut_short=is_cut_short,
    )


def _open_png(data: bytes) -> Source:
    png.check_header(data)
    parts = png.take_apart(data)
    if parts.frames > 1:
        raise _animated()
    picture = PngImagePlugin.PngImageFile(io.BytesIO(parts.picture))
    return Source(picture=picture, format=Format.PNG, profile=parts.profile)


def _open_gif(data: bytes) -> Source:
    gif.check_cost(data)
    return _opener(Format.GIF, GifImagePlugin.GifImageFile)(data)


def _open_tiff(data: bytes) -> Source:
    number, page = tiff.choose_page(data)
    tiff.check_cost(page)
    picture = TiffImagePlugin.TiffImageFile(io.BytesIO(data))
    picture.seek(number)
    return Source(picture=picture, format=Format.TIFF, profile=_profile(picture))


def _opener(kind: Format, decoder: Callable[..., Image.Image]) -> Callable[[bytes], Source]:
    """Return what opens still pictures of ``kind`` by ``decoder``, a class of Pillow."""

    def open_still(data: bytes) -> Source:
        picture = decoder(io.BytesIO(data))
        if kind in _MOVING and getattr(picture, "is_animated", False):
            raise _animated()
        return Source(picture=picture, format=kind, profile=_profile(picture))

    return open_still


def _profile(picture: Image.Image) -> bytes | None:
    profile = picture.info.get("icc_profile")
    return profile if isinstance(profile, bytes) and len(profile) <= _MAX_PROFILE else None


def _heic_decoder() -> Callable[..., Image.Image] | None:
    try:
        from pillow_heif import HeifImageFile
    except ImportError:
        return None
    decoder: Callable[..., Image.Image] = HeifImageFile
    return decoder


# HEIC files hold several pictures without moving.
_MOVING: Final = frozenset({Format.GIF, Format.WEBP, Format.AVIF})


def _find_openers() -> dict[Format, Callable[[bytes], Source]]:
    openers = {
        Format.JPEG: _open_jpeg,
        Format.PNG: _open_png,
        Format.TIFF: _open_tiff,
        Format.GIF: _open_gif,
        Format.BMP: _opener(Format.BMP, BmpImagePlugin.BmpImageFile),
        Format.WEBP: _opener(Format.WEBP, WebPImagePlugin.WebPImageFile),
    }
    if features.check("avif"):
        openers[Format.AVIF] = _opener(Format.AVIF, AvifImagePlugin.AvifImageFile)
    heic = _heic_decoder()
    if heic is not None:
        openers[Format.HEIC] = _opener(Format.HEIC, heic)
    return openers


_OPENERS: Final = _find_openers()
