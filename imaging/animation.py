"""The making of a painting as a short animated GIF; Pillow and numpy, no torch."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from imaging.codecs import open_picture, resize_image
from imaging.errors import BadPicture, PictureError

MAX_BYTES: Final = 8_000_000
MAX_FRAMES: Final = 48
HOLD_MS: Final = 2000
"""How long the finished painting is looked at."""

_FILM_MS: Final = 4500
_SHORTEST_MS, _LONGEST_MS = 90, 300
_COLOURS: Final = 255
"""One of the 256 is left for the transparency that marks what did not change."""
_SAMPLE_SIDE: Final = 96
_DITHER: Final = 20.0
"""Peak to peak, in steps of 8 bits: about the distance of neighbouring palette colours."""
_SMALLEST: Final = 160


def film(frames: Sequence[bytes], *, width: int) -> bytes:
    """Make an endless GIF of ``frames``, shaped like the last, which is held for 2 s.

    At most ``width`` pixels wide and no wider than the last frame; narrower if it is more than
    twice as tall, or if need be to stay below 8 MB. Of many frames, some are left out evenly; so
    are those that do not open. Raises ``BadPicture`` when the last does not, or there is none.
    """
    if not frames:
        raise BadPicture("There is no picture to make a film of.", reason="empty")
    last = open_picture(frames[-1], max_side=4 * width)
    while True:
        size = _size(last, width)
        data = _encode(_quantise([*_open_frames(frames, size), resize_image(last, size)]))
        if len(data) <= MAX_BYTES or width <= _SMALLEST:
            return data
        # Bytes grow with the area; a little less than that makes the next attempt the last.
        width = max(_SMALLEST, int(size[0] * 0.92 * (MAX_BYTES / len(data)) ** 0.5))


def _size(last: Image.Image, width: int) -> tuple[int, int]:
    # Of a very tall picture the area is bounded rather than the width.
    narrow = int(width * (2 * last.width / last.height) ** 0.5)
    width = max(1, min(width, last.width, narrow))
    return width, max(1, round(last.height * width / last.width))


def _open_frames(frames: Sequence[bytes], size: tuple[int, int]) -> list[Image.Image]:
    """Open all but the last, at most ``MAX_FRAMES - 1`` of them, the first among them."""
    count = min(len(frames) - 1, MAX_FRAMES - 1)
    chosen = np.linspace(0, len(frames) - 1, count, endpoint=False).astype(int)
    opened = []
    for number in chosen:
        try:
            opened.append(resize_image(open_picture(frames[number], max_side=2 * max(size)), size))
        except PictureError:
            continue
    return opened


def _quantise(pictures: Sequence[Image.Image]) -> list[Image.Image]:
    """Reduce ``pictures`` to the colours of one palette, dithered by one fixed pattern.

    A palette per frame would flicker, and diffused errors (Floyd & Steinberg) would crawl through
    parts of the picture that stand still.
    """
    palette = _palette(pictures)
    grain = _grain(pictures[-1].size)
    return [
        Image.fromarray((np.asarray(picture) + grain).clip(0, 255).astype(np.uint8)).quantize(
            palette=palette, dither=Image.Dither.NONE
        )
        for picture in pictures
    ]


def _palette(pictures: Sequence[Image.Image]) -> Image.Image:
    """Choose 255 colours for all frames; the painting counts as much as all before it."""
    last = np.asarray(_sample(pictures[-1]))
    rest = [np.asarray(_sample(picture)) for picture in pictures[:-1]]
    rows = np.concatenate([*rest, *([last] * max(1, len(rest)))])
    return Image.fromarray(rows).quantize(_COLOURS, Image.Quantize.MEDIANCUT, kmeans=1)


def _sample(picture: Image.Image) -> Image.Image:
    # Nearest pixels, because averages lose the strongest colours.
    return picture.resize((_SAMPLE_SIDE, _SAMPLE_SIDE), Image.Resampling.NEAREST)


def _grain(size: tuple[int, int]) -> npt.NDArray[np.float32]:
    """Return ordered dither (Bayer 1973) of 8 x 8, [H, W, 1] around zero."""
    pattern = np.zeros((1, 1))
    for _ in range(3):
        pattern = np.block([[4 * pattern, 4 * pattern + 2], [4 * pattern + 3, 4 * pattern + 1]])
    tile = (pattern + 0.5) / pattern.size - 0.5
    width, height = size
    rows, columns = np.arange(height) % 8, np.arange(width) % 8
    return (tile[rows][:, columns, None] * _DITHER).astype(np.float32)


def _encode(frames: Sequence[Image.Image]) -> bytes:
    each = min(_LONGEST_MS, max(_SHORTEST_MS, _FILM_MS // len(frames)))
    out = io.BytesIO()
    frames[0].save(
        out,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=[each] * (len(frames) - 1) + [HOLD_MS],
        loop=0,
        optimize=True,
    )
    return out.getvalue()
