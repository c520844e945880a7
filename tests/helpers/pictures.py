"""Small pictures, good and bad, made from fixed seeds."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image


def photo(width: int = 96, height: int = 72, seed: int = 0, kind: str = "JPEG") -> bytes:
    """Encode a soft landscape of colours; another ``seed`` gives another picture."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (6, 8, 3), dtype=np.uint8)
    picture = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    return _encode(picture, kind)


def plain_picture(
    width: int = 120, height: int = 80, *, colour: str = "teal", kind: str = "PNG"
) -> bytes:
    """Encode a picture of one colour."""
    return _encode(Image.new("RGB", (width, height), colour), kind)


def decode(data: bytes) -> Image.Image:
    """Decode a picture."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def animated_gif() -> bytes:
    """Encode a GIF of three frames."""
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "green", "blue")]
    return _encode(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100)


def huge_png(edge: int = 30_000) -> bytes:
    """Encode a PNG whose header promises ``edge`` x ``edge`` pixels, with few pixels behind it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", edge, edge, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def _encode(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()
