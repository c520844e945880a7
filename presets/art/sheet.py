"""A sheet to draw flat shapes on, one over the other, and the curves to draw."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from presets.art.fields import Array


class Sheet:
    """Flat colour on a square; points are (x, y) and widths fractions of the side."""

    __slots__ = ("_draw", "_image", "size")

    def __init__(self, size: int, ground: Array) -> None:
        """Begin on ``ground``, one colour or a picture ``(size, size, 3)``."""
        self.size = size
        if ground.ndim == 1:
            self._image = Image.new("RGB", (size, size), _ink(ground))
        else:
            levels = (np.clip(ground, 0, 1) * 255 + 0.5).astype(np.uint8)
            self._image = Image.fromarray(levels)
        self._draw = ImageDraw.Draw(self._image)

    def fill(
        self, polygon: Array, colour: Array, rim: Array | None = None, width: float = 0
    ) -> None:
        """Fill ``polygon`` ``(n, 2)`` with ``colour`` and outline it in ``rim``."""
        self._draw.polygon(self._flat(polygon), fill=_ink(colour))
        if rim is not None:
            self.line(np.concatenate([polygon, polygon[:2]]), rim, width)

    def line(self, path: Array, colour: Array, width: float) -> None:
        """Draw a polyline of even width with round joints."""
        thick = max(1, round(width * self.size))
        self._draw.line(self._flat(path), fill=_ink(colour), width=thick, joint="curve")

    def disc(self, x: float, y: float, radius: float, colour: Array) -> None:
        """Draw a filled circle."""
        box = [(x - radius) * self.size, (y - radius) * self.size]
        self._draw.ellipse([*box, *(b + 2 * radius * self.size for b in box)], fill=_ink(colour))

    def pixels(self) -> Array:
        """Return what was drawn, ``(size, size, 3)`` in [0, 1]."""
        drawn: Array = np.asarray(self._image, np.float32) / 255
        return drawn

    def _flat(self, points: Array) -> Any:
        return [tuple(p) for p in (points * self.size).tolist()]


def _ink(colour: Array) -> tuple[int, ...]:
    return tuple(round(float(c) * 255) for c in np.clip(colour, 0, 1))


def spline(knots: Array, nodes: int = 40) -> Array:
    """Return points ``(nodes, 2)`` on a smooth curve through ``knots`` (Catmull & Rom 1974)."""
    k = np.asarray(knots, np.float32)
    padded = np.concatenate([2 * k[:1] - k[1:2], k, 2 * k[-1:] - k[-2:-1]])
    t = np.linspace(0, len(k) - 1, nodes, dtype=np.float32)
    low = np.minimum(t.astype(np.intp), len(k) - 2)
    u = (t - low)[:, None]
    p0, p1, p2, p3 = (padded[low + j] for j in range(4))
    curve: Array = 0.5 * (
        2 * p1
        + (p2 - p0) * u
        + (2 * p0 - 5 * p1 + 4 * p2 - p3) * u**2
        + (3 * p1 - p0 - 3 * p2 + p3) * u**3
    )
    return curve


def normals(path: Array) -> Array:
    """Return unit normals ``(n, 2)`` of a path, to the left of its direction on the screen."""
    tangent = np.gradient(path, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-9)
    left: Array = np.stack([tangent[:, 1], -tangent[:, 0]], axis=1)
    return left


def swell(path: Array, width: Array | float) -> Array:
    """Return the outline of a line of changing ``width`` (one value a node)."""
    half = np.broadcast_to(np.asarray(width, np.float32) / 2, (len(path),))[:, None]
    side = normals(path) * half
    return np.concatenate([path + side, (path - side)[::-1]]).astype(np.float32)


def taper(path: Array, width: float, sharp: float = 0.8) -> Array:
    """Return the outline of a line that is ``width`` in the middle and pointed at its ends."""
    u = np.linspace(0, 1, len(path), dtype=np.float32)
    return swell(path, width * np.clip(np.sin(np.pi * u), 0, 1) ** sharp)


def place(shape: Array, x: float, y: float, scale: float, turn: float = 0.0) -> Array:
    """Scale ``shape``, turn it by ``turn`` radians (clockwise on the screen) and move it."""
    c, s = np.cos(turn), np.sin(turn)
    turned = shape @ np.array([[c, s], [-s, c]], np.float32)
    moved: Array = turned * scale + np.array([x, y], np.float32)
    return moved.astype(np.float32)
