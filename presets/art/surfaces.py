"""Light on paint, and the grounds that paint lies on: paper, canvas, wood."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from presets.art.brushes import Canvas
from presets.art.fields import Array, Rng, grid, noise


def light_relief(picture: Array, height: Array, strength: float, gloss: float = 0.0) -> Array:
    """Return ``picture`` lit from the upper left, its surface at ``height`` (any unit).

    ``strength``: change of brightness per unit of height and pixel; ``gloss``: highlights.
    """
    # Slopes are per pixel of a 1024 px picture, so that light looks alike at every size.
    scale = picture.shape[0] / 1024
    smooth = ndimage.gaussian_filter(height, 0.8 * scale)
    down, right = np.gradient(smooth)
    slope = (right + down) * scale
    shade = np.tanh(slope * strength)[..., None]
    shaded = picture * (1 + 0.55 * shade)
    shine = np.clip(shade - 0.35, 0, 1) * gloss
    lit: Array = np.clip(shaded + shine * (1 - shaded), 0, 1)
    return lit


def light_canvas(canvas: Canvas, strength: float = 2.0, gloss: float = 0.35) -> Array:
    """Return the painting with its strokes lit."""
    return light_relief(canvas.colour, canvas.height, strength, gloss)


def paper(size: int, rng: Rng) -> Array:
    """Return the grain of cold-pressed paper, of unit deviation."""
    return 0.7 * noise(size, 160, rng, 2) + 0.5 * noise(size, 40, rng, 2)


def weave(size: int, rng: Rng, threads: int = 170) -> Array:
    """Return the weave of linen, two sets of threads, of about unit deviation."""
    x, y = grid(size)
    sway = 0.0015 * noise(size, 24, rng), 0.0015 * noise(size, 24, rng)
    across = np.sin(2 * np.pi * threads * (x + sway[0]))
    down = np.sin(2 * np.pi * threads * (y + sway[1]))
    woven: Array = across * down + 0.5 * (across + down) * (0.6 + 0.3 * noise(size, 60, rng))
    return woven.astype(np.float32)


def wood(size: int, rng: Rng, rings: int = 26) -> Array:
    """Return the grain of a plank, lengthwise, in [0, 1]."""
    _, y = grid(size)
    bent = y + 0.05 * noise(size, (4, 1), rng, 2) + 0.004 * noise(size, (60, 6), rng)
    grain: Array = 0.5 + 0.5 * np.sin(2 * np.pi * rings * bent + noise(size, (8, 2), rng))
    fibres: Array = grain * 0.7 + 0.15 * noise(size, (240, 10), rng) + 0.15
    return fibres
