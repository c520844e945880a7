"""Swirling night: a sky of vortices and ringed stars over dark hills, in thick strokes."""

from __future__ import annotations

import numpy as np

from presets.art.brushes import Brush, Canvas, stroke_over
from presets.art.colours import luma, over, ramp, rgb
from presets.art.fields import Array, Rng, along_contours, grid, noise, smoothstep
from presets.art.surfaces import light_canvas

_SKY = rgb("0b1540", "142c78", "1d4aa8", "2f6fc2", "5b9bd0", "a9cfd8", "2b5fb0", "10256b")
_GROUND = rgb("0a1430", "12324a", "1d4f54", "2d6a5c", "163a5c", "0c1c44")
_VORTICES = ((0.36, 0.36, 0.15, 1.0), (0.66, 0.47, 0.11, -0.8), (0.08, 0.56, 0.10, 0.7))
_STARS = (
    (0.10, 0.12, 0.055),
    (0.30, 0.10, 0.040),
    (0.52, 0.16, 0.060),
    (0.71, 0.24, 0.045),
    (0.93, 0.45, 0.060),
    (0.17, 0.31, 0.035),
    (0.56, 0.61, 0.040),
    (0.80, 0.62, 0.050),
    (0.28, 0.60, 0.050),
)
_MOON = (0.86, 0.14, 0.095)


def starry(size: int, rng: Rng) -> Array:
    """Paint a night sky in the manner of post-impressionism."""
    x, y = grid(size)
    sky, stream = _sky(size, rng)
    sky, stream = _lights(sky, stream, x, y)
    land, furrows, mask = _land(size, rng)
    target = over(sky, land, mask)
    angle = along_contours(np.where(mask > 0.5, furrows, stream))
    canvas = Canvas(target * 0.55)
    stroke_over(canvas, target, angle, Brush(0.034, 0.14, 10, light=0.05), rng, cover=2.2)
    stroke_over(canvas, target, angle, Brush(0.020, 0.10, 7, light=0.08, hue=0.04), rng, cover=1.1)
    bright = np.clip(luma(target) * 1.6 - 0.45, 0, 1)
    fine = Brush(0.014, 0.065, 5, dry=0.2, body=1.4, light=0.07)
    stroke_over(canvas, np.clip(target * 1.12, 0, 1), angle, fine, rng, cover=0.8, where=bright)
    return light_canvas(canvas, 2.4, 0.3)


def _sky(size: int, rng: Rng) -> tuple[Array, Array]:
    """Bands of blue that roll up in the vortices, and the stream function they follow."""
    x, y = grid(size)
    stream = 1.6 * y + 0.10 * noise(size, 3, rng, 2) + 0.05 * np.sin(9 * x)
    phase = np.zeros_like(x)
    for cx, cy, radius, turn in _VORTICES:
        r2 = ((x - cx) ** 2 + (y - cy) ** 2) / radius**2
        near = np.exp(-r2)
        stream = stream + 0.75 * turn * near
        phase = phase + near * turn * np.arctan2(y - cy, x - cx) / (2 * np.pi)
    bands = (stream * 3.2 + phase + 0.12 * noise(size, 12, rng, 2)) % 1
    return ramp(bands, _SKY), stream


def _lights(sky: Array, stream: Array, x: Array, y: Array) -> tuple[Array, Array]:
    """Stars with rings of light around them, and a crescent moon."""
    glow = rgb("fff6cf", "ffe27a", "f7b733", "e8d9a0", "8fbfc9", "4f8fc8")
    for cx, cy, radius in (*_STARS, _MOON):
        r = np.hypot(x - cx, y - cy) / radius
        halo = smoothstep(r, 1.25, 0.8)
        sky = over(sky, ramp(r / 1.2, glow), halo)
        stream = stream + (r * 3 - stream) * smoothstep(r, 1.6, 1.2)
    cx, cy, radius = _MOON
    disc = smoothstep(np.hypot(x - cx, y - cy) / radius, 0.62, 0.55)
    shadow = smoothstep(np.hypot(x - cx + 0.03, y - cy - 0.012) / radius, 0.55, 0.48)
    sky = over(sky, rgb("f59a23")[0], disc * (1 - shadow))
    return sky, stream


def _land(size: int, rng: Rng) -> tuple[Array, Array, Array]:
    """Rolling hills with lit windows: colours, stream and mask."""
    x, y = grid(size)
    ridge = 0.76 + 0.045 * np.sin(5.5 * x + 0.6) + 0.03 * np.sin(13 * x + 2)
    depth = y - ridge + 0.004 * noise(size, 30, rng)
    furrows = depth * 3 + 0.22 * np.sin(11 * x + 9 * y) + 0.10 * noise(size, 5, rng, 2)
    land = ramp((furrows * 2.3 + 0.1 * noise(size, 20, rng)) % 1, _GROUND)
    crest = smoothstep(np.abs(depth), 0.012, 0.002)
    land = over(land, rgb("061028")[0], crest)
    for _ in range(26):
        cx, cy = rng.random(), 0.82 + 0.16 * rng.random()
        near = smoothstep(np.hypot((x - cx) / 1.6, y - cy), 0.012, 0.004)
        land = over(land, rgb("ffc94d", "f3a33a", "ffe9a6")[rng.integers(3)], near)
    return land, furrows, smoothstep(depth, -0.003, 0.003)
