"""Pointillism: a river bank at noon in dots of unmixed colour."""

from __future__ import annotations

import numpy as np

from presets.art.brushes import Brush, Canvas, stroke_over
from presets.art.colours import over, ramp, rgb
from presets.art.fields import Array, Rng, grid, noise, smoothstep
from presets.art.surfaces import light_canvas, weave

_SKY = rgb("8fb8e8", "bcd6ee", "f3dfc0", "f7c9a5")
_WATER = rgb("2b62b5", "5f9bd6", "9fd0dc", "e9d9a8", "3f4fa8")
_GRASS = rgb("1f5a2e", "4f9a35", "a8c93f", "f0dc55", "2e7a4a")
_LEAVES = rgb("173a5c", "1f6a3c", "5aa83a", "e3c93c", "d8742a")


def pointillism(size: int, rng: Rng) -> Array:
    """Paint trees by the water, every colour broken into its neighbours and its complement."""
    target = _bank(size, rng)
    canvas = Canvas(target * 0.45 + 0.5 * rgb("d9b98a")[0])
    angle = 0.9 * noise(size, 5, rng)
    large = Brush(0.020, 0.023, 3, dry=0.05, streaks=0.25, taper=1, light=0.08, hue=0.10)
    stroke_over(canvas, target, angle, large, rng, cover=1.3, wander=0.6)
    opposite = np.clip(1.15 - target[..., [1, 2, 0]] * 0.8, 0, 1)
    spice = np.full((size, size), 0.10, np.float32)
    stroke_over(canvas, opposite, angle, large, rng, cover=1.0, where=spice, wander=0.6)
    small = Brush(0.0145, 0.0165, 3, dry=0.05, streaks=0.2, taper=1, light=0.09, hue=0.13)
    stroke_over(canvas, target, angle, small, rng, cover=0.75, wander=0.6)
    painting = light_canvas(canvas, 0.9, 0.15)
    return np.clip(painting * (1 + 0.02 * weave(size, rng)[..., None]), 0, 1)


def _bank(size: int, rng: Rng) -> Array:
    """Sky, river with reflections, meadow, and trees with shadows on the grass."""
    x, y = grid(size)
    soft = noise(size, 6, rng, 3)
    picture = ramp(np.clip(y * 2.4 + 0.10 * soft, 0, 1), _SKY)
    glints = 0.5 + 0.3 * noise(size, (26, 5), rng, 2) + 0.25 * np.sin(30 * y + 4 * x)
    picture = over(picture, ramp(glints, _WATER), smoothstep(y, 0.40, 0.42))
    shore = 0.62 + 0.10 * x + 0.03 * np.sin(7 * x)
    lawn = ramp(0.5 + 0.24 * noise(size, 9, rng, 3) + 0.2 * (y - 0.8), _GRASS)
    picture = over(picture, lawn, smoothstep(y - shore, -0.006, 0.006))
    for cx, cy, radius in ((0.16, 0.27, 0.21), (0.47, 0.33, 0.11), (0.86, 0.30, 0.19)):
        picture = _tree(picture, np.array([cx, cy, radius]), rng)
    return np.clip(picture, 0, 1)


def _tree(picture: Array, where: Array, rng: Rng) -> Array:
    """Trunk, crown lit from the right, and a violet shadow on the ground."""
    size = picture.shape[0]
    x, y = grid(size)
    cx, cy, radius = (float(v) for v in where)
    trunk = smoothstep(np.abs(x - cx - 0.02 * np.sin(9 * y)), 0.020, 0.014)
    trunk = trunk * smoothstep(y, cy, cy + 0.02) * smoothstep(y, 0.74, 0.72)
    picture = over(picture, rgb("5a2f4a")[0], trunk)
    shade = np.hypot((x - cx + 0.10) / 2.0, (y - 0.76) * 2.2)
    picture = over(picture, rgb("3a3f8a")[0], 0.75 * smoothstep(shade, 0.11, 0.08))
    clumps = noise(size, 7, rng, 3)
    r = np.hypot(x - cx, (y - cy) * 0.9) / radius - 0.16 * clumps
    side = 0.5 + 0.55 * (x - cx + cy - y) / radius + 0.16 * clumps
    return over(picture, ramp(side, _LEAVES), smoothstep(r, 1.0, 0.9))
