"""The early moderns: a grid of primaries, floating circles and lines, gold-leaf ornament."""

from __future__ import annotations

import numpy as np

from presets.art.brushes import Brush, Canvas, stroke_over
from presets.art.colours import luma, rgb
from presets.art.fields import Array, Rng, grid, noise, smoothstep
from presets.art.shapes import arc
from presets.art.sheet import Sheet, place, spline, swell, taper
from presets.art.surfaces import light_canvas, light_relief, paper, weave


def mondrian(size: int, rng: Rng) -> Array:
    """Paint primaries, greys and black bars at right angles, brushed by hand on canvas."""
    sheet = Sheet(size, rgb("f0ebdd")[0])
    tints = rgb("c9201c", "1d3f9c", "f0c419", "f3eee0", "e4e2da", "f6f3ea", "1a1a1c", "d8d5cb")
    shares = np.array([0.17, 0.15, 0.15, 0.18, 0.12, 0.12, 0.04, 0.07])
    for x0, y0, x1, y1 in _boxes(rng, 60):
        box = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
        width = float(rng.choice([0.012, 0.016, 0.021]))
        sheet.fill(box, tints[rng.choice(8, p=shares)], rgb("121214")[0], width)
    target = sheet.pixels()
    canvas = Canvas(target)
    quarter = np.round(noise(size, 7, rng)) * (np.pi / 2)
    brush = Brush(0.016, 0.06, 9, dry=0.3, streaks=0.5, taper=0.2, light=0.025, hue=0.012)
    areas = (target @ np.array([7, 61, 509], np.float32) * 255).astype(np.int32)
    stroke_over(canvas, target, quarter, brush, rng, cover=1.8, wander=0.04, within=areas)
    painting = light_canvas(canvas, 2.2, 0.15)
    return painting * (1 + 0.018 * weave(size, rng)[..., None])


def _boxes(rng: Rng, count: int) -> list[tuple[float, float, float, float]]:
    """The square cut into rectangles, the largest first."""
    boxes = [(-0.02, -0.02, 1.02, 1.02)]
    while len(boxes) < count:
        areas = np.array([(b[2] - b[0]) * (b[3] - b[1]) for b in boxes])
        x0, y0, x1, y1 = boxes.pop(int(rng.choice(len(boxes), p=areas**2 / (areas**2).sum())))
        t = float(rng.uniform(0.25, 0.75))
        if (x1 - x0) * rng.uniform(0.7, 1.4) > y1 - y0:
            cut = x0 + t * (x1 - x0)
            boxes += [(x0, y0, cut, y1), (cut, y0, x1, y1)]
        else:
            cut = y0 + t * (y1 - y0)
            boxes += [(x0, y0, x1, cut), (x0, cut, x1, y1)]
    return boxes


def kandinsky(size: int, rng: Rng) -> Array:
    """Paint circles, wedges, arcs and chequers afloat on a warm ground."""
    ground = rgb("efe0bd", "e9c98a", "d9d3b8", "e8b9a0")
    colours = rgb(
        "c8281e", "e8741c", "f2b81a", "f6e27a", "1f4fa3", "3d8fc9", "173a5e", "2f8a5a",
        "8fb84a", "7a3f8f", "d85a8a", "15161c", "f5efe0", "a8552a", "5fb5b0",
    )  # fmt: skip
    sheet = Sheet(size, ground[0])
    for _ in range(38):
        _wedge(sheet, colours, rng)
    for _ in range(75):
        _circles(sheet, colours, rng)
    for _ in range(95):
        _stripe(sheet, colours, rng)
    for _ in range(15):
        _chequer(sheet, colours, rng)
    picture = sheet.pixels()
    x, y = grid(size)
    bare = np.clip(1 - np.abs(picture - ground[0]).sum(axis=2) * 15, 0, 1)[..., None]
    clouds = (
        ground[1] + (ground[3] - ground[1]) * smoothstep(noise(size, 3, rng, 3), -1, 1)[..., None]
    )
    picture = (
        picture + bare * (clouds - picture) * (0.35 + 0.5 * np.hypot(x - 0.5, y - 0.5))[..., None]
    )
    canvas = Canvas(picture)
    brush = Brush(0.010, 0.035, 7, dry=0.4, streaks=0.6, taper=0.3, light=0.035, hue=0.02)
    areas = (picture @ np.array([7, 61, 509], np.float32) * 255).astype(np.int32)
    flow = 1.5 * noise(size, 3, rng, 2)
    stroke_over(canvas, picture, flow, brush, rng, cover=1.1, wander=0.2, within=areas)
    return light_canvas(canvas, 1.4, 0.1) * (1 + 0.02 * paper(size, rng))[..., None]


