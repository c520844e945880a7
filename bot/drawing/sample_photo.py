"""Draws the photo on which new styles are tried before they are published: a lake at dusk."""

from __future__ import annotations

import io
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

SAMPLE_PHOTO_ID: Final = "standard:lake"
"""Stands for the file id of the photo, where it is fetched and in rows of jobs."""

_WIDTH, _HEIGHT, _SHORE = 640, 480, 300
_SEED: Final = 7


@cache
def draw_sample_photo() -> bytes:
    """Return a JPEG of 640 x 480 pixels, always the same. Takes a fraction of a second."""
    sky = Image.fromarray(_draw_sky())
    scene = _draw_house(_draw_mountains(sky))
    lake = scene.crop((0, 2 * _SHORE - _HEIGHT, _WIDTH, _SHORE)).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    lake = Image.fromarray(_ripple(np.asarray(lake)))
    scene.paste(lake, (0, _SHORE))
    out = io.BytesIO()
    scene.filter(ImageFilter.GaussianBlur(0.6)).save(out, "JPEG", quality=92)
    return out.getvalue()


def _draw_sky() -> NDArray[np.uint8]:
    y, x = np.mgrid[0:_HEIGHT, 0:_WIDTH].astype(np.float32)
    down = np.clip(y / _SHORE, 0, 1)[..., None]
    colour = (1 - down) * np.array([70, 110, 175]) + down * np.array([250, 205, 150])
    glow = np.exp(-((x - 190) ** 2 + (y - 190) ** 2) / 6000)[..., None]
    colour = colour + glow * np.array([120, 90, 20])
    clouds = np.clip(_noise() - 0.5, 0, 0.5)[..., None] * (1 - down) * 2
    painted: NDArray[np.uint8] = np.clip(colour + clouds * 130, 0, 255).astype(np.uint8)
    return painted


def _noise() -> NDArray[np.float32]:
    """Return soft noise [480, 640] from 0 to 1, in long streaks."""
    rng = np.random.default_rng(_SEED)
    total = np.zeros((_HEIGHT, _WIDTH), np.float32)
    for scale, weight in ((6, 0.5), (14, 0.3), (40, 0.2)):
        coarse = rng.random((scale * 2, scale), np.float32)
        layer = Image.fromarray(coarse).resize((_WIDTH, _HEIGHT), Image.Resampling.BICUBIC)
        total += weight * np.asarray(layer)
    return np.clip(total, 0, 1)


def _draw_mountains(scene: Image.Image) -> Image.Image:
    draw, rng = ImageDraw.Draw(scene), np.random.default_rng(_SEED)
    layers = [(190, 70, (124, 134, 168)), (235, 50, (84, 104, 126)), (275, 26, (48, 78, 66))]
    for base, height, colour in layers:
        steps = np.cumsum(rng.normal(0, 1, 33))
        steps = (steps - steps.min()) / np.ptp(steps)
        peaks = [(i * 20, base - height * float(step)) for i, step in enumerate(steps)]
        draw.polygon([(0, _SHORE), *peaks, (_WIDTH, _SHORE)], fill=colour)
    return scene


def _draw_house(scene: Image.Image) -> Image.Image:
    draw = ImageDraw.Draw(scene)
    draw.rectangle((0, 288, _WIDTH, _SHORE), fill=(92, 112, 58))
    draw.rectangle((420, 222, 520, 292), fill=(168, 52, 44))
    draw.polygon([(408, 224), (470, 178), (532, 224)], fill=(70, 52, 50))
    for left in (434, 486):
        draw.rectangle((left, 242, left + 20, 264), fill=(255, 226, 140), outline=(245, 240, 230))
    draw.rectangle((460, 250, 480, 292), fill=(238, 228, 210))
    for x, top in ((370, 190), (560, 170), (596, 205), (60, 200)):
        for row in range(4):
            tip, half = top + row * 24, 12 + row * 7
            corners = [(x, tip), (x - half, tip + 38), (x + half, tip + 38)]
            draw.polygon(corners, fill=(28 + 6 * row, 58 + 8 * row, 44))
        draw.rectangle((x - 4, 282, x + 4, 296), fill=(60, 44, 34))
    return scene


def _ripple(lake: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return ``lake`` [H, W, 3] with its lines shifted and darker, the more the nearer."""
    rows = np.arange(lake.shape[0])
    shift = (np.sin(rows * rows / 260) * (1 + rows / 30)).astype(int)
    shifted = np.stack([np.roll(line, s, axis=0) for line, s in zip(lake, shift, strict=True)])
    shade = (0.86 - 0.0016 * rows)[:, None, None]
    mirrored: NDArray[np.uint8] = np.clip(shifted * shade + [0, 4, 14], 0, 255).astype(np.uint8)
    return mirrored
