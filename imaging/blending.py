"""What the buttons under a painting do to it at once: less of it, or in the photo's colours.

Pillow and numpy, no torch. It runs in a thread of the bot: a quarter of a second for a megapixel.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

from imaging.codecs import encode_jpeg, open_picture, resize_image

MAX_SIDE: Final = 4096
"""Longest side of a blend, pixels: the largest painting there is."""

_Floats: TypeAlias = npt.NDArray[np.float32]
_JPEG: Final = b"\xff\xd8\xff"
_STRIP_PIXELS: Final = 1 << 18
"""Pixels that are in floating point at a time, which bounds the memory."""
_HALVINGS: Final = 8
"""Of the chroma's scale: exact to 1/256, finer than 8 bits show."""

# Ottosson 2020, "A perceptual color space for image processing": linear sRGB -> LMS, and the
# cube roots of LMS -> Lab.
_LMS: Final = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB: Final = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_TO_LMS: Final[_Floats] = _LMS.T.astype(np.float32)
_TO_LAB: Final[_Floats] = _LAB.T.astype(np.float32)
_FROM_LMS: Final[_Floats] = np.linalg.inv(_LMS).T.astype(np.float32)
_FROM_LAB: Final[_Floats] = np.linalg.inv(_LAB).T.astype(np.float32)

# IEC 61966-2-1: what each of the 256 values of sRGB means in linear light, 0 to 1.
_CODES: Final = np.arange(256) / 255
_LINEAR: Final[_Floats] = np.where(
    _CODES <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4
).astype(np.float32)


def blend(painting: bytes, photo: bytes, *, intensity: int, keep_colours: bool) -> bytes:
    """Return a JPEG of the painting's size: ``intensity`` percent painting, the rest photo.

    ``keep_colours`` first gives the painting the photo's colours: its own lightness with the
    photo's hue and chroma (Gatys et al. 2017, "luminance-only transfer"), in OKLab. Raises
    ``ValueError`` for an intensity outside 0 to 100, ``BadPicture`` or ``TooBig``.
    """
    if not 0 <= intensity <= 100:
        raise ValueError("the intensity must be between 0 and 100 percent")
    if intensity == 100 and not keep_colours and painting.startswith(_JPEG):
        return painting
    painted = open_picture(painting, max_side=MAX_SIDE)
    seen = resize_image(open_picture(photo, max_side=max(painted.size)), painted.size)
    if keep_colours and intensity > 0:
        painted = Image.fromarray(transfer_colours(np.asarray(painted), np.asarray(seen)))
    return encode_jpeg(np.asarray(Image.blend(seen, painted, intensity / 100)))


def transfer_colours(
    painting: npt.NDArray[np.uint8], photo: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint8]:
    """Give ``painting`` the hue and chroma of ``photo``; both are [H, W, 3], sRGB.

    A colour that sRGB does not have at the painting's lightness becomes paler, until it does;
    hue and lightness stay.
    """
    rows = max(1, _STRIP_PIXELS // painting.shape[1])
    out = np.empty_like(painting)
    for top in range(0, len(painting), rows):
        strip = slice(top, top + rows)
        lightness = _oklab(painting[strip])[..., :1]
        chroma = _oklab(photo[strip])[..., 1:]
        out[strip] = _srgb(_pale_into_gamut(lightness, chroma))
    return out


def _oklab(pixels: npt.NDArray[np.uint8]) -> _Floats:
    lab: _Floats = np.cbrt(_LINEAR[pixels] @ _TO_LMS) @ _TO_LAB
    return lab


def _linear(lightness: _Floats, chroma: _Floats) -> _Floats:
    """Convert OKLab to linear sRGB, also outside of 0 to 1."""
    roots = np.concatenate([lightness, chroma], axis=-1) @ _FROM_LAB
    light: _Floats = roots**3 @ _FROM_LMS
    return light


def _pale_into_gamut(lightness: _Floats, chroma: _Floats) -> _Floats:
    light = _linear(lightness, chroma)
    outside = _is_outside(light)
    hard_lightness, hard_chroma = lightness[outside], chroma[outside]
    low, high = np.zeros_like(hard_lightness), np.ones_like(hard_lightness)
    for _ in range(_HALVINGS):
        middle: _Floats = (low + high) * np.float32(0.5)
        too_much = _is_outside(_linear(hard_lightness, hard_chroma * middle))[..., None]
        low, high = np.where(too_much, low, middle), np.where(too_much, middle, high)
    light[outside] = _linear(hard_lightness, hard_chroma * low)
    return light


def _is_outside(light: _Floats) -> npt.NDArray[np.bool_]:
    # Half a step of 8 bits at the dark end is no break of hue.
    ends = light.min(axis=-1), light.max(axis=-1)
    outside: npt.NDArray[np.bool_] = (ends[0] < -1.5e-4) | (ends[1] > 1.002)
    return outside


def _srgb(light: _Floats) -> npt.NDArray[np.uint8]:
    light = light.clip(0, 1)
    values = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    codes: npt.NDArray[np.uint8] = np.rint(values * 255).astype(np.uint8)
    return codes
