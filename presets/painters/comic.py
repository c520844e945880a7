"""The inked comic page: heavy contours, spot blacks, feathering, and flat colours under them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import ndimage

from presets.art.colours import rgb
from presets.art.fields import Array, Rng, noise, scatter
from presets.art.sheet import Sheet, normals, place, spline, swell, taper
from presets.art.surfaces import paper

_BLACK = rgb("100f14")[0]
_FLATS = rgb("e0503f", "4f8fd0", "f6c84c", "7cbf82", "f6cba8", "b795d0", "aedbe2", "fff3d8",
             "f3b98f", "fbe3b8")  # fmt: skip
_LAMP = np.array([-0.55, -0.84], np.float32)
"""Where the light comes from: the upper left."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A closed outline ``(n, 2)``, clockwise on the screen, ``reach`` across its half."""

    outline: Array
    reach: float

    inward: Array
    """Unit normals that point into the form, calmed where the outline has corners."""

    @property
    def shade(self) -> Array:
        """How far each node is turned away from the light, 0 to 1."""
        turned: Array = np.clip((self.inward @ _LAMP - 0.05) / 0.9, 0, 1)
        return turned


def comic(size: int, rng: Rng) -> Array:
    """Paint limbs, rocks and smoke piled up in lamplight, inked with a brush and coloured flat."""
    sheet = Sheet(size, _FLATS[1])
    for count, reach in ((25, 0.26), (25, 0.17), (16, 0.12), (9, 0.07)):
        for x, y in scatter(count, rng, 1.3):
            _inked(sheet, _form(float(x), float(y), reach * rng.uniform(0.75, 1.3), rng), rng)
    grain = 1 + 0.012 * paper(size, rng) + 0.02 * noise(size, 6, rng, 3)
    page: Array = sheet.pixels() * grain[..., None]
    return page


def _form(x: float, y: float, reach: float, rng: Rng) -> _Form:
    shape = (_limb, _limb, _rock, _smoke)[rng.integers(4)](rng)
    outline = place(shape, x, y, reach, rng.uniform(0, 2 * np.pi))
    if _turning(outline) < 0:
        outline = outline[::-1].copy()
    ring = np.concatenate([outline[-2:], outline, outline[:2]])
    inward = ndimage.gaussian_filter1d(-normals(ring)[2:-2], 5, axis=0, mode="wrap")
    inward /= np.maximum(np.linalg.norm(inward, axis=1, keepdims=True), 1e-6)
    return _Form(outline, reach, inward.astype(np.float32))


def _turning(outline: Array) -> float:
    """Twice the area, positive when clockwise on the screen."""
    x, y = outline[:, 0], outline[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))


def _limb(rng: Rng) -> Array:
    """A bent spindle with a bulge or two, like an arm or a fold of cloth."""
    bend = rng.uniform(-0.35, 0.35)
    path = spline(np.array([[-1.5, bend], [-0.5, -0.4 * bend], [0.5, -bend], [1.5, bend]]), 70)
    u = np.linspace(0, 1, 70, dtype=np.float32)
    bulge = 0.75 + 0.25 * np.sin(2 * np.pi * (rng.uniform(1, 1.8) * u + rng.random()))
    return swell(path, 1.0 * bulge * np.sin(np.pi * (0.04 + 0.92 * u)) ** 0.45)


def _rock(rng: Rng) -> Array:
    """A boulder with worn edges."""
    count = int(rng.integers(5, 8))
    angle = (np.arange(count) + rng.uniform(-0.3, 0.3, count)) * 2 * np.pi / count
    reach = rng.uniform(0.75, 1.1, count)
    corners = np.stack([reach * np.cos(angle), reach * np.sin(angle)], 1)
    ring = np.concatenate([corners, corners[:1]])
    worn = [[a, 0.85 * a + 0.15 * b, 0.15 * a + 0.85 * b] for a, b in pairwise(ring)]
    knots = np.concatenate([*worn, ring[:1]])
    return spline(knots, 150)[:-1]


