"""Drawn by hand in one dark tone: ink wash, charcoal, coloured pencil."""

from __future__ import annotations

import numpy as np

from presets.art.brushes import Brush, Canvas, lay_line, stroke_over
from presets.art.colours import over, ramp, rgb, saturate
from presets.art.fields import Array, Rng, along_contours, blur, grid, noise, smoothstep
from presets.art.sheet import spline
from presets.art.surfaces import paper

_INK = rgb("15171c")[0]


def ink(size: int, rng: Rng) -> Array:
    """Paint mountains in mist and bamboo before them, in five strengths of ink and a red seal."""
    x, y = grid(size)
    silk = (
        rgb("ece3cd")[0] * (1 + 0.02 * paper(size, rng) + 0.05 * noise(size, 4, rng, 3))[..., None]
    )
    picture = silk
    angle = np.zeros_like(x)
    for k, top in enumerate((0.13, 0.28, 0.44, 0.62, 0.80)):
        ridge = (
            top
            + 0.10 * np.abs(noise(size, (1, 4), rng, 5, gain=0.55))
            - 0.09 * noise(size, (1, 2), rng)
        )
        depth = y - ridge
        body = smoothstep(depth, -0.002, 0.004) * np.exp(-np.clip(depth, 0, 1) * 7)
        cun = 0.65 + 0.28 * noise(size, (9, 26), rng, 3) + 0.15 * noise(size, 60, rng)
        strength = (0.45 + 0.12 * k) * body * np.clip(cun, 0, 1.4)
        picture = over(picture, _INK, np.clip(strength, 0, 0.92))
        angle = np.where(depth > 0, 1.2 + 0.5 * noise(size, 6, rng), angle)
    canvas = Canvas(picture)
    dark = smoothstep(1 - picture.mean(axis=2), 0.34, 0.62)
    dry = Brush(0.007, 0.040, 6, dry=0.95, streaks=0.3, opacity=0.7, taper=0.6, hue=0.004)
    stroke_over(canvas, picture * 0.4, angle, dry, rng, cover=2.0, where=dark, wander=0.35)
    _grasses(canvas, rng)
    _bamboo(canvas, rng)
    bled = 0.6 * canvas.colour + 0.4 * blur(canvas.colour, 0.0016)
    for cx, cy in ((0.08, 0.09), (0.93, 0.40)):
        seal = np.maximum(np.abs(x - cx), np.abs(y - cy)) + 0.0022 * noise(size, 60, rng)
        glyph = np.maximum(np.sin(x * 620), np.sin(y * 560 + 2 * np.sin(x * 300))) > 0.55
        bled = over(
            bled, rgb("b8261c")[0], smoothstep(seal, 0.030, 0.028) * (~glyph | (seal > 0.025))
        )
    painting: Array = bled * (1 + 0.018 * paper(size, rng))[..., None]
    return painting


def _grasses(canvas: Canvas, rng: Rng) -> None:
    """Orchid leaves that spring from a few roots and bend over."""
    blade = Brush(0.008, 0.1, 7, dry=0.45, streaks=0.15, opacity=0.9, taper=0.9)
    for root in rng.uniform((0, 0.7), (1, 1.05), (8, 2)):
        for _ in range(9):
            side, tall = rng.choice([-1, 1]) * rng.uniform(0.03, 0.14), rng.uniform(0.08, 0.2)
            bend = np.array(
                [[0, 0], [0.25 * side, -0.8 * tall], [side, -tall * rng.uniform(0.3, 1)]]
            )
            lay_line(canvas, spline(root + bend, 14), _INK + rng.uniform(0, 0.4), blade, rng)


def _bamboo(canvas: Canvas, rng: Rng) -> None:
    """Jointed stems, the palest and farthest first, with leaves at their joints."""
    for tone in np.sort(rng.uniform(0, 0.5, 16))[::-1]:
        foot, lean = np.array([rng.uniform(-0.05, 1.05), 1.05]), rng.normal(0, 0.22)
        stem = Brush(
            rng.uniform(0.007, 0.017), 0.1, 12, dry=0.5, streaks=0.2, opacity=0.85, taper=0.05
        )
        up = np.array([np.sin(lean), -np.cos(lean)]) * rng.uniform(0.09, 0.14)
        for joint in range(int(rng.integers(4, 10))):
            low = foot + up * joint
            lay_line(canvas, np.stack([low + 0.05 * up, low + 0.97 * up]), _INK + tone, stem, rng)
            if joint and rng.random() < 0.8:
                _leaves(canvas, low, float(tone), rng)


def _leaves(canvas: Canvas, twig: Array, tone: float, rng: Rng) -> None:
    """A spray of leaves, each set down in one press and lift of the brush."""
    leaf = Brush(0.0155, 0.1, 12, dry=0.3, streaks=0.15, opacity=0.92, taper=1)
    side = rng.choice([-1, 1])
    for _ in range(int(rng.integers(4, 9))):
        root = twig + rng.normal(0, 0.016, 2)
        turn, length = rng.normal(0.75, 0.45), rng.uniform(0.06, 0.14)
        tip = length * np.array([side * np.cos(turn), np.sin(turn)])
        sag = np.stack([root, root + tip * 0.55 + np.array([0, -0.012]), root + tip])
        lay_line(canvas, spline(sag, 12), _INK + tone + rng.uniform(-0.04, 0.12), leaf, rng)


