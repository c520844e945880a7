"""Pictures of lines: copper engraving, woodcut and coloured linocut."""

from __future__ import annotations

import numpy as np

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
from presets.art.surfaces import paper


def engraving(size: int, rng: Rng) -> Array:
    """Paint drapery in swelling lines, crossed in the shade, on laid paper."""
    x, y = grid(size)
    form = noise(size, 4, rng, 3, gain=0.4)
    tone = np.clip(_shaded(form, 0.8) + 0.06 * noise(size, 9, rng, 2), 0.12, 0.9)
    sway = 0.0008 * noise(size, 90, rng, 2)
    first = _screen((y + 0.030 * form + sway) * 84, tone)
    crossed = _screen((0.8 * x + 0.35 * y - 0.022 * form + sway) * 78, tone + 0.28)
    third = _screen((0.5 * x - 0.7 * y + 0.022 * form + sway) * 78, tone + 0.52)
    ink = np.maximum.reduce([first, crossed, third])
    tooth, laid = paper(size, rng), np.sin(2 * np.pi * 150 * x)
    ink = ink * np.clip(0.95 + 0.05 * tooth, 0, 1)
    sheet = rgb("efe4c9")[0] * (1 + 0.018 * tooth + 0.012 * laid)[..., None]
    sheet = over(sheet, rgb("cfae7a")[0], 0.4 * smoothstep(noise(size, 4, rng, 3), -0.5, 2))
    return over(sheet, rgb("23180f")[0], ink)


def _shaded(form: Array, steep: float) -> Array:
    """Light on a relief, 0 (dark) to 1."""
    down, right = np.gradient(blur(form, 0.004), 1 / form.shape[0])
    lit: Array = 1 / (1 + np.exp(0.18 * steep * (right * 0.7 + down)))
    return lit


def _screen(phase: Array, tone: Array) -> Array:
    """Lines along the levels of ``phase``, as thick as ``tone`` is dark; 1 is ink."""
    slope = np.hypot(*np.gradient(phase)) + 1e-6
    distance = np.abs((phase % 1) - 0.5)
    thick = 0.46 * np.clip(1.02 - tone, 0, 1) ** 1.1
    # Edges one pixel soft, whatever the spacing of the lines.
    line: Array = np.clip((thick - distance) / slope + 0.5, 0, 1)
    return line * smoothstep(thick, 0.02, 0.06)


def woodcut(size: int, rng: Rng) -> Array:
    """Paint hills and firs under a red sun: broad blacks and bare paper, cut with the grain."""
    x, y = grid(size)
    form = noise(size, 3, rng, 2, gain=0.4)
    sun = np.hypot(x - 0.68, y - 0.26)
    beams = 0.55 * np.sin(14 * np.arctan2(y - 0.26, x - 0.68)) * smoothstep(sun, 0.18, 0.34)
    tone = 0.86 + 0.5 * form + beams * smoothstep(sun, 0.62, 0.42)
    tone = np.maximum(tone, smoothstep(sun, 0.24, 0.16))
    firs = _firs(x, y, rng)
    tone = tone - 1.5 * firs
    stream = np.where(sun < 0.34, 0.62 * sun, y + 0.10 * form)
    sway = 0.004 * noise(size, (12, 4), rng, 2)
    # Few gouges are as wide as their neighbours.
    wide = 0.06 * noise(size, (14, 3), rng)
    cut = _screen((stream + sway) * 26, 0.96 - 0.8 * np.clip(tone + wide, 0.0, 1.0))
    bare = smoothstep(tone, 0.92, 1.0)
    edge = smoothstep(np.abs(blur(firs, 0.003) - 0.5), 0.4, 0.2)
    ink = (1 - np.maximum(cut, bare)) * (1 - edge) * smoothstep(tone, 1.1, 0.9)
    red = smoothstep(np.abs(sun + 0.01 * form), 0.145, 0.135)
    grain = noise(size, (8, 220), rng, 2) * 0.5 + 0.5 * paper(size, rng)
    sheet = rgb("ecdcb9")[0] * (1 + 0.03 * grain)[..., None]
    sheet = over(sheet, rgb("b8321f")[0], red * np.clip(0.9 + 0.12 * grain, 0, 1))
    return over(sheet, rgb("17130f")[0], ink * smoothstep(grain, 2.8, 1.4))


