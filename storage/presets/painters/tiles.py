"""Pictures of many small pieces: Roman mosaic and stained glass."""

from __future__ import annotations

import numpy as np

from storage.presets.art.colours import luma, over, ramp, rgb, vary
from storage.presets.art.fields import (
    Array,
    Rng,
    along_contours,
    at,
    blur,
    grid,
    noise,
    scatter,
    smoothstep,
)
from storage.presets.art.shapes import cells, relaxed
from storage.presets.art.surfaces import relief


def mosaic(size: int, rng: Rng) -> Array:
    """Roman mosaic: a peacock's fan of coloured stone and gold, laid in flowing rows."""
    picture, stream = _fan(size, rng)
    points = relaxed(scatter(2600, rng, 0.7), rng, 6)
    angle = at(along_contours(blur(stream, 0.01)), points)
    tiles = cells(size, points, angle)
    stone = vary(at(picture, points), rng, 0.06, 0.03)[tiles.owner]
    stone = stone * (1 + 0.05 * noise(size, 200, rng, 2) + 0.06 * noise(size, 50, rng))[..., None]
    tilt = rng.normal(0, 1, (len(points), 2))[tiles.owner]
    joint = smoothstep(tiles.border, 0.0022, 0.0008)
    rounded = np.clip(tiles.border / 0.004, 0, 1) ** 0.6
    height = 5 * rounded + 90 * (tilt[..., 0] * tiles.along + tilt[..., 1] * tiles.across)
    mortar = rgb("8f8471")[0] * (0.75 + 0.12 * noise(size, 220, rng, 2))[..., None]
    return np.asarray(relief(over(stone, mortar, joint), height * (1 - joint), 0.5, 0.5))


def _fan(size: int, rng: Rng) -> tuple[Array, Array]:
    """Overlapping eyes on waves of colour, and the stream function the rows follow."""
    x, y = grid(size)
    stream = np.hypot(x - 0.5, y - 1.15) * 2.2 + 0.03 * noise(size, 3, rng)
    bands = rgb("123c4a", "1c6b72", "2f9a8f", "d9c9a1", "b3541e", "7a1f1d", "d99a2b", "f0e3c2")
    picture = ramp((stream * 2.6) % 1, bands)
    eye = rgb("10182f", "1d3f8f", "2aa0a8", "f2d489", "c98a1b", "8a2a18", "efe3c4")
    for cx, cy, radius in _EYES:
        r = np.hypot(x - cx, (y - cy) * 0.92) / radius
        inside = smoothstep(r, 1.0, 0.97)
        picture = over(picture, ramp(r, eye), inside)
        stream = stream + (r * 2 - stream) * smoothstep(r, 1.15, 1.0)
    return picture, stream


_EYES = (
    (0.17, 0.20, 0.15),
    (0.52, 0.14, 0.12),
    (0.84, 0.24, 0.16),
    (0.34, 0.48, 0.15),
    (0.70, 0.55, 0.14),
    (0.10, 0.68, 0.13),
    (0.92, 0.80, 0.13),
    (0.45, 0.82, 0.15),
)


def stained(size: int, rng: Rng) -> Array:
    """Stained glass: jewel colours between lead cames, lit from behind."""
    x, y = grid(size)
    bend = 0.02 * noise(size, 4, rng), 0.02 * noise(size, 4, rng)
    points = relaxed(scatter(230, rng), rng, 2)
    panes = cells(size, points, near=4)
    glow = _rose(x + bend[0], y + bend[1])
    field = _arcs(x + bend[0], y + bend[1])
    jewels = rgb(
        "0f2f8c",
        "1b56c4",
        "7a0f1e",
        "c8202f",
        "0f6b3a",
        "2fa35a",
        "e8a516",
        "f6d85a",
        "5a1a7a",
        "9a3fb0",
        "d8601a",
        "1fa0b8",
        "e8e0c8",
    )
    ring = np.floor(at(field, points) * 6).astype(np.intp)
    choice = (ring * 4 + rng.integers(4, size=len(points))) % len(jewels)
    glass = vary(jewels[choice], rng, 0.05, 0.03)[panes.owner]
    streak = 0.5 * noise(size, (10, 40), rng, 3) + 0.5 * noise(size, (50, 14), rng, 2)
    light = 0.92 + 0.35 * glow + 0.16 * streak
    glass = glass * light[..., None] + 0.10 * np.clip(light - 1, 0, 1)[..., None]
    seeds = smoothstep(noise(size, 150, rng), 2.3, 3.0)
    glass = over(glass, np.float32(1.0) * np.ones(3, np.float32), 0.45 * seeds)
    lines = np.abs(((field * 6) % 1) - 0.5)
    came = np.maximum(smoothstep(panes.border, 0.0046, 0.0036), smoothstep(lines, 0.455, 0.47))
    halo = blur(luma(glass) * (1 - came), 0.006)
    lead = rgb("17171b")[0] * (0.8 + 0.5 * halo + 0.1 * noise(size, 120, rng, 2))[..., None]
    height = 6 * blur(came, 0.0015) + 0.6 * streak
    return relief(over(glass, lead, came), height, 0.45, 0.5)


def _arcs(x: Array, y: Array) -> Array:
    """Leaves around a centre: the pattern of the thicker lead."""
    r, turn = np.hypot(x - 0.5, y - 0.5), np.arctan2(y - 0.5, x - 0.5)
    petals: Array = r * 1.15 + 0.10 * np.cos(6 * turn) * smoothstep(r, 0.05, 0.3)
    return petals


def _rose(x: Array, y: Array) -> Array:
    """Light from behind, strongest at the centre and in rays."""
    r, turn = np.hypot(x - 0.5, y - 0.45), np.arctan2(y - 0.45, x - 0.5)
    rays: Array = np.exp(-2.2 * r) * (1 + 0.25 * np.cos(12 * turn)) - 0.35
    return rays
