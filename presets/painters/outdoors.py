"""Painted out of doors: a lily pond, a burning sky, fauve hills, a field in thick paint."""

from __future__ import annotations

import numpy as np

from presets.art.brushes import Brush, Canvas, lay_line, stroke_over
from presets.art.colours import over, ramp, rgb
from presets.art.fields import (
    Array,
    Rng,
    along_contours,
    blur,
    grid,
    noise,
    smoothstep,
    window,
    window_coordinates,
)
from presets.art.sheet import spline
from presets.art.surfaces import light_canvas, weave


def monet(size: int, rng: Rng) -> Array:
    """Paint lilies on a pond that mirrors willows and an evening sky, in broken touches."""
    x, y = grid(size)
    water = rgb("1f3f66", "2f6a8a", "5a9a9a", "8fb3c9", "c9b3d6", "f0c9b8", "6a7fb8")
    rows = noise(size, (14, 4), rng, 3)
    target = ramp(0.5 + 0.20 * rows + 0.22 * np.sin(5 * x + 3 * y), water)
    willow = smoothstep(noise(size, (2, 9), rng, 3) + 1.2 * (0.5 - y), 0.1, 1.3)
    leaves = rgb("12362f", "2a6a45", "7aa84a", "c9cf6a")
    hanging = ramp(0.5 + 0.25 * noise(size, (8, 26), rng, 2), leaves)
    target = over(target, hanging, 0.85 * willow)
    angle = np.where(willow > 0.5, 1.45, 0.0) + 0.35 * noise(size, 6, rng, 2)
    pads = np.zeros_like(x)
    for _ in range(42):
        target = _lily(target, pads, rng)
    angle = angle * (1 - pads)
    canvas = Canvas(target * 0.75)
    broad = Brush(0.020, 0.055, 8, dry=0.5, light=0.06, hue=0.06, taper=0.4)
    stroke_over(canvas, target, angle, broad, rng, cover=2.0, wander=0.25)
    touch = Brush(0.011, 0.030, 5, dry=0.5, light=0.09, hue=0.08, taper=0.5, body=1.3)
    stroke_over(canvas, target, angle, touch, rng, cover=1.1, wander=0.35)
    return light_canvas(canvas, 2.0, 0.2) * (1 + 0.025 * weave(size, rng)[..., None])


def _lily(target: Array, pads: Array, rng: Rng) -> Array:
    """A raft of leaves with a flower or two; marks its place in ``pads``."""
    centre = rng.uniform(-0.03, 1.03), rng.uniform(0.05, 1.0)
    wide = rng.uniform(0.03, 0.085) * (0.6 + 0.7 * centre[1])
    here = window(len(target), centre, wide)
    x, y = window_coordinates(here, len(target))
    r = np.hypot((x - centre[0]) / wide, (y - centre[1]) / (0.42 * wide))
    leaf = smoothstep(r, 1.0, 0.85)
    tint = rgb("4f8f4a", "86b35a", "2f7a5c", "a8c97a", "5a7fa0")[rng.integers(5)]
    shade = (0.75 + 0.5 * (centre[1] + 0.2 - y) / wide)[..., None]
    painted = over(target[here], np.clip(tint * shade, 0, 1), leaf)
    painted = over(painted, rgb("173a4a")[0], 0.7 * smoothstep(np.abs(r - 1), 0.16, 0.05))
    petals = rgb("f7d3dc", "fff3e8", "e88fa8", "f7e08a")[rng.integers(4)]
    bloom = np.hypot((x - centre[0]) / 0.36, (y - centre[1] + 0.12 * wide) / 0.24) / wide
    painted = over(painted, petals, smoothstep(bloom, 1.0, 0.7))
    target[here] = painted
    pads[here] = np.maximum(pads[here], leaf)
    return target


def munch(size: int, rng: Rng) -> Array:
    """Paint a burning sky and a fjord in long bands that sway as if the air itself cried out."""
    x, y = grid(size)
    sway = 0.075 * np.sin(6 * x + 1.6 * np.sin(5 * y)) + 0.06 * noise(size, 3, rng, 2)
    stream = y + sway * (0.4 + np.abs(y - 0.45))
    for cx, cy, turn in (
        (0.66, 0.62, 0.20),
        (0.22, 0.78, -0.18),
        (0.80, 0.24, 0.17),
        (0.3, 0.22, -0.16),
    ):
        stream = stream + turn * np.exp(-((x - cx) ** 2 + (y - cy) ** 2) / 0.016)
    sky = rgb("7a1a14", "d8401c", "f2792a", "f7b54a", "f3d98a", "c9541f", "5a7fa0", "a82a1c")
    sea = rgb("101a38", "22407a", "3f6fa0", "c9a05a", "1a2a4f", "5a3a5f", "0f1a30")
    bands = stream * 7 + 0.12 * noise(size, (18, 5), rng, 2)
    shore = smoothstep(stream, 0.49, 0.51)
    target = over(ramp((bands * 0.9) % 1, sky), ramp((bands * 0.8 + 0.3) % 1, sea), shore)
    bank = smoothstep(0.75 * x + stream, 1.22, 1.25)
    earth = ramp((bands * 1.4) % 1, rgb("2f1f1a", "7a4a2a", "3f5a3a", "a8622f", "1f2a3a"))
    target = over(target, earth, bank)
    angle = along_contours(stream)
    canvas = Canvas(rgb("a87a4a")[0] * np.ones_like(target))
    long = Brush(0.017, 0.20, 7, dry=0.45, streaks=0.8, light=0.05, hue=0.04, body=0.7)
    stroke_over(canvas, target, angle, long, rng, cover=2.6, wander=0.05)
    thin = Brush(0.008, 0.15, 4, dry=0.5, streaks=0.5, light=0.11, hue=0.07, body=0.9)
    stroke_over(canvas, target, angle, thin, rng, cover=0.8, wander=0.06)
    return light_canvas(canvas, 1.4, 0.1)


