"""GIF, BMP, WebP, AVIF, and what is no picture at all."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
from typing import Any

from PIL import Image

from tests.imaging.hostile.jpegs import photo


def saved(picture: Image.Image, kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def _gif_screen(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)


def _gif_frame(width: int, height: int, left: int = 0) -> bytes:
    """A frame whose data end at once."""
    place = struct.pack("<HHHHB", left, 0, width, height, 0)
    return b"," + place + b"\x02\x02\x4c\x01\0"


def gif_header(width: int, height: int) -> bytes:
    return _gif_screen(width, height) + _gif_frame(width, height) + b";"


def gif_comments(size: int) -> bytes:
    """``size`` bytes of comments, one byte each."""
    return _gif_screen(64, 64) + b"!\xfe" + b"\x01x" * (size // 2) + b"\0" + gif_header(64, 64)


def gif_frames(count: int) -> bytes:
    return _gif_screen(64, 64) + _gif_frame(64, 64) * count + b";"


def gif_beyond_screen() -> bytes:
    return _gif_screen(16, 16) + _gif_frame(60_000, 60_000) + b";"


def bmp(width: int, height: int, *, bits: int = 24, compression: int = 0) -> bytes:
    """A header and a few bytes."""
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, 0, 0, 0, 0, 0)
    data = b"\0\x01" * 8
    return (
        b"BM" + struct.pack("<IHHI", 54 + 1024 + 16, 0, 0, 54 + 1024) + head + bytes(1024) + data
    )


def bmp_alpha_zero(size: tuple[int, int] = (64, 48)) -> bytes:
    """A screenshot with an alpha channel that is zero everywhere."""
    picture = Image.open(io.BytesIO(photo(size))).convert("RGB")
    picture.putalpha(0)
    raw = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM).tobytes("raw", "BGRA")
    masks = struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    head = struct.pack("<IiiHHIIiiII", 56, *size, 1, 32, 3, len(raw), 0, 0, 0, 0) + masks
    return b"BM" + struct.pack("<IHHI", 70 + len(raw), 0, 0, 70) + head + raw


def webp_header(width: int, height: int) -> bytes:
    """An extended header that claims a size, with nothing behind it."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + bytes(4) + size
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def webp_flat(width: int, height: int) -> bytes:
    return saved(Image.new("RGB", (width, height)), "WEBP", lossless=True, method=0, quality=0)


def moving(kind: str, count: int) -> bytes:
    frames = [Image.new("RGB", (32, 32), (n * 7 % 256, n % 256, 0)) for n in range(count)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


def avif_flat(width: int, height: int) -> bytes:
    return saved(Image.new("RGB", (width, height), "teal"), "AVIF", speed=10, quality=30)


def flipped(data: bytes, seed: int) -> bytes:
    """``data`` with 64 of its bytes changed, those in front rather than others."""
    changed, dice = bytearray(data), random.Random(seed)
    for _ in range(64):
        changed[16 + int(dice.random() ** 2 * (len(data) - 16))] = dice.randrange(256)
    return bytes(changed)


def heic_garbage() -> bytes:
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + random.Random(5).randbytes(4096)


def pdf() -> bytes:
    return b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n" + photo() + b"\n%%EOF"


def postscript() -> bytes:
    return saved(Image.new("RGB", (64, 64)), "EPS")


def svg_laughs() -> bytes:
    entities = b"".join(b'<!ENTITY l%d "%s">' % (n + 1, (b"&l%d;" % n) * 10) for n in range(12))
    doctype = b'<!DOCTYPE svg [<!ENTITY l0 "lol">' + entities + b"]>"
    return doctype + b'<svg xmlns="http://www.w3.org/2000/svg"><text>&l12;</text></svg>'


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", bytes(50 << 20))
    return out.getvalue()


def gzipped() -> bytes:
    return gzip.compress(bytes(50 << 20))


def script_in_gif() -> bytes:
    return b"GIF89a/*" + b"<script>alert(1)</script>*/" * 40
