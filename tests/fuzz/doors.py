"""The doors through which strangers' bytes come in, and what may come of any of them.

A door takes any bytes and raises nothing but the errors that its callers expect.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.callback_data import parse
from bot.styles.query import BadStyleQuery, parse_query
from engine.messages import Options, Request
from engine.wire import Cancel, FrameError, Paint, Ready, encode, from_client, from_worker
from imaging.codecs import check_picture, open_picture
from imaging.errors import PictureError
from imaging.sandbox.channel import ChannelError, FrameBuffer
from imaging.sandbox.messages import MessageError, decode_answer, decode_operation
from storage import BadArchive
from storage.styles import archive
from storage.styles.archive import check_archive
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
    with suppress(ChannelError, MessageError):
        while data and frame.missing:
            taken, data = data[: frame.missing], data[frame.missing :]
            frame.add(taken, [])
        if not frame.missing:
            payload, _ = frame.take()
            with suppress(MessageError):
                decode_operation(payload)
            decode_answer(payload)


def enter_wire(data: bytes) -> None:
    """Take messages in from a worker and from a client of the engine."""
    asyncio.run(_read_wire(data))


async def _read_wire(data: bytes) -> None:
    for messages_of in (from_worker, from_client):
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        with suppress(FrameError):
            while await messages_of(reader).read() is not None:
                pass


def enter_command(data: bytes) -> None:
    """Read what stands behind /style."""
    with suppress(BadStyleQuery):
        parse_query(data.decode(errors="replace"))


def enter_press(data: bytes) -> None:
    """Read what a button carried, which anybody can forge."""
    parse(data.decode(errors="replace"))


def enter_archive(data: bytes) -> None:
    """Check an archive of styles, and read what has passed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "styles.zip"
        path.write_bytes(data)
        with suppress(BadArchive):
            checked = check_archive(path)
            list(checked.styles())
            list(checked.vectors())


def archive_seeds() -> list[bytes]:
    """An archive of one style, stored as it is so that changes reach what is inside."""
    picture = jpegs.photo((64, 48))
    name = f"{hashlib.sha256(picture).hexdigest()}.jpg"
    style = {"slug": "starry", "title": "Starry Night", "picture": name}
    manifest = {"format": archive.FORMAT, "version": 1, "styles": [style]}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("manifest.json", json.dumps(manifest))
        file.writestr(f"pictures/{name}", picture)
    return [out.getvalue()]


def wire_seeds() -> list[bytes]:
    """One message of each direction."""
    request = Request(id="a", photo=b"photo", styles=(), options=Options())
    return [encode(Paint(request=request)), encode(Ready(device="cpu")), encode(Cancel(id="a"))]


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
    "wire": Door(enter_wire, wire_seeds),
    "commands": Door(
        enter_command,
        lambda: [
            text.encode()
            for text in ("picasso", "picasso 70% + wave 30 %", "毕加索：５０％", "a + b + c 12%")
        ],
    ),
    "presses": Door(
        enter_press,
        lambda: [b"c:12", b"p:starry:12", b"sty:p:3", b"set:size:4", b"forget:yes", b"v:ab:70"],
    ),
    "archives": Door(enter_archive, archive_seeds),
    "frames": Door(enter_frame, lambda: [b"\0\0\0\x01\xc0", b"\0\0\0\x10" + bytes(16)]),
}