def fauve(size: int, rng: Rng) -> Array:
    """Paint hills and roofs in colours straight from the tube, contours in blue and crimson."""
    x, y = grid(size)
    tints = rgb(
        "f2551c", "f7a81c", "f2d53c", "1c8a4a", "7ac943", "1b4fb0", "3fa8d8", "e0307a",
        "8f2f9c", "f7c9b0", "c8201c", "12687a", "f29ab8",
    )  # fmt: skip
    ridges = y * 5.5 + 0.9 * noise(size, 3, rng, 2) + 0.5 * np.sin(4 * x)
    patches = np.floor(ridges).astype(np.intp) * 5 + np.floor(2.2 * noise(size, 5, rng)).astype(
        np.intp
    )
    target = tints[(patches * 7) % len(tints)]
    hue = 0.10 * noise(size, 12, rng, 2)
    target = np.clip(target * (1 + hue[..., None]), 0, 1)
    lean = patches * 1.1 + 0.35 * noise(size, 4, rng)
    edges = np.abs(np.gradient(patches.astype(np.float32))).max(axis=0)
    rim = smoothstep(blur(np.clip(edges, 0, 1), 0.0045), 0.05, 0.14)
    canvas = Canvas(rgb("f3e6cc")[0] * np.ones_like(target))
    block = Brush(0.034, 0.085, 11, dry=0.45, streaks=0.5, taper=0.15, light=0.05, hue=0.05)
    stroke_over(canvas, target, lean, block, rng, cover=1.7, wander=0.2)
    dash = Brush(0.017, 0.05, 7, dry=0.4, streaks=0.5, taper=0.2, light=0.08, hue=0.09, body=1.3)
    stroke_over(canvas, target, lean, dash, rng, cover=0.55, wander=0.3)
    contour = over(rgb("16246a")[0] * np.ones_like(target), rgb("8f1038")[0],
                   smoothstep(noise(size, 3, rng), 0.2, 0.6))  # fmt: skip
    along = along_contours(blur(patches.astype(np.float32), 0.006))
    liner = Brush(0.011, 0.07, 5, dry=0.35, streaks=0.4, taper=0.6, light=0.03, body=1.2)
    stroke_over(canvas, contour, along, liner, rng, cover=3.0, where=rim, wander=0.05)
    return light_canvas(canvas, 1.9, 0.25)


def impasto(size: int, rng: Rng) -> Array:
    """Paint poppies and wheat laid on with the knife, paint as thick as butter."""
    _, y = grid(size)
    sky = ramp(np.clip(y * 2.6 + 0.18 * noise(size, 4, rng, 3), 0, 1),
               rgb("2a5f8a", "6fa3b8", "e8e3cc", "f3d9a0"))  # fmt: skip
    wheat = ramp(0.5 + 0.27 * noise(size, 8, rng, 3),
                 rgb("5a3a14", "b87a1c", "e8b33c", "f7dc8a", "7a8f3a"))  # fmt: skip
    target = over(sky, wheat, smoothstep(y + 0.02 * noise(size, 8, rng), 0.35, 0.38))
    for _ in range(95):
        _poppy(target, rng)
    slope = 1.25 + 0.5 * noise(size, 4, rng, 2)
    angle = np.where(y < 0.36, 0.5 * noise(size, 3, rng), slope)
    canvas = Canvas(target * 0.6)
    knife = Brush(
        0.050, 0.080, 16, dry=0.25, streaks=0.8, taper=0.05, light=0.06, hue=0.03, body=2.6
    )
    stroke_over(canvas, target, angle, knife, rng, cover=2.0, wander=0.5)
    edge = Brush(0.028, 0.045, 10, dry=0.3, streaks=0.8, taper=0.1, light=0.09, hue=0.05, body=3.2)
    stroke_over(canvas, target, angle, edge, rng, cover=1.0, wander=0.6)
    stalk = Brush(0.006, 0.1, 3, dry=0.2, streaks=0.4, taper=0.7, body=2.0)
    for _ in range(130):
        foot = np.array([rng.random(), rng.uniform(0.45, 1.02)])
        bend, tall = rng.normal(0, 0.02), rng.uniform(0.09, 0.16)
        knots = foot + np.array([[0, 0], [0.6 * bend, -0.5 * tall], [2 * bend, -tall]])
        tone = rgb("f7e3a0", "3f5a1c", "8f5a14", "f2c44a")[rng.integers(4)]
        lay_line(canvas, spline(knots, 14), tone, stalk, rng)
    return light_canvas(canvas, 1.7, 0.45)


def _poppy(target: Array, rng: Rng) -> None:
    """A flower head, lit from above, larger in front."""
    centre = rng.uniform(0, 1), 0.40 + 0.62 * rng.random()
    wide = (0.012 + 0.045 * (centre[1] - 0.35)) * rng.uniform(0.7, 1.4)
    here = window(len(target), centre, 1.3 * wide)
    x, y = window_coordinates(here, len(target))
    r = np.hypot((x - centre[0]) / 1.2, y - centre[1]) / wide
    reds = rgb("7a0f14", "c81f1a", "f2452a", "f7855a")
    shade = ramp(0.55 + 0.45 * (centre[1] - y) / wide + 0 * x, reds)
    painted = over(target[here], shade, smoothstep(r, 1.0, 0.9))
    target[here] = over(painted, rgb("1a1014")[0], smoothstep(r, 0.32, 0.2))
