"""Turns any picture that was opened into what a person sees: 8 bits, sRGB, on a ground."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

_log = logging.getLogger(__name__)

_STRIP_PIXELS: Final = 1 << 20
"""Pixels that are in floating point at a time, which bounds the memory."""
_SPACES: Final = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
_GROUNDS: Final = (255, 40, 128)
"""Grey levels to lay a transparent picture on: white unless most of the picture is lost on it."""
_LOST: Final = 50
"""Grey levels; what differs less from its ground is lost on it."""
_MAX_LOST_ON_WHITE: Final = 0.5
_SAMPLE_SIDE: Final = 256


def with_eight_bits(picture: Image.Image) -> Image.Image:
    """Return ``picture`` with 8 bits per channel: mode ``L``, ``RGB``, ``CMYK`` or ``RGBA``.

    It has an alpha channel if some of it is transparent. Alpha that hides everything is no alpha:
    programs write it for pictures that they show in full.
    """
    if picture.mode in {"I", "F"} or picture.mode.startswith("I;16"):
        return _scaled(picture)
    if picture.mode == "LAB":
        return _from_lab(picture)
    if picture.has_transparency_data:
        return _without_useless_alpha(picture.convert("RGBA"))
    return picture if picture.mode in {"L", "RGB", "CMYK"} else picture.convert("RGB")


def on_ground(picture: Image.Image) -> Image.Image:
    """Return ``picture`` without transparency: on white, or where it is lost on that, on grey."""
    if picture.mode != "RGBA":
        return picture
    level = _ground(picture)
    ground = Image.new("RGB", picture.size, (level, level, level))
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return ``picture`` as ``RGB`` in sRGB, by its colour profile where that is of use."""
    converted = None if profile is None else _by_profile(picture, profile)
    return converted or picture.convert("RGB")


def _without_useless_alpha(picture: Image.Image) -> Image.Image:
    low, high = picture.getchannel("A").getextrema()
    return picture.convert("RGB") if high == 0 or low == 255 else picture


def _ground(picture: Image.Image) -> int:
    """Return the grey level on which most of what is visible stands out, white if that will do."""
    sample = picture.resize(
        (min(picture.width, _SAMPLE_SIDE), min(picture.height, _SAMPLE_SIDE)),
        Image.Resampling.BOX,
    )
    grey = np.asarray(sample.convert("RGB").convert("L")).astype(int)
    visible = np.asarray(sample.getchannel("A")).astype(float)
    lost = {
        level: float(visible[np.abs(grey - level) < _LOST].sum() / max(visible.sum(), 1))
        for level in _GROUNDS
    }
    white = _GROUNDS[0]
    return white if lost[white] <= _MAX_LOST_ON_WHITE else min(lost, key=lambda at: lost[at])


def _scaled(picture: Image.Image) -> Image.Image:
    """Return grey values of any depth as 8 bits; Pillow would clip them at 255."""
    low, high = _range(picture)
    scale = 255 / max(high - low, 1e-12)
    grey = np.empty((picture.height, picture.width), np.uint8)
    top = 0
    for values in _strips(picture):
        strip = grey[top : top + len(values)]
        strip[:] = np.rint((_finite(values) - low).clip(0, high - low) * scale)
        top += len(values)
    return Image.fromarray(grey)


def _range(picture: Image.Image) -> tuple[float, float]:
    """Return the values that stand for black and white."""
    if picture.mode.startswith("I;16"):
        return 0.0, 65535.0
    ends = [(float(v.min()), float(v.max())) for v in map(_finite, _strips(picture))]
    low, high = min(low for low, _ in ends), max(high for _, high in ends)
    if low < 0:
        return low, high
    # The depth is not written down: the least usual one that holds all values.
    usual = (1.0, 255.0, 65535.0) if picture.mode == "F" else (255.0, 65535.0)
    return 0.0, next((top for top in usual if high <= top), high)


def _strips(picture: Image.Image) -> Iterator[npt.NDArray[np.generic]]:
    """Yield the rows of ``picture`` in strips, from the top."""
    rows = max(1, _STRIP_PIXELS // picture.width)
    for top in range(0, picture.height, rows):
        bottom = min(top + rows, picture.height)
        yield np.asarray(picture.crop((0, top, picture.width, bottom)))


def _finite(values: npt.NDArray[np.generic]) -> npt.NDArray[np.float64]:
    finite: npt.NDArray[np.float64] = np.nan_to_num(
        values.astype(np.float64), posinf=0.0, neginf=0.0
    )
    return finite


def _from_lab(picture: Image.Image) -> Image.Image:
    """Return CIE L*a*b* as sRGB."""
    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    transform = ImageCms.buildTransform(lab, srgb, "LAB", "RGB")
    return transform.apply(picture)


def _by_profile(picture: Image.Image, profile: bytes) -> Image.Image | None:
    """Return ``picture`` from its own colour space in sRGB; ``None`` for a useless profile."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        fits = source.profile.xcolor_space.strip() == _SPACES.get(picture.mode)
        if not fits or "sRGB" in (source.profile.profile_description or ""):
            return None
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
        _log.info("an unusable colour profile: %r", error)
        return None
