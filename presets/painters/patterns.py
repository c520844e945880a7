"""Ornament that fills the sheet: marbled paper, psychedelic posters, batik, art nouveau."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from presets.art.colours import luma, over, ramp, rgb
from presets.art.fields import Array, Rng, blur, grid, noise, sample_at, scatter, smoothstep, warp
from presets.art.sheet import Sheet, normals, place, spline, swell, taper
from presets.art.surfaces import light_relief, paper, weave


def marbling(size: int, rng: Rng) -> Array:
    """Paint inks dropped on water, combed and curled, then lifted with paper."""
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
    """Paint liquid bands in clashing colours, edged in ink, as on posters of 1967."""
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
    """Paint wax-resist cloth: blossoms and vines on bare cream and indigo, the wax cracked."""
    inks = rgb("f3e6c8", "c9863f", "7a3f1c", "1a2c5c", "a8452a", "dcae5f")
    x, y = grid(size)
    sway = x + 0.6 * y + 0.04 * noise(size, 2, rng)
    band = np.abs((sway * 1.25) % 1 - 0.5)
    dark = smoothstep(band, 0.152, 0.148)
    sheet = Sheet(size, over(np.broadcast_to(inks[0], (size, size, 3)), inks[3], dark))
    for point in scatter(25, rng, 0.5):
        on_dark = bool(sample_at(dark, point[None])[0] > 0.5)
        _vine(sheet, point, inks, on_dark, rng)
        _blossom(sheet, point, inks, on_dark, rng)
    edge = smoothstep(np.abs(band - 0.165), 0.010, 0.007)
    picture = over(sheet.pixels(), inks[1], edge)
    wobble = 0.002 * noise(size, 30, rng, 2), 0.002 * noise(size, 30, rng, 2)
    picture = warp(picture, *wobble)
    waxed = smoothstep(luma(picture), 0.25, 0.6) * smoothstep(noise(size, 4, rng), -0.2, 0.8)
    cracks = smoothstep(np.abs(noise(size, 5, rng, 3)), 0.020, 0.006) * waxed
    bled = blur(over(picture, inks[3], 0.6 * cracks), 0.0012)
    dyed = 1 + 0.04 * noise(size, 8, rng, 3) + 0.025 * weave(size, rng, 200)
    return bled * dyed[..., None]


def _blossom(sheet: Sheet, where: Array, inks: Array, on_dark: bool, rng: Rng) -> None:
    """A round flower of flat petals that wax kept apart, dotted in the middle."""
    x, y = (float(v) for v in where)
    radius, turn = rng.uniform(0.06, 0.105), rng.uniform(0, np.pi)
    petals = int(rng.choice([6, 8]))
    petal = spline(np.array([[0.3, 0], [0.6, -0.26], [1, 0], [0.6, 0.26], [0.3, 0]]), 24)
    ground = inks[3] if on_dark else inks[0]
    colour = inks[rng.choice([0, 5, 1] if on_dark else [3, 2, 4, 1])]
    sheet.disc(x, y, radius * 1.06, ground)
    for k in range(petals):
        angle = turn + 2 * np.pi * k / petals
        sheet.fill(place(petal, x, y, radius, angle), colour)
        vein = place(np.array([[0.5, 0], [0.85, 0]], np.float32), x, y, radius, angle)
        sheet.line(vein, ground, 0.004)
    sheet.disc(x, y, radius * 0.25, inks[4] if on_dark else inks[1])


def _vine(sheet: Sheet, where: Array, inks: Array, on_dark: bool, rng: Rng) -> None:
    """A curling stem that swells, with leaves and a row of dots beside it."""
    x, y = (float(v) for v in where)
    turn, side = rng.uniform(0, 2 * np.pi), rng.choice([-1, 1])
    knots = np.array([[0, 0], [0.4, -0.22], [0.8, -0.05], [0.9, 0.25], [0.68, 0.3]], np.float32)
    path = spline(place(knots * [1, side], x, y, 0.24, turn), 50)
    colour = inks[rng.choice([0, 5] if on_dark else [3, 2])]
    sheet.fill(taper(path, 0.016, 0.5), colour)
    leaf = spline(np.array([[0, 0], [0.5, -0.3], [1, 0], [0.5, 0.18], [0, 0]]), 20)
    for k in (18, 28, 38):
        lean = np.arctan2(*(path[k + 1] - path[k])[::-1]) - 0.9 * side
        shape = leaf * [1, -side]
        sheet.fill(place(shape, path[k, 0], path[k, 1], 0.055, float(lean)), colour)
    for k in range(14, 48, 4):
        dot = path[k] + 0.02 * side * normals(path)[k]
        sheet.disc(float(dot[0]), float(dot[1]), 0.0035, inks[1])


def nouveau(size: int, rng: Rng) -> Array:
    """Paint whiplash stems, irises and leaves in old gold, sage and rose, with firm outlines."""
    inks = rgb("ecdcb0", "c9a25a", "7f9468", "4f6b52", "c97f6a", "8f4a4f", "e8b98a", "5f7f8f",
               "f3e9cf", "a8b890")  # fmt: skip
    ink = rgb("33231a")[0]
    sheet = Sheet(size, inks[0])
    for k in range(9):
        _ring(sheet, inks, k, rng)
    for _ in range(22):
        _whiplash(sheet, inks, ink, rng)
    for _ in range(24):
        _iris(sheet, inks, ink, rng)
    picture = sheet.pixels()
    x, y = grid(size)
    washes = 1 + 0.07 * noise(size, 5, rng, 3) + 0.03 * paper(size, rng)
    gold = np.clip(1 - np.abs(picture - inks[1]).sum(axis=2) * 8, 0, 1)
    picture = over(picture, ramp(0.5 + 0.3 * noise(size, 40, rng, 2) + 0.2 * (x - y),
                                 rgb("8f6a2a", "c9a25a", "f0d890")), gold)  # fmt: skip
    return light_relief(
        picture * washes[..., None], 1.5 * gold * noise(size, 50, rng, 2), 0.4, 0.4
    )


def _ring(sheet: Sheet, inks: Array, k: int, rng: Rng) -> None:
    """Part of a halo of ornament."""
    x, y = (float(v) for v in rng.random(2))
    radius = rng.uniform(0.06, 0.16)
    for part, colour in ((1.0, 1), (0.92, 8), (0.86, (4, 7, 2, 6)[k % 4]), (0.62, 1), (0.57, 0)):
        sheet.disc(x, y, radius * part, inks[colour])
    for step in range(12):
        angle = 2 * np.pi * step / 12
        spot = x + 0.74 * radius * np.cos(angle), y + 0.74 * radius * np.sin(angle)
        sheet.disc(float(spot[0]), float(spot[1]), radius * 0.1, inks[8])


def _whiplash(sheet: Sheet, inks: Array, ink: Array, rng: Rng) -> None:
    """A stem that lashes back, thick then thin, with leaves along it."""
    x, y, turn, length = (
        *rng.uniform(-0.1, 1.1, 2),
        rng.uniform(0, 2 * np.pi),
        rng.uniform(0.35, 0.7),
    )
    side = rng.choice([-1, 1])
    knots = np.array([[0, 0], [0.35, -0.2], [0.7, 0.05], [0.85, 0.3], [0.68, 0.42], [0.58, 0.3]])
    path = spline(place(knots * [1, side], x, y, length, turn), 60)
    colour = inks[rng.choice([2, 3, 3, 1])]
    width = np.linspace(rng.uniform(0.014, 0.028), 0.003, 60) * np.clip(
        np.arange(60) / 12, 0.05, 1
    )
    sheet.fill(swell(path, width + 0.006), ink)
    sheet.fill(swell(path, width), colour)
    leaf = spline(np.array([[0, 0], [0.5, -0.24], [1, 0.05], [0.5, 0.13], [0, 0]]), 24)
    for k in range(8, 46, 9):
        lean = np.arctan2(*(path[k + 1] - path[k])[::-1]) + side * rng.choice([-0.7, 0.7])
        shape = place(leaf, path[k, 0], path[k, 1], rng.uniform(0.04, 0.085), float(lean))
        sheet.fill(shape, inks[rng.choice([2, 3, 9])], ink, 0.0028)
        sheet.line(np.stack([shape[0], shape[12]]), ink, 0.0018)


def _iris(sheet: Sheet, inks: Array, ink: Array, rng: Rng) -> None:
    """A flower of drooping petals."""
    x, y, turn = *rng.random(2), rng.uniform(0, 2 * np.pi)
    scale = rng.uniform(0.05, 0.1)
    petal = spline(
        np.array([[0, 0], [0.45, -0.38], [1, -0.12], [0.9, 0.3], [0.4, 0.26], [0, 0]]), 30
    )
    pair = inks[rng.choice([4, 5, 6, 7, 8], 2)]
    for k in range(6):
        angle = turn + 2 * np.pi * k / 6
        sheet.fill(place(petal, x, y, scale, angle), pair[k % 2], ink, 0.003)
        rib = spline(np.array([[0.1, 0], [0.5, -0.08], [0.85, 0.08]]), 8)
        sheet.fill(taper(place(rib, x, y, scale, angle), 0.005), ink)
    sheet.disc(x, y, scale * 0.2, ink)
    sheet.disc(x, y, scale * 0.14, inks[1])
