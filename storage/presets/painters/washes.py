"""Thin paint on wet paper: watercolour."""

from __future__ import annotations

import numpy as np

from storage.presets.art.colours import rgb
from storage.presets.art.fields import Array, Rng, noise, places, smoothstep, window
from storage.presets.art.surfaces import paper

# Neighbours in the list lie near each other on the sheet.
_PIGMENTS = rgb(
    "2a5f9e", "5aa0c8", "2f8f96", "6fae7a", "b9c95a", "f2c14b", "f0913a", "e0603f",
    "d6456b", "b0589e", "6d5aa8", "3f5a9a",
)  # fmt: skip


def watercolour(size: int, rng: Rng) -> Array:
    """Large washes that run into each other, with blooms, splashes and bare paper."""
    tooth = paper(size, rng)
    hue = 0.5 + 0.28 * noise(size, 2, rng, 2)
    rags = [noise(size, 6, rng, 5, gain=0.6) for _ in range(5)]
    density = _veil(size, rng)
    for k in range(40):
        _wash(density, hue, [rags[k % 5], rags[(k + 1) % 5], tooth], rng)
    for _ in range(24):
        _drop(density, hue, rng)
    # Pigments are filters: densities add up, colours multiply (Beer and Lambert).
    grains = 1 + 0.06 * tooth + 0.03 * noise(size, 300, rng)
    sheet = rgb("fbf6ea")[0] * (1 + 0.02 * tooth)[..., None]
    painting: Array = sheet * np.exp(-density * np.clip(grains, 0.3, 2)[..., None])
    return painting


def _filter(hue: float, rng: Rng, strength: float) -> Array:
    """Optical density of a pigment near ``hue`` (0 to 1 through the list)."""
    nearby = round(hue * len(_PIGMENTS) + rng.normal(0, 1.3)) % len(_PIGMENTS)
    density: Array = -np.log(np.clip(_PIGMENTS[nearby], 0.05, 0.98)) * strength
    return density.astype(np.float32)


def _veil(size: int, rng: Rng) -> Array:
    """A wet first layer of several colours, here and there on the sheet."""
    density = np.zeros((size, size, 3), np.float32)
    for k in range(5):
        veil = smoothstep(noise(size, 3, rng, 3), 0.1, 1.8)
        density += veil[..., None] * _filter(k / 5, rng, 0.3)
    return density


def _wash(density: Array, hue: Array, rags: list[Array], rng: Rng) -> None:
    """One wash: ragged outline, pigment gathered at the drying edge, a bloom inside."""
    cx, cy = rng.uniform(-0.05, 1.05, 2)
    wide, turn = rng.uniform(0.07, 0.2), rng.uniform(0, np.pi)
    stretch, tone, part = rng.uniform(0.9, 2.4), rng.uniform(0.16, 0.55), rng.uniform(0.35, 0.75)
    pigment = _filter(_near(hue, cx, cy), rng, tone)
    here = window(len(hue), (cx, cy), 4.2 * wide)
    x, y = places(here, len(hue))
    if not x.size:
        return
    rag, pool, tooth = (field[here] for field in rags)
    u = (x - cx) * np.cos(turn) + (y - cy) * np.sin(turn)
    v = (y - cy) * np.cos(turn) - (x - cx) * np.sin(turn)
    r = np.hypot(u / stretch, v) / wide
    edge = r + 0.2 * rag + 0.008 * tooth
    inside = smoothstep(edge, 1.04, 0.9)
    rim = np.exp(-(((edge - 0.94) / 0.05) ** 2)) * inside
    bloom = smoothstep(np.abs(edge - part), 0.05, 0.0) * inside
    dry = smoothstep(tooth + pool, 3.4, 2.4)
    amount = (inside * np.clip(0.5 + 0.3 * pool, 0.15, 1.1) + 0.45 * rim + 0.12 * bloom) * dry
    density[here] += amount[..., None] * pigment


def _drop(density: Array, hue: Array, rng: Rng) -> None:
    """A splash of colour."""
    cx, cy = rng.random(2)
    radius = 0.002 + 0.012 * rng.random() ** 3
    pigment = _filter(_near(hue, cx, cy), rng, 0.6)
    here = window(len(hue), (cx, cy), 1.2 * radius)
    x, y = places(here, len(hue))
    near = np.hypot(x - cx, y - cy) / radius
    spot = smoothstep(near, 1.05, 0.85) * (0.5 + 0.6 * smoothstep(near, 0.5, 1))
    density[here] += spot[..., None] * pigment


def _near(hue: Array, x: float, y: float) -> float:
    size = len(hue)
    return float(hue[min(max(int(y * size), 0), size - 1), min(max(int(x * size), 0), size - 1)])
