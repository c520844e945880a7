"""Cubist facets: a still life broken into shaded planes, short dabs and fragmented outlines."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from presets.art.brushes import Brush, Canvas, lay_line, stroke_over
from presets.art.colours import ramp, rgb
from presets.art.fields import Array, Rng, grid, noise
from presets.art.shapes import arc, cut_facets, label_polygons
from presets.art.surfaces import light_canvas

_PLANES = (
    rgb("3a2414", "7a4a22", "b9793a"),
    rgb("6b4420", "c08a4a", "ecd3a0"),
    rgb("8c6a3f", "d8b983", "f4e7c8"),
    rgb("1b2a44", "37557f", "7f9fc0"),
    rgb("27405c", "6f93ad", "cfdde0"),
    rgb("4a4a48", "8f8d84", "d9d4c3"),
    rgb("5c1f14", "a8432a", "df8a5a"),
    rgb("243226", "55694a", "a3ab7d"),
    rgb("15110f", "33271f", "6d5540"),
)
_SHARES = np.array([3, 4, 3.5, 2.6, 2.2, 1.8, 1.6, 1.0, 1.4])
_DARK = rgb("120d0a")[0]


def picasso(size: int, rng: Rng) -> Array:
    """Paint a still life with a guitar, seen from several sides at once."""
    shapes = cut_facets(rng, 170, least=0.0008) + _curved(rng)
    target, angle, owner = _planes(size, shapes, rng)
    canvas = Canvas(target * 0.8)
    flat = Brush(0.024, 0.06, 10, dry=0.35, taper=0.15, light=0.022, hue=0.01)
    stroke_over(canvas, target, angle, flat, rng, cover=2.4, wander=0.12, within=owner)
    dab = Brush(0.013, 0.036, 6, dry=0.45, taper=0.2, light=0.035, hue=0.012)
    stroke_over(canvas, target, angle, dab, rng, cover=0.8, wander=0.2, within=owner)
    _outlines(canvas, shapes, rng)
    _strings(canvas, rng)
    return light_canvas(canvas, 0.9, 0.12)


def _curved(rng: Rng) -> list[Array]:
    """Sections of discs and bottles laid over the planes."""
    pieces = []
    for _ in range(16):
        cx, cy, radius = rng.uniform(0.05, 0.95), rng.uniform(0.05, 0.95), rng.uniform(0.05, 0.16)
        start = rng.uniform(0, 2 * np.pi)
        pieces.append(arc(cx, cy, radius, start, start + rng.choice([np.pi, np.pi / 2, 2.2])))
    return pieces


def _planes(size: int, shapes: list[Array], rng: Rng) -> tuple[Array, Array, NDArray[np.int32]]:
    """Each shape shaded from edge to edge, the direction of its brushwork, and its number."""
    x, y = grid(size)
    owner = label_polygons(size, shapes)
    n = len(shapes)
    kind = rng.choice(len(_PLANES), n, p=_SHARES / _SHARES.sum())
    lean = rng.uniform(0, 2 * np.pi, n).astype(np.float32)
    centre = np.array([s.mean(axis=0) for s in shapes])[owner]
    reach = np.array([np.ptp(s, axis=0).max() for s in shapes], np.float32)[owner]
    falling = (x - centre[..., 0]) * np.cos(lean[owner]) + (y - centre[..., 1]) * np.sin(
        lean[owner]
    )
    shade = 0.5 + 1.5 * falling / reach + 0.05 * noise(size, 14, rng, 2)
    target = np.zeros((size, size, 3), np.float32)
    for k, palette in enumerate(_PLANES):
        here = kind[owner] == k
        target[here] = ramp(shade[here][None], palette)[0]
    brushing = (lean + rng.choice([0, np.pi / 2, np.pi / 4], n)).astype(np.float32)
    return target, brushing[owner], owner


def _outlines(canvas: Canvas, shapes: list[Array], rng: Rng) -> None:
    """Dark contours that start and stop, as if drawn in several sittings."""
    pen = Brush(0.009, 0.1, 4, dry=0.55, streaks=0.3, body=0.8, taper=0.6)
    thin = Brush(0.005, 0.1, 3, dry=0.5, streaks=0.3, body=0.8, taper=0.6)
    for shape in shapes:
        closed = np.concatenate([shape, shape[:1]])
        if len(shape) > 8:
            lay_line(canvas, shape, _DARK, pen, rng)
            continue
        for a, b in pairwise(closed):
            if rng.random() < 0.72:
                t = rng.uniform(-0.06, 0.25), rng.uniform(0.75, 1.06)
                if np.linalg.norm(b - a) > 0.02:
                    ends = np.stack([a + t[0] * (b - a), a + t[1] * (b - a)])
                    lay_line(canvas, ends, _DARK, pen if rng.random() < 0.6 else thin, rng)


def _strings(canvas: Canvas, rng: Rng) -> None:
    """Parallel lines: strings, staves, caning."""
    light, pen = rgb("f3e6c4")[0], Brush(0.004, 0.1, 3, dry=0.3, streaks=0.2, taper=0.3)
    for _ in range(9):
        start = rng.uniform(0.05, 0.85, 2)
        angle = rng.uniform(0, np.pi)
        along = np.array([np.cos(angle), np.sin(angle)])
        across = np.array([-along[1], along[0]]) * rng.uniform(0.011, 0.018)
        colour = _DARK if rng.random() < 0.6 else light
        for k in range(int(rng.integers(4, 7))):
            a = start + across * k
            ends = np.stack([a, a + along * rng.uniform(0.12, 0.22)])
            lay_line(canvas, ends, colour, pen, rng)
