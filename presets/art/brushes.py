"""Brush strokes with bristles and relief, laid on a canvas along a flow (after Hertzmann 1998).

A stroke is a small texture (along x across) bent along a path and dropped on the pixels under it,
one stroke after the other; colour and height of the paint are kept apart until `lit`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from presets.art.colours import vary
from presets.art.fields import Array, Rng, sample_at, scatter

_VARIANTS: Final = 12
_TURNS: Final = 14  # nodes of a traced path
_SPACING: Final = 0.7  # of a pixel, between the samples of a stroke; 1 would leave holes in bends
_MARGIN: Final = 0.06  # of the side, so that strokes may run off the picture


@dataclass(frozen=True, slots=True)
class Brush:
    """``width`` and ``length`` are fractions of the side; the rest lies in [0, 1] or so."""

    width: float
    length: float
    bristles: float = 9
    """Hairs across the stroke."""
    dry: float = 0.3
    """How much ground shows between the hairs, most of all at the end."""
    streaks: float = 0.6
    """How far the second colour runs through the first."""
    body: float = 1.0
    """Height of the paint."""
    opacity: float = 1.0
    taper: float = 0.5
    """0 is a flat brush, 1 a pointed one."""
    light: float = 0.05
    hue: float = 0.03
    """Deviations of lightness and tint from stroke to stroke."""


class Canvas:
    """Paint on a ground: colour and height, with a margin around the picture."""

    __slots__ = ("margin", "paint", "side", "size")

    def __init__(self, ground: Array) -> None:
        """Begin on ``ground``, a picture ``(size, size, 3)``."""
        self.size = ground.shape[0]
        self.margin = round(self.size * _MARGIN)
        pad = (self.margin, self.margin)
        self.side = self.size + 2 * self.margin
        colour = np.pad(ground, (pad, pad, (0, 0)), mode="edge")
        height = np.zeros((self.side, self.side, 1), np.float32)
        self.paint = np.concatenate([colour, height], axis=2).reshape(-1, 4).astype(np.float32)

    def _cropped(self) -> Array:
        whole = self.paint.reshape(self.side, self.side, 4)
        inner = slice(self.margin, self.margin + self.size)
        return whole[inner, inner]

    @property
    def colour(self) -> Array:
        """Return the picture without relief, ``(size, size, 3)``."""
        return self._cropped()[..., :3].copy()

    @property
    def height(self) -> Array:
        """Return the height of the paint, ``(size, size)``."""
        return self._cropped()[..., 3].copy()

    def pixels(self, points: Array) -> NDArray[np.intp]:
        """Return indices into ``paint`` of ``points`` ``(..., 2)`` in fractions of the side."""
        where = (points * self.size).astype(np.intp) + self.margin
        np.clip(where, 0, self.side - 1, out=where)
        index: NDArray[np.intp] = where[..., 1] * self.side + where[..., 0]
        return index


def trace(angle: Array, starts: Array, length: float, wander: Array | None = None) -> Array:
    """Trace paths ``(n, turns, 2)`` of ``length`` along ``angle`` to both sides of ``starts``."""
    step = length / (_TURNS - 1)
    half = _TURNS // 2
    offset = np.zeros(len(starts), np.float32) if wander is None else wander
    arms = []
    for sign, steps in ((-1, half), (1, _TURNS - half)):
        here, arm = starts.copy(), []
        heading = np.zeros_like(starts)
        for k in range(steps):
            if k or sign > 0:
                turn = sample_at(angle, here) + offset
                ahead = np.stack([np.cos(turn), np.sin(turn)], axis=1) * sign
                # A flow is a line, not an arrow: never turn back on oneself.
                flip = (ahead * heading).sum(axis=1) < 0
                ahead[flip] *= -1
                heading = ahead
                here = (here + step * ahead).astype(np.float32)
            arm.append(here)
        arms.append(arm)
    return np.stack(arms[0][:0:-1] + [starts] + arms[1], axis=1)


def stroke_over(
    canvas: Canvas,
    target: Array,
    angle: Array,
    brush: Brush,
    rng: Rng,
    *,
    cover: float = 1.5,
    where: Array | None = None,
    wander: float = 0.12,
    within: NDArray[np.int32] | None = None,
) -> None:
    """Cover the canvas with strokes that take ``target``'s colours and follow ``angle``.

    ``cover``: how many strokes lie over a point on average. ``where``: probability of a stroke,
    a field. ``wander``: deviation of a stroke's direction from the flow, radians. ``within``:
    labels ``(size, size)``; a stroke stays in the area it starts in.
    """
    count = round(cover / (brush.width * brush.length))
    starts = scatter(count, rng, 1.4)
    chance = rng.random(len(starts))
    turned = rng.normal(0, wander, len(starts)).astype(np.float32)
    first = vary(sample_at(target, starts), rng, brush.light, brush.hue)
    second = vary(first, rng, brush.light * 1.5, brush.hue * 1.5)
    keep = slice(None) if where is None else chance < sample_at(where, starts)
    paths = trace(angle, starts[keep], brush.length, turned[keep])
    areas = None if within is None else (within, sample_at(within, starts[keep]))
    lay_strokes(canvas, paths, first[keep], second[keep], brush, rng, areas=areas)


def lay_strokes(
    canvas: Canvas,
    paths: Array,
    first: Array,
    second: Array,
    brush: Brush,
    rng: Rng,
    *,
    areas: tuple[NDArray[np.int32], NDArray[np.int32]] | None = None,
) -> None:
    """Lay one stroke of ``brush`` along each of ``paths`` ``(n, turns, 2)``.

    ``first`` and ``second`` ``(n, 3)`` are the colours of the bristles of a stroke; ``areas`` are
    labels of the picture and, for each stroke, the label it keeps to.
    """
    long = max(3, round(brush.length * canvas.size / _SPACING))
    wide = max(3, round(brush.width * canvas.size / _SPACING))
    alpha, mix, relief = _textures(long, wide, brush, rng)
    across = np.linspace(-0.5, 0.5, wide, dtype=np.float32) * brush.width
    outline = _outline(long, brush.taper)[:, None] * across
    scale = rng.uniform(0.75, 1.2, len(paths)).astype(np.float32)
    variant = rng.integers(_VARIANTS, size=len(paths))
    land = None if areas is None else np.pad(areas[0], canvas.margin, mode="edge").ravel()
    for k, path in enumerate(paths):
        centre, normal = _spine(path, long)
        points = centre[:, None] + (outline * scale[k])[..., None] * normal[:, None]
        index = canvas.pixels(points)
        v = variant[k]
        colour = first[k] + mix[v] * (second[k] - first[k])
        cover = alpha[v]
        if land is not None and areas is not None:
            cover = cover * (land[index] == areas[1][k])[..., None]
        below = canvas.paint[index]
        laid = np.concatenate([colour, below[..., 3:] * 0.35 + relief[v]], axis=2)
        canvas.paint[index] = below + cover * (laid - below)


def lay_line(canvas: Canvas, path: Array, colour: Array, brush: Brush, rng: Rng) -> None:
    """Lay one stroke of ``brush`` along ``path`` ``(turns, 2)``, as long as the path."""
    length = float(np.linalg.norm(np.diff(path, axis=0), axis=1).sum())
    if length <= 0:
        return
    drawn = Brush(**{name: getattr(brush, name) for name in Brush.__slots__} | {"length": length})
    tone = colour[None].astype(np.float32)
    lay_strokes(
        canvas, path[None].astype(np.float32), tone, vary(tone, rng, 0.05, 0.03), drawn, rng
    )


def _spine(path: Array, long: int) -> tuple[Array, Array]:
    """Return points and unit normals ``(long, 2)`` along a polyline."""
    nodes = len(path) - 1
    position = np.linspace(0, nodes, long, dtype=np.float32)
    low = np.minimum(position.astype(np.intp), nodes - 1)
    part = (position - low)[:, None]
    centre = path[low] * (1 - part) + path[low + 1] * part
    tangent = np.gradient(path, axis=0)
    along = tangent[low] * (1 - part) + tangent[low + 1] * part
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    return centre, np.stack([-along[:, 1], along[:, 0]], axis=1)


def _outline(long: int, taper: float) -> Array:
    """Return the width along a stroke: full in the middle, narrower towards the ends."""
    u = np.linspace(-1, 1, long, dtype=np.float32)
    profile: Array = (1 - np.abs(u) ** (2 + 6 * (1 - taper))) ** (0.35 + 0.4 * taper)
    return np.maximum(profile, 0.05)


def _textures(long: int, wide: int, brush: Brush, rng: Rng) -> tuple[Array, Array, Array]:
    """Return opacity, colour mixture and relief of strokes, each ``(k, long, wide, 1)``."""
    hairs = _hairs(long, wide, brush.bristles, rng)
    v = np.linspace(-1, 1, wide, dtype=np.float32)[None, None, :]
    u = np.linspace(0, 1, long, dtype=np.float32)[None, :, None]
    # Paint runs out towards the end, the thin hairs first.
    threshold = brush.dry * (0.15 + 1.5 * u**2)
    cover = np.clip((hairs - threshold + 0.25) / 0.3, 0, 1)
    edge = np.clip((1 - v**4) * 3, 0, 1) * np.clip(u * long / 3, 0, 1)
    alpha = brush.opacity * cover * edge
    mix = np.clip((_hairs(long, wide, brush.bristles * 0.6, rng) - 0.5) * 2.2 + 0.4, 0, 1)
    # The brush pushes paint to its rims and leaves a ridge where it is lifted.
    relief = brush.body * (0.35 + 0.45 * hairs + 0.25 * v**2 + 0.25 * u**4)
    stacked = [alpha, mix * brush.streaks, relief]
    return tuple(a[..., None].astype(np.float32) for a in stacked)


def _hairs(long: int, wide: int, bristles: float, rng: Rng) -> Array:
    """Return grooves along the stroke in [0, 1], ``(variants, long, wide)``."""
    lanes = max(2, round(bristles))
    coarse = rng.random((_VARIANTS, 4, lanes)).astype(np.float32)
    fine = rng.random((_VARIANTS, 6, lanes * 2)).astype(np.float32)
    return 0.65 * _stretch(coarse, long, wide) + 0.35 * _stretch(fine, long, wide)


def _stretch(values: Array, long: int, wide: int) -> Array:
    _, rows, lanes = values.shape
    spread: Array = ndimage.zoom(
        values, (1, long / rows, wide / lanes), order=1, mode="nearest", grid_mode=True
    )
    return spread
