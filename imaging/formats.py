"""Tells the format of a file by its first bytes; names and suffixes count for nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Format(StrEnum):
    """A format that is opened here, by Pillow's name for it."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    GIF = "GIF"
    BMP = "BMP"
    TIFF = "TIFF"
    AVIF = "AVIF"
    HEIC = "HEIC"


_SIGNATURES: Final = (
    (b"\xff\xd8\xff", Format.JPEG),
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"GIF87a", Format.GIF),
    (b"GIF89a", Format.GIF),
    (b"BM", Format.BMP),
    (b"II*\0", Format.TIFF),
    (b"MM\0*", Format.TIFF),
    # BigTIFF, with offsets of 64 bits.
    (b"II+\0\x08\0\0\0", Format.TIFF),
    (b"MM\0+\0\x08\0\0", Format.TIFF),
)
_AVIF_BRANDS: Final = frozenset({b"avif", b"avis"})
_HEIC_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
)
_CONTAINER_BRANDS: Final = frozenset({b"mif1", b"msf1", b"miaf", b"mif2"})
"""Brands that say nothing about the codec; the compatible brands behind them do."""

_FOREIGN: Final = (
    (b"%PDF-", "PDF"),
    (b"%!PS", "PostScript"),
    (b"\xc5\xd0\xd3\xc6", "PostScript"),
    (b"8BPS", "Photoshop"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"FUJIFILMCCD-RAW", "raw"),
    (b"IIRO", "raw"),
    (b"IIRS", "raw"),
    (b"IIU\0", "raw"),
    (b"gimp xcf", "GIMP"),
)
_RAW_BRANDS: Final = frozenset({b"crx "})


def format_of(data: bytes) -> Format | None:
    """Return the format that ``data`` begins as; ``None`` for any that is not opened here."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Format.WEBP
    brands = _brands(data)
    if brands:
        return _format_of_brands(brands)
    return next((kind for start, kind in _SIGNATURES if data.startswith(start)), None)


def foreign_name(data: bytes) -> str | None:
    """Return what people call a format that is not opened here; ``None`` if it is unknown."""
    brands = _brands(data)
    if brands:
        if _RAW_BRANDS & set(brands):
            return "raw"
        kind = _format_of_brands(brands)
        return None if kind is None else kind.value
    if b"<svg" in data[:2048].lower():
        return "SVG"
    return next((name for start, name in _FOREIGN if data.startswith(start)), None)


def _brands(data: bytes) -> tuple[bytes, ...]:
    """Return the brands of an ISO base media file (ISO/IEC 14496-12, 4.3), the major one first."""
    if data[4:8] != b"ftyp":
        return ()
    size = min(int.from_bytes(data[:4], "big"), 256, len(data))
    return (data[8:12], *(data[at : at + 4] for at in range(16, size - 3, 4)))


def _format_of_brands(brands: tuple[bytes, ...]) -> Format | None:
    # A container brand in front leaves the choice to the compatible brands.
    for brand in brands if brands[0] in _CONTAINER_BRANDS else brands[:1]:
        if brand in _AVIF_BRANDS:
            return Format.AVIF
        if brand in _HEIC_BRANDS:
            return Format.HEIC
    return Format.HEIC if brands[0] in _CONTAINER_BRANDS else None
