"""Popular pictures: comic-strip halftone, spray-can graffiti and pixels."""

from __future__ import annotations

import numpy as np

from presets.art.colours import over, ramp, rgb
from presets.art.fields import Array, Rng, grid, noise, smoothstep
from presets.art.sheet import Sheet, place, spline, taper
from presets.art.surfaces import light_relief, paper

_BLACK, _CREAM = rgb("141216", "fbf3e0")


def popart(size: int, rng: Rng) -> Array:
    """Paint bursts, speed lines and swelling ink contours over printed dots."""
    reds = rgb("e8202a", "ffd818", "1f6fd0", "f7b8a0", "18a8d8", "f7f0dc", "f27a1a", "e84a9a")
    flat, dotted = Sheet(size, reds[1]), Sheet(size, reds[0])
    for _ in range(50):
        shape = _blob(rng)
        one, two = rng.permutation(len(reds))[:2]
        flat.fill(shape, reds[one], _BLACK, 0.0075)
        dotted.fill(shape, reds[two], _BLACK, 0.0075)
    for _ in range(7):
        burst = _burst(rng)
        colour = reds[rng.choice([0, 1, 5])]
        for sheet in (flat, dotted):
            sheet.fill(burst, colour, _BLACK, 0.009)
            sheet.fill(
                (burst - burst.mean(axis=0)) * 0.62 + burst.mean(axis=0), _CREAM, _BLACK, 0.006
            )
    for _ in range(34):
        path, width = _lash(rng)
        for sheet in (flat, dotted):
            sheet.fill(taper(path, width, 0.6), _BLACK)
    x, y = grid(size)
    u, v = (x + 0.5 * y) * 72, (y - 0.5 * x) * 72
    swell = 0.33 + 0.11 * noise(size, 3, rng)
    dots = smoothstep(np.hypot(u % 1 - 0.5, v % 1 - 0.5) - swell, 0.03, -0.03)
    picture = over(flat.pixels(), dotted.pixels(), dots)
    return picture * (1 + 0.022 * paper(size, rng) + 0.02 * noise(size, 8, rng, 3))[..., None]


def _blob(rng: Rng) -> Array:
    """A rounded shape, like a cloud, a cheek or a lock of hair."""
    count = int(rng.integers(5, 9))
    angle = np.sort(rng.uniform(0, 2 * np.pi, count))
    reach = rng.uniform(0.05, 0.17) * rng.uniform(0.55, 1.2, count)
    knots = np.stack([reach * np.cos(angle), reach * np.sin(angle)], 1)
    closed = np.concatenate([knots, knots[:1]])
    shape: Array = place(spline(closed, 60), rng.uniform(-0.05, 1.05), rng.uniform(-0.05, 1.05), 1)
    return shape


def _burst(rng: Rng) -> Array:
    """A jagged star."""
    points = int(rng.integers(9, 15)) * 2
    angle = np.arange(points) * 2 * np.pi / points + rng.uniform(-0.08, 0.08, points)
    reach = np.where(np.arange(points) % 2, 0.6, 1.0) * rng.uniform(0.85, 1.2, points)
    star = np.stack([reach * np.cos(angle), reach * np.sin(angle)], 1)
    return place(star, rng.random(), rng.random(), rng.uniform(0.07, 0.14))


def _lash(rng: Rng) -> tuple[Array, float]:
    bend = rng.uniform(-0.3, 0.3)
    knots = np.array([[0, 0], [0.5, bend], [1, 0]], np.float32)
    length = rng.uniform(0.1, 0.32)
    path = place(knots, rng.random(), rng.random(), length, rng.uniform(0, 2 * np.pi))
    return spline(path, 24), float(rng.uniform(0.010, 0.026))


def graffiti(size: int, rng: Rng) -> Array:
    """Paint layers of spray paint on a brick wall: fat letters, arrows, drips and overspray."""
    tints = rgb("ff2f6e", "ff8a1a", "ffe02a", "2fd06a", "18c0e8", "2f4fe8", "a83fe8", "f7f3ea",
                "15141a", "ff6ab8")  # fmt: skip
    wall = _bricks(size, rng)
    x, y = grid(size)
    spray = 0.35 * noise(size, 330, rng)
    for _ in range(16):
        cx, cy, reach = *rng.random(2), rng.uniform(0.06, 0.16)
        mist = smoothstep(np.hypot(x - cx, y - cy), reach, 0)
        speckle = np.clip(1.3 * mist + spray * (mist > 0.02), 0, 1)
        wall = over(wall, tints[rng.integers(len(tints))], 0.85 * speckle)
    sheet = Sheet(size, wall)
    for _ in range(42):
        _letter(sheet, tints, rng)
    grit = 1 + 0.05 * noise(size, 260, rng) + 0.03 * noise(size, 30, rng, 3)
    height = noise(size, 180, rng) - 3 * _mortar(size)
    return light_relief(sheet.pixels() * grit[..., None], height, 0.35)


def _mortar(size: int) -> Array:
    x, y = grid(size)
    row = np.floor(y * 18)
    across = np.abs((x * 8 + 0.5 * (row % 2)) % 1 - 0.5) / 8
    down = np.abs((y * 18) % 1 - 0.5) / 18
    joint: Array = np.maximum(smoothstep(across, 0.0585, 0.060), smoothstep(down, 0.0235, 0.025))
    return joint


