"""The test files that python-telegram-bot's source distribution leaves out, made anew."""

import random
from pathlib import Path

from PIL import Image

_SOUNDS_AND_FILMS = {
    "telegram.mp3": 122_920,
    "telegram.mp4": 326_534,
    "telegram.ogg": 39_518,
    "telegram2.mp4": 132_255,
}


def make_fixtures(folder: Path) -> None:
    """Write what is missing in the tests' data folder: pictures, and noise for sound and film."""
    picture = Image.effect_mandelbrot((1920, 1080), (-2.0, -1.2, 1.2, 1.2), 60).convert("RGB")
    pictures = {
        "telegram.jpg": picture,
        "telegram.png": picture.resize((640, 360)),
        "telegram.webp": picture.resize((510, 512)),
        "game.gif": picture.resize((320, 180)),
    }
    for name, image in pictures.items():
        if not (folder / name).exists():
            image.save(folder / name)
    for name, size in _SOUNDS_AND_FILMS.items():
        if not (folder / name).exists():
            (folder / name).write_bytes(random.Random(name).randbytes(size))