def _pick(colours: Array, rng: Rng) -> Array:
    chosen: Array = colours[rng.integers(len(colours))]
    return chosen


def _wedge(sheet: Sheet, colours: Array, rng: Rng) -> None:
    """A triangle or trapezium, outlined now and then."""
    x, y, length, turn = *rng.random(2), rng.uniform(0.12, 0.34), rng.uniform(0, 2 * np.pi)
    shape = np.array([[0, -0.16], [1, rng.uniform(-0.1, 0)], [1, 0.05], [0, 0.2]], np.float32)
    rim = rgb("15161c")[0] if rng.random() < 0.5 else None
    sheet.fill(place(shape, x, y, length, turn), _pick(colours, rng), rim, 0.003)


def _circles(sheet: Sheet, colours: Array, rng: Rng) -> None:
    """A disc with rings in it."""
    x, y = (float(v) for v in rng.random(2))
    radius = 0.012 + 0.075 * float(rng.random()) ** 2
    sheet.disc(x, y, radius * 1.07, rgb("15161c")[0])
    for part in np.linspace(1, 0.25, int(rng.integers(2, 6))):
        sheet.disc(x, y, radius * float(part), _pick(colours, rng))


def _stripe(sheet: Sheet, colours: Array, rng: Rng) -> None:
    """A straight or bent line that swells."""
    x, y, length, turn = *rng.random(2), rng.uniform(0.08, 0.4), rng.uniform(0, 2 * np.pi)
    if rng.random() < 0.55:
        bend = rng.uniform(0.02, 0.12) * rng.choice([0, 0, 1])
        path = spline(place(np.array([[0, 0], [0.5, bend], [1, 0]]), x, y, length, turn), 20)
    else:
        path = arc(x, y, length / 2.4, turn, turn + rng.uniform(1, 4))
    colour = rgb("15161c")[0] if rng.random() < 0.6 else _pick(colours, rng)
    width = rng.uniform(0.003, 0.011)
    taper = np.linspace(width, rng.choice([0.2, 1.0]) * width, len(path))
    sheet.fill(swell(path, taper), colour)


