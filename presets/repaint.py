"""Paint the pictures of the presets anew, each from a slug and a seed to a WebP."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from presets.painters import PAINTERS

SIZE: Final = 1024
SEED: Final = 1
_OVERSAMPLING: Final = 1.5
_QUALITIES: Final = (88, 85, 82, 78, 74, 70, 66, 60)
_LARGEST: Final = 240_000  # bytes


def paint(slug: str, size: int = SIZE, seed: int = SEED) -> Image.Image:
    """Paint the picture of preset ``slug``, ``size`` px square; the same for the same seed.

    It is painted 1.5 times as large and reduced, which smooths the edges of strokes and shapes.
    """
    pixels = PAINTERS[slug](round(size * _OVERSAMPLING), np.random.default_rng(seed))
    levels = (np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8)
    return Image.fromarray(levels).resize((size, size), Image.Resampling.LANCZOS)


def encode(picture: Image.Image) -> bytes:
    """Encode ``picture`` as WebP, at the best quality with which it has at most 240 kB."""
    data = b""
    for quality in _QUALITIES:
        buffer = io.BytesIO()
        picture.save(buffer, "WEBP", quality=quality, method=6)
        data = buffer.getvalue()
        if len(data) <= _LARGEST:
            break
    return data


def repaint(slug: str, folder: Path) -> int:
    """Paint one preset into ``folder`` and return the size of its file in bytes."""
    data = encode(paint(slug))
    (folder / f"{slug}.webp").write_bytes(data)
    return len(data)
