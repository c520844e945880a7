"""All hostile files by name; see ``Case``."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PIL import Image

from tests.imaging.hostile import jpegs, others, pngs, tiffs

OPENED: Final = "opened"


@dataclass(frozen=True, slots=True)
class Case:
    """How a file is made, and what comes of it: ``opened``, or reasons of its refusal."""

    make: Callable[[], bytes]
    outcomes: frozenset[str]
    is_slow: bool = False
    """Whether making or opening it takes seconds."""


def _case(make: Callable[[], bytes], *outcomes: str, slow: bool = False) -> Case:
    return Case(make, frozenset(outcomes), slow)


_JPEGS: Mapping[str, Case] = {
    "jpeg-5000-scans": _case(lambda: jpegs.progressive(8940, 8940, scans=5000), "too_costly"),
    "jpeg-98-scans-of-80-mp": _case(lambda: jpegs.progressive(8940, 8940, scans=97), "too_costly"),
    "jpeg-20-scans-of-80-mp": _case(lambda: jpegs.progressive(8940, 8940, scans=19), OPENED),
    "jpeg-98-scans-of-1-mp": _case(lambda: jpegs.progressive(1000, 1000, scans=97), OPENED),
    "jpeg-coefficients": _case(
        lambda: jpegs.progressive(15_900, 15_900, scans=1, components=3), "too_many_pixels"
    ),
    "jpeg-claims-4-gp": _case(lambda: jpegs.header_only(65_500, 65_500), "too_many_pixels"),
    "jpeg-250-mp": _case(lambda: jpegs.flat(15_800, 15_800), OPENED, slow=True),
    "jpeg-no-pixels": _case(lambda: jpegs.header_only(4000, 3000), OPENED),
    "jpeg-half": _case(lambda: jpegs.photo()[:-2000], "damaged"),
    "jpeg-million-segments": _case(lambda: jpegs.with_segments(1 << 20), "too_costly"),
    "jpeg-16-mb-of-stray-bytes": _case(lambda: jpegs.with_stray_bytes(16 << 20), "damaged"),
    "jpeg-16-mb-profile": _case(lambda: jpegs.with_profile(16 << 20), OPENED),
    "jpeg-exif-loop": _case(lambda: jpegs.with_exif(jpegs.EXIF_LOOP), OPENED),
    "jpeg-exif-count": _case(lambda: jpegs.with_exif(jpegs.EXIF_HUGE_COUNT), OPENED),
    "jpeg-exif-noise": _case(lambda: jpegs.with_exif(random.Random(1).randbytes(60_000)), OPENED),
    "jpeg-xmp-laughs": _case(lambda: jpegs.with_xmp(jpegs.LAUGHS), OPENED),
    "jpeg-xmp-orientation": _case(
        lambda: jpegs.with_xmp(b'tiff:Orientation="' + b"9" * 60_000 + b'"'), OPENED
    ),
    "jpeg-no-height": _case(lambda: jpegs.header_only(4000, 0), "too_small", "damaged"),
    "jpeg-12-bits": _case(lambda: jpegs.header_only(64, 64, precision=12), "damaged"),
    "jpeg-no-tables": _case(jpegs.without_tables, "damaged"),
    "jpeg-with-zip": _case(lambda: jpegs.photo() + others.zipped(), OPENED),
    "jpeg-1x20000": _case(lambda: jpegs.flat(1, 20_000), "too_small"),
    "jpeg-start-only": _case(lambda: b"\xff\xd8\xff", "damaged"),
    "jpeg-fill-bytes": _case(lambda: b"\xff\xd8" + b"\xff" * (16 << 20), "too_costly"),
}
_PNGS: Mapping[str, Case] = {
    "png-claims-900-mp": _case(lambda: pngs.header_only(30_000, 30_000), "too_many_pixels"),
    "png-claims-4-gp-laced": _case(
        lambda: pngs.header_only(65_535, 65_535, lace=1), "too_many_pixels"
    ),
    "png-80-mp-16-bit": _case(
        lambda: pngs.flat(8900, 8900, bits=16, colour=pngs.GREY), OPENED, slow=True
    ),
    "png-80-mp-alpha": _case(lambda: pngs.flat(8900, 8900, colour=pngs.RGBA), OPENED, slow=True),
    "png-80-mp-16-bit-alpha": _case(
        lambda: pngs.flat(8900, 8900, bits=16, colour=pngs.RGBA), OPENED, slow=True
    ),
    "png-text-bomb": _case(lambda: pngs.flat(64, 64, before=[pngs.packed_text(40 << 20)]), OPENED),
    "png-xmp-bomb": _case(lambda: pngs.flat(64, 64, before=[pngs.packed_xmp(40 << 20)]), OPENED),
    "png-profile-bomb": _case(lambda: pngs.flat(64, 64, before=[pngs.profile(40 << 20)]), OPENED),
    "png-million-chunks": _case(
        lambda: pngs.flat(64, 64, before=[pngs.chunk(b"teXt") * (1 << 20)]), "too_costly"
    ),
    "png-10000-texts": _case(
        lambda: pngs.flat(64, 64, before=[pngs.chunk(b"tEXt", b"a\0" + bytes(999)) * 10_000]),
        OPENED,
    ),
    "png-512-mb-behind-pixels": _case(pngs.overfull, OPENED, slow=True),
    "png-cut": _case(lambda: pngs.flat(640, 480)[:-40], "damaged"),
    "png-bad-crc": _case(pngs.with_bad_crc, OPENED),
    "png-no-pixels": _case(
        lambda: pngs.SIGNATURE + pngs.header(64, 64) + pngs.chunk(b"IEND"), "damaged"
    ),
    "png-no-header": _case(lambda: pngs.SIGNATURE + pngs.chunk(b"IDAT"), "damaged"),
    "png-no-palette": _case(lambda: pngs.flat(64, 64, colour=pngs.PALETTE), "damaged"),
    "png-million-frames": _case(
        lambda: pngs.flat(64, 64, before=[pngs.chunk(b"acTL", b"\0\x0f\x42\x40" + bytes(4))]),
        "animated",
    ),
    "png-exif-loop": _case(
        lambda: pngs.flat(64, 64, before=[pngs.chunk(b"eXIf", jpegs.EXIF_LOOP)]), OPENED
    ),
    "png-1x1": _case(lambda: pngs.flat(1, 1), "too_small"),
    "png-1x20000": _case(lambda: pngs.flat(1, 20_000), "too_small"),
    "png-20000x16": _case(lambda: pngs.flat(20_000, 16), "too_long"),
    "png-0x0": _case(lambda: pngs.flat(0, 0), "too_small", "damaged"),
    "png-chunk-of-4-gb": _case(
        lambda: pngs.SIGNATURE + pngs.header(64, 64) + b"\xff\xff\xff\xffIDAT", "damaged"
    ),
}
_ZEROS_80_MP: Final = 8900 * 8900
_TIFFS: Mapping[str, Case] = {
    "tiff-tile-of-46000": _case(lambda: tiffs.one_tile(256, 46_000), "too_costly"),
    "tiff-tile-of-0": _case(lambda: tiffs.one_tile(256, 0), "damaged"),
    "tiff-tiles-of-1": _case(lambda: tiffs.one_tile(8900, 1), "too_costly"),
    "tiff-endless-strip": _case(
        lambda: tiffs.one_strip(64, 64, pngs.zeros(1 << 20), rows=0xFFFFFFFF), OPENED
    ),
    "tiff-no-rows": _case(lambda: tiffs.one_strip(64, 64, pngs.zeros(4096), rows=0), "damaged"),
    "tiff-80-mp-float": _case(
        lambda: tiffs.one_strip(8900, 8900, pngs.zeros(4 * _ZEROS_80_MP), bits=32, format=3),
        OPENED,
        "too_costly",
        slow=True,
    ),
    "tiff-80-mp-16-bit": _case(
        lambda: tiffs.one_strip(8900, 8900, pngs.zeros(2 * _ZEROS_80_MP), bits=16),
        OPENED,
        slow=True,
    ),
    "tiff-claims-4-gp": _case(
        lambda: tiffs.one_strip(65_535, 65_535, b"", rows=16), "too_many_pixels", "too_costly"
    ),
    "tiff-65535-samples": _case(
        lambda: tiffs.one_strip(64, 64, pngs.zeros(4096), samples=65_535), "damaged"
    ),
    "tiff-65535-bits": _case(
        lambda: tiffs.one_strip(64, 64, pngs.zeros(4096), bits=65_535), "damaged"
    ),
    "tiff-loop": _case(tiffs.looped, OPENED),
    "tiff-10000-pages": _case(lambda: tiffs.many_pages(10_000), OPENED),
    "tiff-child": _case(lambda: tiffs.child_of((96, 72)), "not_a_picture"),
    "tiff-dng": _case(lambda: tiffs.child_of((96, 72), dng=0x401), "not_a_picture"),
    "tiff-huge-count": _case(tiffs.huge_count, "damaged"),
    "tiff-big-beyond": _case(tiffs.big_beyond, "damaged"),
    "tiff-65535-entries": _case(tiffs.many_entries, "too_costly"),
    "tiff-jpeg-noise": _case(
        lambda: tiffs.one_strip(640, 480, jpegs.photo((64, 64)), compression=tiffs.JPEG), "damaged"
    ),
    "tiff-lzw-noise": _case(
        lambda: tiffs.one_strip(640, 480, random.Random(2).randbytes(999), compression=tiffs.LZW),
        "damaged",
    ),
    "tiff-header-only": _case(lambda: b"II*\0", "damaged"),
}
_OTHERS: Mapping[str, Case] = {
    "gif-claims-4-gp": _case(lambda: others.gif_header(65_535, 65_535), "too_many_pixels"),
    "gif-beyond-screen": _case(others.gif_beyond_screen, "too_many_pixels"),
    "gif-16-mb-comments": _case(lambda: others.gif_comments(16 << 20), "too_costly"),
    "gif-100000-frames": _case(lambda: others.gif_frames(100_000), "animated"),
    "gif-cut": _case(
        lambda: others.saved(Image.effect_noise((200, 200), 90), "GIF")[:9000], "damaged"
    ),
    "gif-script": _case(others.script_in_gif, "damaged", "not_a_picture", "animated", "too_long"),
    "bmp-claims-900-mp": _case(lambda: others.bmp(30_000, 30_000), "too_many_pixels"),
    "bmp-rle-80-mp": _case(
        lambda: others.bmp(8900, 8900, bits=8, compression=1), OPENED, "damaged", slow=True
    ),
    "bmp-negative": _case(lambda: others.bmp(-64, -64), "too_many_pixels"),
    "bmp-alpha-zero": _case(others.bmp_alpha_zero, OPENED),
    "bmp-header-only": _case(lambda: b"BM", "damaged"),
    "webp-claims-4-gp": _case(
        lambda: others.webp_header(60_000, 60_000), "damaged", "too_many_pixels"
    ),
    "webp-claims-10-tp": _case(
        lambda: others.webp_header(1 << 24, 1 << 24), "damaged", "too_many_pixels"
    ),
    "webp-72-mp": _case(
        lambda: others.webp_flat(9000, 8000), OPENED, "too_many_pixels", slow=True
    ),
    "webp-500-frames": _case(lambda: others.moving("WEBP", 500), "animated"),
    "webp-cut": _case(lambda: others.webp_flat(640, 480)[:-20], "damaged"),
    "avif-36-mp": _case(lambda: others.avif_flat(6000, 6000), OPENED, slow=True),
    "avif-cut": _case(lambda: others.avif_flat(640, 480)[:-60], "damaged"),
    "avif-flipped": _case(lambda: others.flipped(others.avif_flat(64, 64), 3), "damaged"),
    "avif-frames": _case(lambda: others.moving("AVIF", 40), "animated"),
    "heic-noise": _case(others.heic_garbage, "not_a_picture", "damaged"),
    "pdf-named-jpg": _case(others.pdf, "not_a_picture"),
    "eps-named-jpg": _case(others.postscript, "not_a_picture"),
    "svg-laughs": _case(others.svg_laughs, "not_a_picture"),
    "zip-bomb": _case(others.zipped, "not_a_picture"),
    "gzip-bomb": _case(others.gzipped, "not_a_picture"),
    "nothing": _case(lambda: b"", "empty"),
    "16-mb-of-zeros": _case(lambda: bytes(16 << 20), "not_a_picture"),
    "16-mb-of-noise": _case(lambda: random.Random(4).randbytes(16 << 20), "not_a_picture"),
    "text": _case(lambda: b"dear bot, paint this", "not_a_picture"),
}
ALL: Final[Mapping[str, Case]] = {**_JPEGS, **_PNGS, **_TIFFS, **_OTHERS}