def _chequer(sheet: Sheet, colours: Array, rng: Rng) -> None:
    """A small slanting chessboard."""
    x, y, turn, side = *rng.random(2), rng.uniform(0, np.pi), rng.uniform(0.014, 0.026)
    pair = _pick(colours, rng), rgb("f5efe0")[0]
    cell = np.array([[0, 0], [1, 0.15], [1.15, 1.15], [0.15, 1]], np.float32)
    for k in range(int(rng.integers(12, 26))):
        step = np.array([k % 5 + 0.15 * (k // 5), k // 5 + 0.15 * (k % 5)], np.float32)
        sheet.fill(place(cell + step, x, y, side, turn), pair[(k % 5 + k // 5) % 2])


def klimt(size: int, rng: Rng) -> Array:
    """Paint gold leaf set with spirals, eyes, triangles and enamel flowers."""
    golds = rgb("c8922a", "e0b040", "a8741e", "d8a83c", "f0cc6a", "8a5a18")
    sheet = Sheet(size, golds[0])
    for _ in range(150):
        x, y = rng.uniform(-0.05, 1.05, 2)
        side = rng.uniform(0.04, 0.11)
        box = np.array([[0, 0], [1, 0], [1, 1.3], [0, 1.3]], np.float32)
        sheet.fill(place(box, x, y, side, rng.normal(0, 0.08)), golds[rng.integers(6)])
    motifs = (_spiral, _spiral, _spiral, _eye, _blocks, _blocks, _flower)
    for x, y in _spread(290, rng):
        motifs[rng.integers(len(motifs))](sheet, float(x), float(y), rng)
    picture = sheet.pixels()
    gold = smoothstep(picture[..., 0] - picture[..., 2], 0.25, 0.45)
    crackle = noise(size, 26, rng, 4)
    height = 2.2 * crackle + 6 * smoothstep(luma(picture), 0.2, 0.8) + 1.2 * paper(size, rng)
    sheen = 1 + gold * (0.16 * noise(size, 7, rng, 3) + 0.05 * crackle)
    return light_relief(picture * sheen[..., None], height, 0.35, 0.75)


def _spread(count: int, rng: Rng) -> Array:
    side = round(count**0.5)
    cell = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2)
    return rng.permutation((cell + 0.5 + rng.uniform(-0.45, 0.45, cell.shape)) / side)


def _spiral(sheet: Sheet, x: float, y: float, rng: Rng) -> None:
    t = np.linspace(0.4, rng.uniform(9, 15), 90)
    radius, turn = rng.uniform(0.026, 0.052), rng.uniform(0, 2 * np.pi)
    r = radius * t / t[-1]
    path = np.stack([x + r * np.cos(t + turn), y + r * np.sin(t + turn)], 1)
    colour = rgb("2a1a0c", "f7e3a0", "5a3210", "f3ead2")[rng.choice(4, p=[0.4, 0.35, 0.15, 0.1])]
    sheet.fill(swell(path, np.linspace(0.003, 0.0085, 90)), colour)


def _eye(sheet: Sheet, x: float, y: float, rng: Rng) -> None:
    radius, turn = rng.uniform(0.02, 0.042), rng.uniform(0, np.pi)
    along = np.array([np.cos(turn), np.sin(turn)], np.float32) * radius * 1.5
    ends = np.array([x, y], np.float32) + np.outer([-1, 0, 1], along)
    rings = (("1a1410", 2.1), ("f3ead2", 1.8), ("1d4f8a", 1.2), ("111111", 0.6))
    swap = {"1d4f8a": rng.choice(["1d4f8a", "b8321f", "2f7a4a", "7a3f8f"])}
    for code, part in rings:
        colour = rgb(swap.get(code, code))[0]
        sheet.fill(taper(spline(ends, 24), radius * part, 0.8), colour)
    sheet.disc(x, y, radius * 0.14, rgb("f7e3a0")[0])


def _blocks(sheet: Sheet, x: float, y: float, rng: Rng) -> None:
    """Upright bars of black, white and silver."""
    wide = float(rng.uniform(0.010, 0.018))
    bar = np.array([[0, 0], [0.85, 0], [0.85, 2.4], [0, 2.4]], np.float32)
    for k in range(int(rng.integers(3, 7))):
        corner = x + (k % 3 - 1) * wide, y + (k // 3 - 0.5) * 2.6 * wide
        sheet.fill(place(bar, *corner, wide), rgb("15120e", "efe8d4", "9a948a")[rng.integers(3)])


def _flower(sheet: Sheet, x: float, y: float, rng: Rng) -> None:
    radius, petals = float(rng.uniform(0.012, 0.026)), int(rng.integers(5, 9))
    petal = rgb("c8321f", "2f5fa8", "e88a1c", "3f8f5a", "a84a8a", "f0ead6")[rng.integers(6)]
    for k in range(petals):
        angle = 2 * np.pi * k / petals
        px, py = x + radius * np.cos(angle), y + radius * np.sin(angle)
        sheet.disc(float(px), float(py), radius * 0.56, rgb("2a1a0c")[0])
        sheet.disc(float(px), float(py), radius * 0.46, petal)
    sheet.disc(x, y, radius * 0.6, rgb("2a1a0c")[0])
    sheet.disc(x, y, radius * 0.45, rgb("f2c440")[0])
