"""The doors through which strangers' bytes come in, and what may come of any of them.

A door takes any bytes and raises nothing but the errors that its callers expect.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import msgspec

from imaging.codecs import check_picture, open_picture
from imaging.errors import PictureError
from imaging.sandbox.channel import ChannelError, FrameBuffer
from imaging.sandbox.messages import decode_answer, decode_operation
from tests.imaging.hostile import ALL, jpegs, others, pngs, tiffs

_SIDE: Final = 64
_LARGEST_SEED: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Door:
    """``enter`` takes any bytes; ``seeds`` are such as get far."""

    enter: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]


def enter_picture(data: bytes) -> None:
    """Look at a picture and open it: what opens has been let in by the look."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            opened = open_picture(data, max_side=_SIDE, max_pixels=1_000_000)
        except PictureError:
            with suppress(PictureError):
                check_picture(data, max_pixels=1_000_000)
            return
        check_picture(data, max_pixels=1_000_000)
    assert opened.mode == "RGB"
    assert max(opened.size) <= _SIDE


def enter_frame(data: bytes) -> None:
    """Take a frame of the sandbox's channel in, and what is in it as a message."""
    frame = FrameBuffer()
    with suppress(ChannelError, msgspec.MsgspecError):
        while data and frame.missing:
            taken, data = data[: frame.missing], data[frame.missing :]
            frame.add(taken, [])
        if not frame.missing:
            payload, _ = frame.take()
            with suppress(msgspec.MsgspecError):
                decode_operation(payload)
            decode_answer(payload)


def picture_seeds() -> list[bytes]:
    """Small pictures of every format, and the small ones of the hostile files."""
    kinds = ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "AVIF")
    picture = jpegs.photo((64, 48))
    ordinary = [others.saved(open_picture(picture), kind) for kind in kinds]
    special = [
        others.saved(open_picture(picture), "JPEG", progressive=True),
        others.saved(open_picture(picture).convert("CMYK"), "JPEG"),
        others.saved(open_picture(picture).convert("RGBA"), "PNG"),
        others.saved(open_picture(picture).convert("P"), "PNG"),
        others.saved(open_picture(picture), "TIFF", compression="tiff_lzw"),
        pngs.flat(32, 32, bits=16, colour=pngs.GREY),
        jpegs.with_exif(jpegs.EXIF_LOOP),
        tiffs.thumbnail_first((20, 20), (64, 48)),
    ]
    quick = (case.make() for name, case in ALL.items() if name.startswith(("jpeg-n", "tiff-l")))
    return [seed for seed in (*ordinary, *special, *quick) if len(seed) <= _LARGEST_SEED]


DOORS: Final[Mapping[str, Door]] = {
    "pictures": Door(enter_picture, picture_seeds),
    "frames": Door(enter_frame, lambda: [b"\0\0\0\x01\xc0", b"\0\0\0\x10" + bytes(16)]),
}