def _smoke(rng: Rng) -> Array:
    """A puff with a scalloped rim."""
    t = np.linspace(0, 2 * np.pi, 180, endpoint=False)
    lobes, phase = int(rng.integers(5, 9)), rng.random() * 6
    rim = 0.82 + 0.26 * np.abs(np.sin(lobes * t / 2 + phase)) + 0.12 * np.sin(2 * t + phase)
    return np.stack([1.15 * rim * np.cos(t), 0.85 * rim * np.sin(t)], 1).astype(np.float32)


def _inked(sheet: Sheet, form: _Form, rng: Rng) -> None:
    """Flat colour, its shadow, the black of the far side with its feathers, and the contour."""
    flat = _FLATS[rng.integers(len(_FLATS))]
    black = rng.random() < 0.07 and form.reach < 0.15
    sheet.fill(form.outline, _BLACK if black else flat)
    if black:
        _rim(sheet, form, flat)
    else:
        wave = 1 + 0.25 * np.sin(
            np.linspace(0, 2 * np.pi, len(form.outline)) * 3 + rng.random() * 6
        )
        sheet.fill(_edge(form, 0.36 * wave), flat * rgb("b9aecb")[0])
        spot = 0.1 * wave * rng.uniform(0.3, 1.4)
        sheet.fill(_edge(form, spot), _BLACK)
        _feathers(sheet, form, spot, rng)
        _creases(sheet, form, rng)
    _contour(sheet, form)


def _edge(form: _Form, depth: Array) -> Array:
    """The part of the form as deep as ``depth`` (of its reach) on the side away from the light."""
    inner = form.outline + form.inward * (form.reach * depth * form.shade**0.8)[:, None]
    return np.concatenate([form.outline, inner[::-1]]).astype(np.float32)


def _feathers(sheet: Sheet, form: _Form, depth: Array, rng: Rng) -> None:
    """Wedges of the brush from the black towards the light."""
    shade, inward, outline = form.shade, form.inward, form.outline
    step = np.linalg.norm(np.diff(outline, axis=0, append=outline[:1]), axis=1)
    travelled, gap = np.cumsum(step), 0.017
    for k in np.flatnonzero(np.diff(np.floor(travelled / gap), prepend=0.0)):
        if shade[k] < 0.45:
            continue
        start = outline[k] + inward[k] * form.reach * depth[k] * shade[k] ** 0.8 * 0.8
        long = form.reach * shade[k] * rng.uniform(0.15, 0.4)
        _wedge(sheet, start, inward[k], long, gap * 0.7)


def _wedge(sheet: Sheet, start: Array, along: Array, long: float, wide: float) -> None:
    side = np.array([-along[1], along[0]], np.float32)
    tip = start + along * long + side * 0.25 * long
    path = spline(np.stack([start, start + along * 0.55 * long, tip]), 10)
    sheet.fill(swell(path, wide * np.linspace(1, 0, 10, dtype=np.float32) ** 0.8), _BLACK)


def _creases(sheet: Sheet, form: _Form, rng: Rng) -> None:
    """Short brush lines within the lit part, along the contour."""
    lit = np.flatnonzero(form.shade < 0.05)
    for number in range(2):
        if len(lit) < 12:
            return
        first = int(rng.integers(len(lit) - 10))
        run = lit[first : first + int(rng.integers(8, 26))]
        if np.any(np.diff(run) != 1) or len(run) < 6:
            continue
        depth = form.reach * (0.13 + 0.11 * number)
        path = form.outline[run] + form.inward[run] * depth
        ends = [0, len(path) // 2, -1]
        sheet.fill(taper(spline(path[ends], 24), 0.007), _BLACK)


def _rim(sheet: Sheet, form: _Form, colour: Array) -> None:
    """What the lamp leaves of a form in the dark."""
    lit = np.clip(form.inward @ -_LAMP, 0, 1)
    inner = form.outline + form.inward * (form.reach * 0.14 * lit**2)[:, None]
    sheet.fill(np.concatenate([form.outline, inner[::-1]]).astype(np.float32), colour)


def _contour(sheet: Sheet, form: _Form) -> None:
    """A line that swells on the side away from the light."""
    closed = np.concatenate([form.outline, form.outline[:2]])
    shade = np.concatenate([form.shade, form.shade[:2]])
    sheet.fill(swell(closed, 0.004 + 0.008 * shade), _BLACK)
    sheet.line(closed, _BLACK, 0.0045)
