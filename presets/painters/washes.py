"""Thin paint on wet paper: watercolour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from presets.art.colours import ramp, rgb
from presets.art.fields import Array, Rng, noise, smoothstep, window, window_coordinates
from presets.art.sheet import place, spline
from presets.art.surfaces import paper

# Neighbours in the list run into each other on the sheet.
_PIGMENTS = rgb(
    "4f7fb0", "86b4d0", "7fb5ad", "8fb07a", "c3c27a", "efd28a", "eeb07c", "de8f78",
    "d68d94", "b28ab0", "7f86b8", "4f6f9c",
)  # fmt: skip
_SHADES = rgb("33506e", "4a6a55", "7a5548", "5a4a6a")


def watercolour(size: int, rng: Rng) -> Array:
    """Paint pale washes that change colour as they run, sprays of leaves, and much bare paper."""
    tooth = paper(size, rng)
    rags = [noise(size, 5, rng, 4) for _ in range(5)]
    hues = [np.log(ramp(0.5 + 0.3 * noise(size, 2, rng, 2), np.roll(_PIGMENTS, 4 * k, axis=0)))
            for k in range(3)]  # fmt: skip
    density = np.zeros((size, size, 3), np.float32)
    for k in range(40):
        wide, tone = float(0.05 + 0.15 * rng.random() ** 1.6), float(rng.uniform(0.25, 0.85))
        brush = _Brush(wide, float(rng.uniform(1, 2.4)), float(rng.uniform(0, np.pi)), k % 5 < 2)
        _wash(density, rng.uniform(-0.05, 1.05, 2), brush, -tone * hues[k % 3], rags[k % 5], rng)
    for k in range(12):
        _spray(density, -np.log(_SHADES[k % 4]), rags[k % 5], rng)
    # Pigments are filters: densities add up, colours multiply (Beer and Lambert).
    grains = np.clip(1 + 0.07 * tooth + 0.05 * noise(size, 300, rng), 0.3, 2)
    sheet = rgb("fdfaf3")[0] * (1 + 0.016 * tooth + 0.006 * noise(size, 6, rng, 2))[..., None]
    painting: Array = sheet * np.exp(-density * grains[..., None])
    return painting


@dataclass(frozen=True, slots=True)
class _Brush:
    wide: float
    stretch: float
    turn: float
    wet: bool
    """On wet paper edges are soft."""


def _spray(density: Array, shade: Array, rag: Array, rng: Rng) -> None:
    """Leaves on both sides of a bent stem that is not drawn, one touch of the brush each."""
    bend = rng.uniform(-0.3, 0.3)
    start, turn, reach = rng.random(2), rng.uniform(0, 2 * np.pi), rng.uniform(0.14, 0.26)
    x, y = (float(c) for c in start)
    stem = place(np.array([[0, 0], [0.5, bend], [1, 0]], np.float32), x, y, reach, turn)
    path = spline(stem, 9)
    for k in range(1, 8):
        along = float(np.arctan2(*(path[k + 1] - path[k])[::-1]))
        lean = along + (0.75 if k % 2 else -0.75)
        long = reach * rng.uniform(0.11, 0.17)
        centre = path[k] + long * np.array([np.cos(lean), np.sin(lean)])
        brush = _Brush(0.32 * long, float(rng.uniform(2.6, 3.6)), lean, False)
        _wash(density, centre, brush, shade * rng.uniform(0.35, 0.95), rag, rng)


def _wash(
    density: Array, centre: Array, brush: _Brush, pigment: Array, rag: Array, rng: Rng
) -> None:
    """One wash of ``pigment``, with a faint drying edge where the paper is dry."""
    cx, cy = (float(c) for c in centre)
    lean = rng.uniform(-0.35, 0.35, 2)
    here = window(len(density), centre, 1.6 * brush.stretch * brush.wide)
    x, y = window_coordinates(here, len(density))
    if not x.size or not y.size:
        return
    c, s = np.cos(brush.turn), np.sin(brush.turn)
    u = ((x - cx) * c + (y - cy) * s) / (brush.stretch * brush.wide)
    v = ((y - cy) * c - (x - cx) * s) / brush.wide
    edge = np.hypot(u, v) + 0.14 * rag[here]
    inside = smoothstep(edge, 1.3, 0.3) if brush.wet else smoothstep(edge, 1.02, 0.95)
    rim = 0.0 if brush.wet else 0.16 * np.exp(-(((edge - 0.93) / 0.05) ** 2))
    # Pigment settles where the sheet leans.
    amount = inside * (np.clip(0.75 + lean[0] * u + lean[1] * v, 0.2, 1.2) + rim)
    density[here] += amount[..., None] * (pigment if pigment.ndim == 1 else pigment[here])
