"""Scalar fields on the unit square: noise, vortices, and the flows that brushes follow.

A field is an array ``(size, size)``; coordinates and lengths are fractions of the side, so
that a picture keeps its composition at every size. Random numbers are drawn in an amount that does
not depend on the size, for the same reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

Array: TypeAlias = NDArray[np.floating[Any]]
Rng: TypeAlias = np.random.Generator
Scalar = TypeVar("Scalar", bound=np.generic)


def grid(size: int) -> tuple[Array, Array]:
    """Return pixel centres as ``x`` (rightwards) and ``y`` (downwards), each ``(size, size)``."""
    line = ((np.arange(size) + 0.5) / size).astype(np.float32)
    x, y = np.meshgrid(line, line)
    return x, y


def noise(
    size: int, cells: int | tuple[int, int], rng: Rng, octaves: int = 1, *, gain: float = 0.5
) -> Array:
    """Return smooth noise of zero mean and unit deviation, bicubic between lattice values.

    ``cells``: lattice cells along the side, or (down, across) for noise that is stretched.
    Each further octave doubles the cells and multiplies the amplitude by ``gain``.
    """
    down, across = (cells, cells) if isinstance(cells, int) else cells
    total = np.zeros((size, size), np.float32)
    for octave in range(octaves):
        rows, columns = down * 2**octave, across * 2**octave
        lattice = rng.standard_normal((rows + 4, columns + 4)).astype(np.float32)
        box = (2, 2, columns + 2, rows + 2)
        layer = Image.fromarray(lattice).resize((size, size), Image.Resampling.BICUBIC, box=box)
        total += gain**octave * np.asarray(layer, np.float32)
    total -= total.mean()
    spread: Array = total / max(float(total.std()), 1e-6)
    return spread


def smoothstep(field: Array, low: float, high: float) -> Array:
    """Ramp smoothly from 0 at ``low`` to 1 at ``high``, which may be the smaller one."""
    t = np.clip((field - low) / (high - low), 0, 1)
    ramp: Array = t * t * (3 - 2 * t)
    return ramp


def blur(field: Array, radius: float) -> Array:
    """Blur a field or a picture by a Gaussian; ``radius`` is a fraction of the side."""
    sigma = radius * field.shape[0]
    blurred: Array = ndimage.gaussian_filter(
        field, (sigma, sigma, 0) if field.ndim == 3 else sigma, mode="nearest"
    )
    return blurred


def along_contours(potential: Array) -> Array:
    """Return the direction (radians) of the contour lines of ``potential``."""
    down, right = np.gradient(potential)
    angle: Array = np.arctan2(-right, down)
    return angle


def warp(picture: Array, dx: Array, dy: Array) -> Array:
    """Sample ``picture`` at positions moved by ``dx``, ``dy`` (fractions of the side)."""
    size = picture.shape[0]
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
    where = np.stack([rows + dy * size, columns + dx * size])
    layers = picture if picture.ndim == 3 else picture[..., None]
    warped = [
        ndimage.map_coordinates(layers[..., k], where, order=1, mode="reflect")
        for k in range(layers.shape[2])
    ]
    moved: Array = np.stack(warped, axis=2) if picture.ndim == 3 else warped[0]
    return moved


def scatter(count: int, rng: Rng, jitter: float = 1.0) -> Array:
    """Return about ``count`` points spread evenly over the unit square, shuffled, ``(n, 2)``."""
    side = max(1, round(count**0.5))
    cell = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)
    points = (cell + 0.5 + jitter * (rng.random((side * side, 2)) - 0.5)) / side
    shuffled: Array = rng.permutation(points).astype(np.float32)
    return shuffled


def sample_at(field: NDArray[Scalar], points: Array) -> NDArray[Scalar]:
    """Return the values of a field or picture at the pixels nearest to ``points`` ``(n, 2)``."""
    size = field.shape[0]
    index = np.clip((points * size).astype(np.intp), 0, size - 1)
    values: NDArray[Scalar] = field[index[:, 1], index[:, 0]]
    return values


def window(size: int, centre: Sequence[float] | Array, reach: float) -> tuple[slice, slice]:
    """Return the rows and columns within ``reach`` of ``centre`` (x, y)."""
    low, high = (
        [min(max(round((float(c) + sign * reach) * size), 0), size) for c in centre]
        for sign in (-1, 1)
    )
    return slice(low[1], high[1]), slice(low[0], high[0])


def window_coordinates(window: tuple[slice, slice], size: int) -> tuple[Array, Array]:
    """Return the x of a window's columns and the y of its rows, shaped for broadcasting."""
    rows, columns = (np.arange(s.start, s.stop, dtype=np.float32) + 0.5 for s in window)
    return columns[None] / size, rows[:, None] / size