def charcoal(size: int, rng: Rng) -> Array:
    """Paint rubbed folds with hard strokes and lights lifted out by the eraser, on grey paper."""
    x, y = grid(size)
    tooth = paper(size, rng)
    form = noise(size, 4, rng, 2)
    down, right = np.gradient(blur(form, 0.006), 1 / size)
    tone = np.clip(0.5 + 0.032 * (0.7 * right + down) + 0.06 * noise(size, 9, rng, 2), 0.04, 1)
    sheet = rgb("dcd3c3")[0] * (1 + 0.02 * tooth)[..., None]
    rubbed = over(sheet, rgb("2a2826")[0], 0.75 * smoothstep(tone, 0.75, 0.05))
    angle = along_contours(form + 0.8 * (x + 0.5 * y))
    canvas = Canvas(rubbed)
    stick = Brush(0.010, 0.11, 9, dry=0.9, streaks=0.2, opacity=0.7, taper=0.5, hue=0.004)
    shade = smoothstep(tone, 0.58, 0.25)
    stroke_over(canvas, rubbed * 0.4, angle, stick, rng, cover=2.6, where=shade, wander=0.1)
    hatch = np.full_like(angle, 2.3) + 0.1 * noise(size, 4, rng)
    thin = Brush(0.005, 0.07, 4, dry=0.6, streaks=0.2, opacity=0.85, taper=0.6, hue=0.004)
    dark = smoothstep(tone, 0.55, 0.1)
    stroke_over(canvas, rubbed * 0.22, hatch, thin, rng, cover=1.3, where=dark, wander=0.07)
    chalk = np.broadcast_to(rgb("f7f2e6")[0], rubbed.shape)
    light = smoothstep(tone, 0.68, 1.0)
    white = Brush(0.016, 0.12, 9, dry=0.8, streaks=0.2, opacity=0.4, taper=0.6, hue=0.004)
    stroke_over(canvas, chalk, hatch, white, rng, cover=1.6, where=light, wander=0.1)
    # Few lines run through the lights: without any, features would fade there.
    level = np.abs((1.5 * form + 2 * y) % 1 - 0.5)
    edge = Brush(0.006, 0.12, 5, dry=0.5, streaks=0.2, opacity=0.85, taper=0.8, hue=0.004)
    along = along_contours(1.5 * form + 2 * y)
    lines = smoothstep(level, 0.42, 0.48)
    stroke_over(canvas, rubbed * 0.25, along, edge, rng, cover=2.4, where=lines, wander=0.06)
    drawn = canvas.colour
    # Charcoal catches on the tooth of the paper and misses its valleys.
    caught = smoothstep(0.5 * tooth + 0.8 * noise(size, 420, rng), -1.7, 0.3)
    return rubbed + (drawn - rubbed) * (0.25 + 0.75 * caught)[..., None]


def pencil(size: int, rng: Rng) -> Array:
    """Paint hills and clouds hatched in coloured pencil, layer over layer, the white left bare."""
    form = noise(size, 3, rng, 2)
    hues = rgb(
        "d8452e", "f2982a", "f2d23a", "6fb83f", "1f8f7a", "2f7fd0", "3a3fa0", "8f3fa0", "e06a9a"
    )
    _, y = grid(size)
    target = ramp((0.5 + 0.22 * form + 0.9 * y) % 1, np.concatenate([hues, hues[:1]]))
    tone = np.clip(0.5 + 0.3 * noise(size, 3, rng, 2), 0.1, 1)
    tooth = paper(size, rng)
    sheet = rgb("f7f2e6")[0] * (1 + 0.012 * tooth)[..., None]
    canvas = Canvas(sheet)
    patch = np.floor(1.2 * form + 3 * y) * 0.35
    layers = ((0.0, 3.0, 1.0), (0.35, 1.6, 0.9), (1.3, 0.9, 0.7))
    for turn, cover, shade in layers:
        lead = Brush(
            0.0066, 0.10, 5, dry=0.5, streaks=0.3, opacity=0.55, taper=0.6, light=0.05, hue=0.03
        )
        angle = 0.7 + turn + patch + 0.08 * noise(size, 5, rng)
        chance = np.clip(tone * 1.3 - 0.25 * turn, 0.04, 1)
        stroke_over(
            canvas, target * shade, angle, lead, rng, cover=cover, where=chance, wander=0.05
        )
    contour = smoothstep(np.abs((1.2 * form + 3 * y) % 1 - 0.5), 0.40, 0.47)
    pen = Brush(0.0055, 0.13, 4, dry=0.35, streaks=0.2, opacity=0.9, taper=0.7, hue=0.02)
    dark = np.broadcast_to(rgb("2a2440")[0], target.shape)
    along = along_contours(1.2 * form + 3 * y)
    stroke_over(canvas, dark, along, pen, rng, cover=1.6, where=contour, wander=0.06)
    drawn = saturate(canvas.colour, 1.1)
    caught = smoothstep(0.5 * tooth + 0.8 * noise(size, 420, rng), -2.0, 0.0)
    picture: Array = sheet + (drawn - sheet) * (0.3 + 0.7 * caught)[..., None]
    return picture
