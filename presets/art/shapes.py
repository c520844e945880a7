"""Shapes: filled and outlined polygons, cells of points, and a square cut into facets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy.spatial import cKDTree

from presets.art.fields import Array, Rng, grid


def fill_polygons(size: int, polygons: Sequence[Array]) -> Array:
    """Return a mask of the union of ``polygons``, each ``(n, 2)`` as x, y."""
    image = Image.new("L", (size, size))
    draw = ImageDraw.Draw(image)
    for polygon in polygons:
        draw.polygon(_flat(polygon, size), fill=255)
    return _mask(image)


def draw_lines(size: int, lines: Sequence[Array], width: float) -> Array:
    """Return a mask of polylines ``(n, 2)`` of ``width`` (a fraction of the side)."""
    image = Image.new("L", (size, size))
    draw = ImageDraw.Draw(image)
    thick = max(1, round(width * size))
    for line in lines:
        draw.line(_flat(line, size), fill=255, width=thick, joint="curve")
    return _mask(image)


def label_polygons(size: int, polygons: Sequence[Array]) -> NDArray[np.int32]:
    """Return the number of the last of ``polygons`` that covers each pixel, or -1."""
    image = Image.new("I", (size, size), -1)
    draw = ImageDraw.Draw(image)
    for number, polygon in enumerate(polygons):
        draw.polygon(_flat(polygon, size), fill=number)
    return np.asarray(image, np.int32)


def _flat(points: Array, size: int) -> Any:
    return [tuple(p) for p in (points * size).tolist()]


def _mask(image: Image.Image) -> Array:
    mask: Array = np.asarray(image, np.float32) / 255
    return mask


def arc(cx: float, cy: float, radius: float, start: float, end: float, nodes: int = 40) -> Array:
    """Return points ``(nodes, 2)`` on a circle from angle ``start`` to ``end`` (radians)."""
    t = np.linspace(start, end, nodes)
    points = np.stack([cx + radius * np.cos(t), cy + radius * np.sin(t)], axis=1)
    return points.astype(np.float32)


def cut_facets(rng: Rng, count: int, *, least: float = 0.002) -> list[Array]:
    """Cut the unit square by straight lines into about ``count`` convex polygons.

    ``least``: area below which a polygon is not cut any more.
    """
    square = np.array([[-0.05, -0.05], [1.05, -0.05], [1.05, 1.05], [-0.05, 1.05]], np.float32)
    pieces = [square]
    while len(pieces) < count:
        areas = np.array([_area(p) for p in pieces])
        if areas.max() < least:
            break
        # The larger a piece the likelier it is cut: sizes differ but none is left huge.
        piece = pieces.pop(int(rng.choice(len(pieces), p=areas**1.5 / (areas**1.5).sum())))
        pieces.extend(_halves(piece, rng))
    return pieces


def _halves(polygon: Array, rng: Rng) -> list[Array]:
    """Cut ``polygon`` in two near its middle, roughly across its longer side."""
    centre = polygon.mean(axis=0) + rng.normal(0, 0.15, 2) * np.ptp(polygon, axis=0)
    edges = np.roll(polygon, -1, axis=0) - polygon
    longest = edges[np.argmax(np.linalg.norm(edges, axis=1))]
    angle = np.arctan2(longest[1], longest[0]) + rng.normal(0, 0.5)
    normal = np.array([np.cos(angle), np.sin(angle)])
    side = (polygon - centre) @ normal
    if (side > 0).all() or (side <= 0).all():
        side = (polygon - polygon.mean(axis=0)) @ normal
    parts: tuple[list[Array], list[Array]] = ([], [])
    for k in range(len(polygon)):
        a, b, da, db = polygon[k], polygon[k - 1], side[k], side[k - 1]
        if (da > 0) != (db > 0):
            crossing = b + (a - b) * (db / (db - da))
            parts[0].append(crossing)
            parts[1].append(crossing)
        parts[0 if da > 0 else 1].append(a)
    return [np.array(part, np.float32) for part in parts]


def _area(polygon: Array) -> float:
    x, y = polygon[:, 0], polygon[:, 1]
    return float(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2)


@dataclass(frozen=True, slots=True)
class Cells:
    """A square divided among points: whose a pixel is, and how far the next cell's border."""

    owner: NDArray[np.intp]
    border: Array
    """Distance to the nearest border, a fraction of the side."""
    along: Array
    across: Array
    """Position in the cell, in the frame of its owner, fractions of the side."""


def divide_into_cells(
    size: int, points: Array, angle: Array | None = None, near: int = 6
) -> Cells:
    """Return the Voronoi cells of ``points`` ``(n, 2)``, or square ones, turned by ``angle``.

    Square cells measure distance along the axes of their point (Hausner 2001).
    """
    x, y = grid(size)
    pixels = np.stack([x.ravel(), y.ravel()], axis=1)
    _, index = cKDTree(points).query(pixels, k=near, workers=1)
    offset = pixels[:, None] - points[index]
    if angle is None:
        distance = np.hypot(offset[..., 0], offset[..., 1])
        turned = offset
    else:
        c, s = np.cos(angle[index]), np.sin(angle[index])
        turned = np.stack(
            [offset[..., 0] * c + offset[..., 1] * s, offset[..., 1] * c - offset[..., 0] * s], -1
        )
        distance = np.abs(turned).max(axis=2)
    order = np.argsort(distance, axis=1)[:, :2]
    rows = np.arange(len(pixels))
    first, second = order[:, 0], order[:, 1]
    gap = (distance[rows, second] - distance[rows, first]) / 2
    shape = (size, size)
    return Cells(
        owner=index[rows, first].reshape(shape),
        border=gap.reshape(shape).astype(np.float32),
        along=turned[rows, first, 0].reshape(shape).astype(np.float32),
        across=turned[rows, first, 1].reshape(shape).astype(np.float32),
    )


def relax_points(points: Array, rng: Rng, rounds: int = 4) -> Array:
    """Move ``points`` to the middle of their Voronoi cells, a few times over (Lloyd 1982)."""
    samples = rng.random((len(points) * 40, 2)).astype(np.float32)
    for _ in range(rounds):
        _, owner = cKDTree(points).query(samples)
        count = np.bincount(owner, minlength=len(points))
        filled_cells = count > 0
        middle = np.stack(
            [np.bincount(owner, samples[:, k], minlength=len(points)) for k in (0, 1)], axis=1
        )
        points = points.copy()
        points[filled_cells] = middle[filled_cells] / count[filled_cells, None]
    return points
