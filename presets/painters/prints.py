"""Woodblock print of the floating world: Prussian-blue waves with claws of foam."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from presets.art.colours import luma, over, ramp, rgb
from presets.art.fields import Array, Rng, blur, grid, noise, warp
from presets.art.sheet import Sheet, normals, place, spline, taper
from presets.art.surfaces import paper, wood

_INK, _FOAM, _SUN = rgb("13233d", "f5ead0", "c8452e")
_BLUES = rgb("16335c", "21497a", "3d6f9c", "6f9ab5", "a9c3c6", "1b3d69")
_SKY = rgb("d8c394", "efe0bb", "e9d4a4", "d2b98a")

# A wave one unit high, crest to the right: its back and its hollow, from the foot to the tip.
_BACK = np.array([[-1.5, 0.05], [-0.95, -0.12], [-0.5, -0.5], [-0.12, -0.92], [0.28, -1.05],
                  [0.62, -0.9], [0.78, -0.6]], np.float32)  # fmt: skip
_HOLLOW = np.array([[1.3, 0.1], [0.75, 0.02], [0.3, -0.14], [0.12, -0.42], [0.22, -0.66],
                    [0.5, -0.76], [0.78, -0.6]], np.float32)  # fmt: skip
_CLAW = spline(np.array([[0, 0], [0.45, -0.18], [0.85, -0.05], [1.0, 0.35]], np.float32), 12)


def wave(size: int, rng: Rng) -> Array:
    """Paint curling waves under a red sun, in the manner of ukiyo-e."""
    sheet = Sheet(size, _SKY[1])
    _clouds(sheet, rng)
    rows = ((0.44, 0.15, 4), (0.64, 0.24, 3), (0.98, 0.38, 3))
    for depth, (foot, height, count) in enumerate(rows):
        shift = rng.random()
        for k in rng.permutation(count):
            x = (k + 0.5 * (depth % 2) + 0.3 * shift) / (count - 1) - 0.08
            _one(sheet, np.array([x, foot, height * rng.uniform(0.85, 1.15)]), rng)
    return _printed(sheet.pixels(), rng)


def _clouds(sheet: Sheet, rng: Rng) -> None:
    """Sun and bars of mist."""
    sheet.disc(0.73, 0.17, 0.105, _SUN)
    for _ in range(15):
        x, y, length = rng.uniform(-0.1, 0.9), rng.uniform(0.02, 0.40), rng.uniform(0.18, 0.5)
        bow = spline(np.array([[x, y], [x + length / 2, y - 0.012], [x + length, y]]), 20)
        colour = (rgb("b9b59a", "8fa5a5", "f7edd2", "c9a877"))[rng.integers(4)]
        sheet.fill(taper(bow, rng.uniform(0.012, 0.03), 0.35), colour, _INK, 0.0012)


def _one(sheet: Sheet, at: Array, rng: Rng) -> None:
    """One wave: body, stripes that run up into the crest, foam and spray."""
    x, y, height = (float(v) for v in at)
    back, hollow = (place(spline(k, 48), x, y, height) for k in (_BACK, _HOLLOW))
    below = np.array([[x + 1.3 * height, 1.3], [x - 1.5 * height, 1.3]], np.float32)
    sheet.fill(np.concatenate([back, hollow[::-1], below]), _BLUES[0], _INK, 0.004)
    edges = np.concatenate([[0], np.cumsum(rng.uniform(0.5, 1.5, 9))])
    edges /= edges[-1]
    for k, (a, b) in enumerate(pairwise(edges)):
        left, right = (back + s * (hollow - back) for s in (a, b))
        colour = _FOAM if k % 4 == 2 else _BLUES[int(rng.integers(len(_BLUES)))]
        sheet.fill(np.concatenate([left, right[::-1]]), colour)
        sheet.line(right, _INK, 0.0022)
    _ripples(sheet, hollow, height, rng)
    _foam(sheet, back, hollow, height, rng)


def _ripples(sheet: Sheet, hollow: Array, height: float, rng: Rng) -> None:
    """Scalloped lines on the water before the wave."""
    for k in range(1, 6):
        base = hollow[:30] + np.array([0.08 * k * height, 0.136 * k * height], np.float32)
        line = taper(base, rng.uniform(0.008, 0.018), 0.5)
        sheet.fill(line, (_BLUES[4], _FOAM, _BLUES[3])[k % 3], _INK, 0.0015)


def _foam(sheet: Sheet, back: Array, hollow: Array, height: float, rng: Rng) -> None:
    """Claws along the crest, largest at its tip, with drops flying off."""
    crest = np.concatenate([back[24:], hollow[34:-1][::-1]])
    outward = normals(crest)
    for side in range(2):
        for k in range(0, len(crest), 3 if side else 4):
            size = height * rng.uniform(0.09, 0.17)
            lean = np.arctan2(outward[k, 1], outward[k, 0]) + rng.normal(0.35, 0.25)
            px, py = crest[k] - outward[k] * size * (0.6 if side else 0.1)
            claw = place(_CLAW, px, py, size * 1.5, float(lean))
            sheet.fill(taper(claw, size * 0.6, 0.6), _FOAM, _INK, 0.0022)
    for k in rng.integers(len(crest), size=14):
        away = outward[k] * height * rng.uniform(0.1, 0.42) + rng.normal(0, 0.02, 2)
        spot = crest[k] + away
        radius = rng.uniform(0.002, 0.0065)
        sheet.disc(float(spot[0]), float(spot[1]), radius * 1.35, _INK)
        sheet.disc(float(spot[0]), float(spot[1]), radius, _FOAM)


def _printed(picture: Array, rng: Rng) -> Array:
    """Ink of uneven strength pressed through wood grain into mulberry paper."""
    size = picture.shape[0]
    _, y = grid(size)
    wobble = 0.0012 * noise(size, 50, rng, 2), 0.0012 * noise(size, 50, rng, 2)
    picture = warp(picture, *wobble)
    fade = ramp(np.clip(y * 1.9 + 0.05 * noise(size, 5, rng), 0, 1), _SKY)
    sky = np.clip(1 - np.abs(picture - _SKY[1]).sum(axis=2) * 12, 0, 1)
    picture = over(picture, fade, sky)
    grain, tooth = wood(size, rng), paper(size, rng)
    dark = 1 - luma(picture)
    worn = (0.12 * (grain - 0.5) + 0.05 * tooth + 0.06 * noise(size, 9, rng, 3)) * (0.45 + dark)
    aged = rgb("f1e2bd")[0]
    pressed = picture + worn[..., None] * (aged - picture * 0.6)
    soaked: Array = pressed * 0.85 + 0.15 * blur(pressed, 0.002)
    return soaked
