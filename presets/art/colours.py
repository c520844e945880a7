"""Palettes and the mixing of colours; RGB in [0, 1]."""

from __future__ import annotations

import numpy as np

from presets.art.fields import Array, Rng


def rgb(*hexes: str) -> Array:
    """Return hexadecimal colours, such as ``"1b2f6b"``, as an array ``(n, 3)``."""
    values = [[int(code[i : i + 2], 16) / 255 for i in (0, 2, 4)] for code in hexes]
    return np.array(values, np.float32)


def ramp(field: Array, palette: Array) -> Array:
    """Blend the colours of ``palette`` ``(n, 3)`` along ``field`` (0 is the first, 1 the last)."""
    position = np.clip(field, 0, 1) * (len(palette) - 1)
    low = np.minimum(position.astype(np.intp), len(palette) - 2)
    part = (position - low)[..., None]
    blended: Array = palette[low] * (1 - part) + palette[low + 1] * part
    return blended


def over(below: Array, above: Array, mask: Array) -> Array:
    """Lay ``above`` (a picture or one colour) on ``below`` where ``mask`` is 1."""
    laid: Array = below + mask[..., None] * (above - below)
    return laid


def vary(colours: Array, rng: Rng, light: float, hue: float) -> Array:
    """Vary ``colours`` ``(n, 3)`` in lightness and tint by normal noise of these deviations."""
    n = len(colours)
    lightness = rng.normal(0, 1, (n, 1)) * light
    tint = rng.normal(0, 1, (n, 3)) * hue
    tint -= tint.mean(axis=1, keepdims=True)
    varied: Array = np.clip(colours + lightness + tint, 0, 1).astype(np.float32)
    return varied


def luma(picture: Array) -> Array:
    """Return the perceived lightness (Rec. 601)."""
    grey: Array = picture @ np.array([0.299, 0.587, 0.114], np.float32)
    return grey


def saturate(picture: Array, amount: float) -> Array:
    """Multiply the colourfulness by ``amount``."""
    grey = luma(picture)[..., None]
    vivid: Array = np.clip(grey + amount * (picture - grey), 0, 1)
    return vivid