def _firs(x: Array, y: Array, rng: Rng) -> Array:
    """Silhouettes of firs of several heights along the bottom."""
    mask = np.zeros_like(x)
    for _ in range(17):
        cx, top, wide = rng.uniform(-0.05, 1.05), rng.uniform(0.35, 0.8), rng.uniform(0.05, 0.11)
        fall = np.clip(y - top, 0, 1)
        tiers = 0.55 + 0.6 * ((fall * rng.uniform(13, 18)) % 1)
        fir = smoothstep(np.abs(x - cx) - fall * wide * 2.2 * tiers, 0.004, -0.004)
        mask = np.maximum(mask, fir * smoothstep(fall, 0.0, 0.01))
    return mask * smoothstep(y, 0.3, 0.32)


def linocut(size: int, rng: Rng) -> Array:
    """Paint leaves and seed heads in four colours, with the marks of the gouge left standing."""
    inks = rgb("f2e6cf", "e3a72f", "d9583b", "1f7a7a", "14323f")
    field = noise(size, 4, rng, 2)
    picture = ramp(np.clip(np.floor(2.2 + 1.1 * field) / 4, 0.25, 0.75), inks)
    dark, light = np.zeros((2, size, size), np.float32)
    for _ in range(80):
        _leaf(picture, dark, light, inks, rng)
    gouge = _gouges(size, rng)
    picture = over(picture, inks[4], dark)
    picture = over(picture, inks[0], np.maximum(light, gouge * (1 - dark)))
    tooth = paper(size, rng)
    mottle = smoothstep(tooth + 0.7 * noise(size, 200, rng), 2.2, 3.2)
    picture = over(picture, inks[0], 0.6 * mottle)
    rolled = 1 + 0.04 * noise(size, 300, rng) + 0.03 * noise(size, 12, rng, 2)
    return picture * rolled[..., None]


def _leaf(picture: Array, dark: Array, light: Array, inks: Array, rng: Rng) -> None:
    """One leaf laid over the others: its tint, and the veins and rim to be printed last."""
    centre = rng.uniform(-0.05, 1.05, 2)
    turn, length = float(rng.uniform(0, 2 * np.pi)), float(rng.uniform(0.08, 0.17))
    plump, bend = float(rng.uniform(0.28, 0.5)), float(rng.normal(0, 0.15))
    colour = int(rng.choice(5, p=[0.12, 0.2, 0.2, 0.28, 0.2]))
    here = window(len(dark), centre, 1.15 * length)
    x, y = (axis - c for axis, c in zip(window_coordinates(here, len(dark)), centre, strict=True))
    u = (x * np.cos(turn) + y * np.sin(turn)) / length
    v = (y * np.cos(turn) - x * np.sin(turn)) / length + bend * u**2
    outline = plump * np.clip(1 - u**2, 0, 1) ** 0.8
    distance = (np.abs(v) - outline) * length + 0.3 * length * np.clip(np.abs(u) - 1, 0, 1)
    inside = smoothstep(distance, 0.002, -0.002)
    ribs = np.abs(((u * 5.0 - np.abs(v) * 5.5) % 1) - 0.5)
    veins = smoothstep(ribs, 0.14, 0.08) * smoothstep(np.abs(v), 0.02, 0.05)
    carved = inside * np.maximum(veins, smoothstep(np.abs(v), 0.045, 0.03))
    rim = smoothstep(np.abs(distance), 0.0075, 0.0055)
    picture[here] = over(picture[here], inks[colour], inside)
    pale = colour == 4
    light[here] = np.maximum(light[here] * (1 - inside), carved if pale else 0)
    dark[here] = np.maximum(dark[here] * (1 - inside), rim if pale else np.maximum(carved, rim))


def _gouges(size: int, rng: Rng) -> Array:
    """Short tapering cuts that follow a slow flow."""
    _, y = grid(size)
    flow = along_contours(y + 0.12 * noise(size, 3, rng, 2))
    across = np.abs(((y + 0.03 * np.sin(flow * 3)) * 60) % 1 - 0.5)
    broken = smoothstep(noise(size, (60, 14), rng), 0.55, 1.3)
    cut: Array = smoothstep(across - 0.36 * broken, 0, -0.08) * smoothstep(broken, 0.02, 0.2)
    return cut
