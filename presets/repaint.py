"""Where the pictures of the presets are painted anew: from a slug and a seed to a WebP."""

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
_LARGEST: Final = 240_000  # bytes of one picture


def paint(slug: str, size: int = SIZE, seed: int = SEED) -> Image.Image:
    """The picture of preset ``slug``, the same for the same ``size`` and ``seed``.

    It is painted larger and reduced, which smooths the edges of strokes and shapes.
    """
    pixels = PAINTERS[slug](round(size * _OVERSAMPLING), np.random.default_rng(seed))
    levels = (np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8)
    return Image.fromarray(levels).resize((size, size), Image.Resampling.LANCZOS)


def encoded(picture: Image.Image) -> bytes:
    """``picture`` as WebP, at the best quality that keeps it small."""
    data = b""
    for quality in _QUALITIES:
        buffer = io.BytesIO()
        picture.save(buffer, "WEBP", quality=quality, method=6)
        data = buffer.getvalue()
        if len(data) <= _LARGEST:
            break
    return data


def repaint(slug: str, folder: Path) -> int:
    """Paint one preset into ``folder``; returns the size of its file in bytes."""
    data = encoded(paint(slug))
    (folder / f"{slug}.webp").write_bytes(data)
    return len(data)