def _bricks(size: int, rng: Rng) -> Array:
    clay = ramp(0.5 + 0.25 * noise(size, (18, 9), rng) + 0.1 * noise(size, 120, rng),
                rgb("5a2a22", "8f4a38", "b8745a"))  # fmt: skip
    return over(clay, rgb("a89f94")[0], _mortar(size))


def _letter(sheet: Sheet, tints: Array, rng: Rng) -> None:
    """A fat stroke with shadow, outline, faded filling, a gleam, and paint running down."""
    knots = np.cumsum(np.concatenate([rng.random((1, 2)), rng.normal(0, 0.11, (4, 2))]), axis=0)
    path, fat = spline(knots, 110), float(rng.uniform(0.032, 0.062))
    one, two, rim = rng.permutation(len(tints))[:3]
    outline = _BLACK if rng.random() < 0.6 else tints[rim]
    for k in rng.integers(len(path), size=3):
        x, y = path[k]
        drip = np.array([[x, y], [x, y + rng.uniform(0.05, 0.14)]], np.float32)
        sheet.line(drip, outline, 0.005)
    fade = ramp(np.linspace(0, 1, len(path), dtype=np.float32), tints[[one, two]])
    _tube(sheet, path + 0.012, fat + 0.016, np.broadcast_to(_BLACK, fade.shape))
    _tube(sheet, path, fat + 0.016, np.broadcast_to(outline, fade.shape))
    _tube(sheet, path, fat, fade)
    _tube(sheet, path + 0.18 * fat, 0.55 * fat, 0.82 * fade)
    sheet.fill(taper(path[14:50] - 0.22 * fat, 0.15 * fat), tints[7])


def _tube(sheet: Sheet, path: Array, width: float, colours: Array) -> None:
    """A line with round ends whose colour changes along it."""
    for (x, y), colour in zip(path, colours, strict=True):
        sheet.disc(float(x), float(y), width / 2, colour)


def pixel(size: int, rng: Rng) -> Array:
    """Paint a night city by the sea in a palette of sixteen, dithered, every pixel a tile."""
    n = 96
    picture = _skyline(n, rng)
    palette = rgb(
        "12101f", "1f2a4a", "2a3f6a", "3a2a6a", "a8478f", "d8664f", "f78a5a", "f7b46a",
        "fff0c8", "2a5a8f", "3f9ac0", "7ad0d8", "2a6f86", "a8d8c8", "f7f3ea", "5a5a7a",
    )  # fmt: skip
    bayer = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16 - 0.47
    dithered = picture + 0.16 * np.tile(bayer, (n // 4, n // 4))[..., None]
    nearest = ((dithered[:, :, None] - palette) ** 2).sum(axis=3).argmin(axis=2)
    x, y = grid(size)
    rows, columns = (y * n).astype(np.intp), (x * n).astype(np.intp)
    tiles = palette[nearest][rows, columns]
    u, v = (x * n) % 1 - 0.5, (y * n) % 1 - 0.5
    edge = smoothstep(np.maximum(np.abs(u), np.abs(v)), 0.40, 0.5)
    lit = 1.03 - 0.20 * edge - 0.10 * (u + v)
    screen: Array = tiles * lit[..., None]
    return screen


def _skyline(n: int, rng: Rng) -> Array:
    """Sunset, towers with windows, and their reflections, at one value per pixel."""
    x, y = grid(n)
    sky = ramp(y * 1.5 + 0.06 * noise(n, 6, rng, 3),
               rgb("3a2a6a", "a8478f", "f78a5a", "f7b46a", "f7d48a", "fff0c8"))  # fmt: skip
    sun = smoothstep(np.hypot(x - 0.6, y - 0.4), 0.16, 0.15) * (((y * n) % 6 > 1.5) | (y < 0.36))
    picture = over(sky, rgb("fff0a8")[0], sun.astype(np.float32))
    for _ in range(38):
        x0, wide, top = rng.random(), rng.integers(4, 11) / n, rng.uniform(0.25, 0.62)
        tower = ((x > x0) & (x < x0 + wide) & (y > top)).astype(np.float32)
        picture = over(
            picture, rgb("12101f", "1f2a4a", "2a3f6a", "2a5a8f", "2a6f86")[rng.integers(5)], tower
        )
        on = ((np.floor(x * n) % 2 == 0) & (np.floor(y * n) % 3 == 0)) * (
            rng.random((n, n)) < 0.55
        )
        picture = over(
            picture, rgb("f7c45a", "fff0a8", "7ad0d8", "f78a5a")[rng.integers(4)], tower * on
        )
    mirror = picture[::-1][np.clip(n // 4 + (np.arange(n) - round(0.66 * n)), 0, n - 1)]
    ripple = np.roll(mirror, 1, axis=1) * 0.6 + rgb("2a5a8f")[0] * 0.3
    shine = (noise(n, (42, 9), rng) > 1.0).astype(np.float32)
    ripple = over(ripple, rgb("7ad0d8")[0], 0.8 * shine)
    return over(picture, ripple, smoothstep(y, 0.655, 0.66))
