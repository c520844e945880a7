"""Ornament that fills the sheet: marbled paper, psychedelic posters, batik, art nouveau."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from storage.presets.art.colours import luma, over, ramp, rgb
from storage.presets.art.fields import Array, Rng, blur, grid, noise, scatter, smoothstep, warp
from storage.presets.art.sheet import Sheet, placed, spline, swelling, tapered
from storage.presets.art.surfaces import paper, relief, weave


def marbling(size: int, rng: Rng) -> Array:
    """Inks dropped on water, combed and curled, then lifted with paper."""
    x, y = grid(size)
    for _ in range(3):
        x, y = x + 0.035 * noise(size, 4, rng, 2), y + 0.035 * noise(size, 4, rng, 2)
    x, y = _combed(x, y, rng)
    inks = rgb("14324f", "f3ead6", "1f6a8a", "b8283a", "f7f0df", "e8a83a", "2a8a7a", "0f1f33",
               "5a1f4a", "e87a5a", "c9d8d0", "f3ead6")  # fmt: skip
    drops = scatter(230, rng, 1.6) * 1.4 - 0.2
    distance, owner = cKDTree(drops).query(np.stack([x, y], axis=-1), workers=1)
    rings = np.floor(distance * rng.uniform(22, 75, len(drops))[owner]).astype(np.intp)
    ink = (owner * 5 + rings * rng.choice([1, 2, 3, 5], len(drops))[owner]) % len(inks)
    pooled = 1 + 0.05 * noise(size, 30, rng, 3) + 0.02 * paper(size, rng)
    sheet: Array = inks[ink] * pooled[..., None]
    return sheet


def _combed(x: Array, y: Array, rng: Rng) -> tuple[Array, Array]:
    """Where on the bath a point of the sheet was before the rake and the stylus passed."""
    for lines, shift, upright in ((9, 0.075, True), (16, 0.045, False), (24, 0.030, True)):
        along, across = (y, x) if upright else (x, y)
        tooth = np.abs(((across * lines + rng.random()) % 2) - 1)
        along = along + shift * (smoothstep(tooth, 0, 1) - 0.5) * 2
        x, y = (across, along) if upright else (along, across)
    for _ in range(7):
        cx, cy, turn = *rng.random(2), rng.uniform(1.5, 3.5) * rng.choice([-1, 1])
        r = np.hypot(x - cx, y - cy)
        angle = turn * np.exp(-r / 0.07)
        dx, dy = x - cx, y - cy
        x = cx + dx * np.cos(angle) - dy * np.sin(angle)
        y = cy + dx * np.sin(angle) + dy * np.cos(angle)
    return x, y


def psychedelic(size: int, rng: Rng) -> Array:
    """Liquid bands in clashing colours, edged in ink, as on a concert poster of 1967."""
    x, y = grid(size)
    bands = 4.2 * noise(size, 3, rng, 2) + 9 * y
    dx, dy = 0.05 * noise(size, 3, rng), 0.05 * noise(size, 3, rng)
    for cx, cy, arms in ((0.3, 0.33, 10), (0.74, 0.64, -10), (0.88, 0.12, 10), (0.1, 0.9, -10)):
        # As many arms as colours: the jump of the angle from -pi to pi is a full round of them.
        u, v = x + dx - cx, y + dy - cy
        bands = bands + arms * np.arctan2(v, u) / (2 * np.pi) + 5 * np.exp(-np.hypot(u, v) / 0.1)
    tints = rgb("ff2e7e", "ff7a1a", "ffd21f", "3fd14f", "11b5c9", "2b3fe0", "9b2be0", "ff5ab0",
                "fff1c9", "e01f2f")  # fmt: skip
    picture = tints[np.floor(bands).astype(np.intp) % len(tints)]
    part = bands % 1
    inner = smoothstep(np.abs(part - 0.5), 0.21, 0.18)
    picture = over(picture, tints[(np.floor(bands).astype(np.intp) * 3 + 4) % len(tints)], inner)
    beads = np.hypot(((x + dx) * 34) % 1 - 0.5, ((y + dy) * 34) % 1 - 0.5)
    third = (np.floor(bands) % 5 == 0).astype(np.float32)
    picture = over(picture, rgb("1a0f2e")[0], third * smoothstep(beads, 0.30, 0.26))
    slope = np.hypot(*np.gradient(bands)) + 1e-6
    edge = np.clip(0.0028 * size - np.minimum(part, 1 - part) / slope + 0.5, 0, 1)
    edge = edge * (slope < 2)  # not where the angle jumps
    picture = over(picture, rgb("1a0f2e")[0], edge)
    fine = np.clip(0.0013 * size - np.abs(np.abs(part - 0.5) - 0.195) / slope + 0.5, 0, 1) * (
        slope < 2
    )
    picture = over(picture, rgb("1a0f2e")[0], fine)
    worn = 1 + 0.035 * paper(size, rng) + 0.05 * noise(size, 14, rng, 3)
    return picture * worn[..., None]


def batik(size: int, rng: Rng) -> Array:
    """Wax-resist cloth: blossoms and fans in indigo, brown and cream, the wax cracked."""
    inks = rgb("f0e2c0", "c9863f", "7a3f1c", "16264f", "a8452a", "dcae5f")
    sheet = Sheet(size, inks[3])
    rows = 5
    for row in range(rows + 1):
        for column in range(rows + 1):
            x, y = (column + 0.5 * (row % 2)) / rows + rng.normal(0, 0.012), row / rows
            _fan(sheet, x + 0.5 / rows, y, inks, rng)
            _fan(sheet, x + 0.25 / rows, y + 0.5 / rows, inks, rng)
            _blossom(sheet, np.array([x, y, rng.uniform(0.085, 0.115)]), inks, rng)
    for x, y in rng.random((900, 2)):
        sheet.disc(float(x), float(y), 0.0028, inks[0] if rng.random() < 0.6 else inks[5])
    wobble = 0.0022 * noise(size, 40, rng, 2), 0.0022 * noise(size, 40, rng, 2)
    picture = warp(sheet.pixels(), *wobble)
    crack = np.minimum(np.abs(noise(size, 9, rng, 4)), np.abs(noise(size, 13, rng, 4)))
    waxed = smoothstep(luma(picture), 0.25, 0.6)
    cracks = smoothstep(crack, 0.05, 0.012) * (0.15 + 0.7 * waxed)
    picture = over(picture, inks[3] * 0.8, cracks)
    bled = 0.75 * picture + 0.25 * blur(picture, 0.0025)
    dyed = 1 + 0.08 * noise(size, 10, rng, 3) + 0.035 * weave(size, rng, 230)
    return bled * dyed[..., None]


def _blossom(sheet: Sheet, where: Array, inks: Array, rng: Rng) -> None:
    """A round flower of two rings of petals, dotted along the rim."""
    x, y, radius = (float(v) for v in where)
    turn, petals = rng.uniform(0, np.pi), int(rng.choice([8, 10, 12]))
    petal = spline(np.array([[0.15, 0], [0.55, -0.19], [1, 0], [0.55, 0.19], [0.15, 0]]), 24)
    outer, inner = inks[rng.permutation([0, 1, 4, 5])[:2]]
    for size, colour, shift in ((1.0, outer, 0.0), (0.62, inner, 0.5)):
        for k in range(petals):
            angle = turn + 2 * np.pi * (k + shift) / petals
            sheet.fill(placed(petal, x, y, radius * size, angle), colour, inks[2], 0.0022)
            vein = placed(np.array([[0.3, 0], [0.8, 0]], np.float32), x, y, radius * size, angle)
            sheet.line(vein, inks[2], 0.0018)
    sheet.disc(x, y, radius * 0.24, inks[2])
    sheet.disc(x, y, radius * 0.15, inks[5])


def _fan(sheet: Sheet, x: float, y: float, inks: Array, rng: Rng) -> None:
    """A stem with curled leaves."""
    turn = rng.uniform(-0.5, 0.5) + rng.choice([0, np.pi])
    leaf = spline(np.array([[0, 0], [0.4, -0.32], [0.9, -0.25], [1, 0.1]]), 16)
    for k in range(5):
        side = placed(leaf * [1, (-1) ** k], x, y, 0.085, turn + (k - 2) * 0.8)
        sheet.fill(tapered(side, 0.036, 0.7), inks[(0, 5, 1)[k % 3]], inks[2], 0.0016)


def nouveau(size: int, rng: Rng) -> Array:
    """Whiplash stems, irises and leaves in old gold, sage and rose, with firm outlines."""
    inks = rgb("ecdcb0", "c9a25a", "7f9468", "4f6b52", "c97f6a", "8f4a4f", "e8b98a", "5f7f8f",
               "f3e9cf", "a8b890")  # fmt: skip
    ink = rgb("33231a")[0]
    sheet = Sheet(size, inks[0])
    for k in range(24):
        _ring(sheet, inks, k, rng)
    for _ in range(40):
        _whiplash(sheet, inks, ink, rng)
    for _ in range(62):
        _iris(sheet, inks, ink, rng)
    picture = sheet.pixels()
    x, y = grid(size)
    washes = 1 + 0.07 * noise(size, 5, rng, 3) + 0.03 * paper(size, rng)
    gold = np.clip(1 - np.abs(picture - inks[1]).sum(axis=2) * 8, 0, 1)
    picture = over(picture, ramp(0.5 + 0.3 * noise(size, 40, rng, 2) + 0.2 * (x - y),
                                 rgb("8f6a2a", "c9a25a", "f0d890")), gold)  # fmt: skip
    return relief(picture * washes[..., None], 1.5 * gold * noise(size, 50, rng, 2), 0.4, 0.4)


def _ring(sheet: Sheet, inks: Array, k: int, rng: Rng) -> None:
    """Part of a halo of ornament."""
    x, y = (float(v) for v in rng.random(2))
    radius = rng.uniform(0.06, 0.16)
    for part, colour in ((1.0, 1), (0.92, 8), (0.86, (4, 7, 2, 6)[k % 4]), (0.62, 1), (0.57, 0)):
        sheet.disc(x, y, radius * part, inks[colour])
    for step in range(18):
        angle = 2 * np.pi * step / 18
        spot = x + 0.74 * radius * np.cos(angle), y + 0.74 * radius * np.sin(angle)
        sheet.disc(float(spot[0]), float(spot[1]), radius * 0.085, inks[8])


def _whiplash(sheet: Sheet, inks: Array, ink: Array, rng: Rng) -> None:
    """A stem that lashes back, thick then thin, with leaves along it."""
    x, y, turn, length = (
        *rng.uniform(-0.1, 1.1, 2),
        rng.uniform(0, 2 * np.pi),
        rng.uniform(0.35, 0.7),
    )
    side = rng.choice([-1, 1])
    knots = np.array([[0, 0], [0.35, -0.2], [0.7, 0.05], [0.85, 0.3], [0.68, 0.42], [0.58, 0.3]])
    path = spline(placed(knots * [1, side], x, y, length, turn), 60)
    colour = inks[rng.choice([2, 3, 3, 1])]
    width = np.linspace(rng.uniform(0.014, 0.028), 0.003, 60) * np.clip(
        np.arange(60) / 12, 0.05, 1
    )
    sheet.fill(swelling(path, width + 0.006), ink)
    sheet.fill(swelling(path, width), colour)
    leaf = spline(np.array([[0, 0], [0.5, -0.24], [1, 0.05], [0.5, 0.13], [0, 0]]), 24)
    for k in range(8, 46, 9):
        lean = np.arctan2(*(path[k + 1] - path[k])[::-1]) + side * rng.choice([-0.7, 0.7])
        shape = placed(leaf, path[k, 0], path[k, 1], rng.uniform(0.04, 0.085), float(lean))
        sheet.fill(shape, inks[rng.choice([2, 3, 9])], ink, 0.0028)
        sheet.line(np.stack([shape[0], shape[12]]), ink, 0.0018)


def _iris(sheet: Sheet, inks: Array, ink: Array, rng: Rng) -> None:
    """A flower of drooping petals."""
    x, y, turn = *rng.random(2), rng.uniform(0, 2 * np.pi)
    scale = rng.uniform(0.035, 0.07)
    petal = spline(
        np.array([[0, 0], [0.45, -0.38], [1, -0.12], [0.9, 0.3], [0.4, 0.26], [0, 0]]), 30
    )
    pair = inks[rng.choice([4, 5, 6, 7, 8], 2)]
    for k in range(6):
        angle = turn + 2 * np.pi * k / 6
        sheet.fill(placed(petal, x, y, scale, angle), pair[k % 2], ink, 0.003)
        rib = spline(np.array([[0.1, 0], [0.5, -0.08], [0.85, 0.08]]), 8)
        sheet.fill(tapered(placed(rib, x, y, scale, angle), 0.005), ink)
    sheet.disc(x, y, scale * 0.2, ink)
    sheet.disc(x, y, scale * 0.14, inks[1])
