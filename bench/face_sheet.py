"""Lays portraits out beside what was painted of them, whole or around the largest face."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw, ImageFont

CELL: Final = 384
LINE: Final = 24
_AROUND: Final = 1.9
"""Side of what is shown around a face, over the face's height."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of a sheet: pictures by column, and a line of text below each."""

    pictures: Mapping[str, Image.Image]
    words: Mapping[str, str]


def sheet(rows: Sequence[Shown], columns: Sequence[str]) -> Image.Image:
    """Lay the rows out below each other, every picture fitted into its cell."""
    heights = [max(fitted(p).height for p in row.pictures.values()) + LINE for row in rows]
    result = Image.new("RGB", (len(columns) * (CELL + 4), sum(heights)), "white")
    draw, top = ImageDraw.Draw(result), 0
    font = ImageFont.load_default(size=15)
    for row, height in zip(rows, heights, strict=True):
        for index, column in enumerate(columns):
            left = index * (CELL + 4)
            if column in row.pictures:
                result.paste(fitted(row.pictures[column]), (left, top))
            words = row.words.get(column, "")
            draw.text((left + 4, top + height - LINE + 3), words, fill="#333", font=font)
        top += height
    return result


def fitted(picture: Image.Image) -> Image.Image:
    """Resize ``picture`` so that its longest side is as long as a cell's."""
    factor = CELL / max(picture.size)
    size = (round(picture.width * factor), round(picture.height * factor))
    return picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def around(picture: Image.Image, box: Sequence[float]) -> Image.Image:
    """Crop the square around the face in ``box``, as far as the picture goes."""
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    half = _AROUND * (box[3] - box[1]) / 2
    edges = (middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half)
    limits = (picture.width, picture.height) * 2
    x0, y0, x1, y1 = (
        min(max(0, round(edge)), limit) for edge, limit in zip(edges, limits, strict=True)
    )
    return picture.crop((x0, y0, x1, y1))
