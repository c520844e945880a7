"""Pictures of many small pieces: Roman mosaic and stained glass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from presets.art.colours import over, ramp, rgb, vary
from presets.art.fields import (
    Array,
    Rng,
    along_contours,
    blur,
    grid,
    noise,
    sample_at,
    scatter,
    smoothstep,
)
from presets.art.shapes import Cells, divide_into_cells, relax_points
from presets.art.surfaces import light_relief


def mosaic(size: int, rng: Rng) -> Array:
    """Paint a Roman mosaic: a peacock's fan of coloured stone and gold, laid in flowing rows."""
    picture, stream = _fan(size, rng)
    points = relax_points(scatter(1500, rng, 0.7), rng, 6)
    angle = sample_at(along_contours(blur(stream, 0.01)), points)
    tiles = divide_into_cells(size, points, angle)
    stone = vary(sample_at(picture, points), rng, 0.06, 0.03)[tiles.owner]
    stone = stone * (1 + 0.05 * noise(size, 200, rng, 2) + 0.06 * noise(size, 50, rng))[..., None]
    tilt = rng.normal(0, 1, (len(points), 2))[tiles.owner]
    joint = smoothstep(tiles.border, 0.0030, 0.0012)
    rounded = np.clip(tiles.border / 0.005, 0, 1) ** 0.6
    height = 5 * rounded + 90 * (tilt[..., 0] * tiles.along + tilt[..., 1] * tiles.across)
    mortar = rgb("8f8471")[0] * (0.75 + 0.12 * noise(size, 220, rng, 2))[..., None]
    return np.asarray(light_relief(over(stone, mortar, joint), height * (1 - joint), 0.5, 0.5))


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
    """Paint stained glass: roses of jewel colours between lead cames, lit from behind."""
    jewels = rgb(
        "0f2f8c", "1b56c4", "3f8fe0", "7a0f1e", "c8202f", "0f6b3a", "2fa35a", "e8a516",
        "f6d85a", "5a1a7a", "9a3fb0", "d8601a", "1fa0b8", "efe6cc",
    )  # fmt: skip
    panes, number = _roses(size, rng)
    tint = vary(jewels[(number * 37 + number // 7) % len(jewels)], rng, 0.05, 0.03)
    glass = tint[panes.owner]
    streak = 0.6 * noise(size, (9, 34), rng, 4, gain=0.6) + 0.5 * noise(size, (44, 16), rng, 3)
    x, y = grid(size)
    day = 1.02 + 0.12 * noise(size, 3, rng, 2) - 0.22 * np.hypot(x - 0.5, y - 0.4)
    light = (day + 0.17 * streak) * (0.72 + 0.34 * smoothstep(panes.border, 0.003, 0.02))
    glass = glass * light[..., None] + 0.16 * np.clip(light - 0.95, 0, 1)[..., None]
    seeds = smoothstep(noise(size, 170, rng), 2.4, 3.0)
    glass = over(glass, rgb("ffffff")[0], 0.4 * seeds)
    came = smoothstep(panes.border, 0.0052, 0.0042)
    lead = rgb("1b1b20")[0] * (1 + 0.15 * noise(size, 120, rng, 2))[..., None]
    height = 7 * blur(came, 0.0016) + 0.9 * streak
    return light_relief(over(glass, lead, came), height, 0.45, 0.5)


def _roses(size: int, rng: Rng) -> tuple[Cells, NDArray[np.intp]]:
    """Panes in rings of petals around several centres, and the kind of glass of each."""
    points, kinds = [], []
    centres = ((0.5, 0.42, 5), (0.08, 0.08, 3), (0.94, 0.10, 3), (0.1, 0.88, 3), (0.9, 0.9, 3))
    for rose, (cx, cy, rings) in enumerate(centres):
        points.append((cx, cy))
        kinds.append(8)
        for ring in range(1, rings + 1):
            petals = 6 * ring if ring < 4 else 20
            for k in range(petals):
                angle = 2 * np.pi * (k + 0.5 * ring) / petals
                reach = 0.066 * ring * (1 + 0.10 * (-1) ** k)
                points.append((cx + reach * np.cos(angle), cy + reach * np.sin(angle)))
                kinds.append(rose * 3 + ring * 4 + k % 2)
    set_points = np.array(points, np.float32)
    loose = scatter(150, rng)
    free = cKDTree(set_points).query(loose)[0] > 0.062
    kinds += rng.integers(40, 200, int(free.sum())).tolist()
    everything = np.concatenate([set_points, loose[free]])
    return divide_into_cells(size, everything, near=4), np.array(kinds, np.intp)
