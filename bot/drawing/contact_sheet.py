"""Contact sheets: numbered pictures with titles, such as one page of styles.

Drawn with Pillow in a thread.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final, TypeAlias

from PIL import Image, ImageDraw, ImageOps

from bot.drawing.fonts import fitted, lettering
from engine.errors import EngineError
from engine.imaging.codecs import open_picture

WIDTH: Final = 1280
"""Pixels; Telegram shows a photo no wider."""

_MARGIN: Final = 28
_GAP: Final = 24
_PAPER: Final = "#f7f4ee"
_INK: Final = "#26221d"
_BLANK: Final = "#ddd6ca"
_BADGE: Final = "#1d1a17"
_SMOOTH: Final = 4
"""Curves are drawn so many times larger, because Pillow's own have stairs."""
_QUALITY: Final = 88
# Wider or narrower pictures are cut to this.
_NARROWEST, _WIDEST = 0.75, 1.4

_Size: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One picture of a sheet."""

    number: int
    title: str
    picture: bytes
    fallback: str = ""
    """Takes the place of a title whose script this machine has no font for: a Latin slug."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where things go on a sheet, in pixels."""

    rows: tuple[int, ...]
    """How many cells each has; they are centred."""
    cell: _Size
    letters: int

    @property
    def line(self) -> int:
        """Height of the line of a title with the space around it."""
        return round(self.letters * 1.75)

    @property
    def height(self) -> int:
        count = len(self.rows)
        return 2 * _MARGIN + count * (self.cell[1] + self.line) + (count - 1) * _GAP // 2

    def places(self) -> Iterator[tuple[int, int]]:
        """The upper left corners of the cells."""
        for row, size in enumerate(self.rows):
            left = (WIDTH - size * self.cell[0] - (size - 1) * _GAP) // 2
            top = _MARGIN + row * (self.cell[1] + self.line + _GAP // 2)
            for column in range(size):
                yield left + column * (self.cell[0] + _GAP), top


def numbered_sheet(cells: Sequence[Cell], *, columns: int | None = None) -> bytes:
    """A JPEG, 1280 pixels wide, of ``cells`` in reading order; best with 4 to 12 of them.

    The pictures fill cells of one shape, the usual one among them; one that does not open leaves
    its cell blank. ``columns`` follows from the count if not given. Raises ``ValueError`` without
    cells.
    """
    if not cells:
        raise ValueError("a sheet without cells")
    columns = columns or _columns(len(cells))
    width = (WIDTH - 2 * _MARGIN - (columns - 1) * _GAP) // columns
    pictures = [_opened(cell.picture, 2 * width) for cell in cells]
    size = (width, round(width / _shape(pictures)))
    plan = _Plan(_rows(len(cells), columns), size, max(26, min(44, width // 9)))
    sheet = Image.new("RGB", (WIDTH, plan.height), _PAPER)
    mask = _rounded(size, radius=width // 14)
    for cell, picture, target in zip(cells, pictures, plan.places(), strict=True):
        sheet.paste(_filling(picture, size), target, mask)
        _put_number(sheet, cell.number, target, plan)
        _put_title(sheet, cell, target, plan)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=_QUALITY, subsampling="4:4:4")
    return out.getvalue()


def _columns(count: int) -> int:
    """So many that rows are full or nearly so, and cells large enough for a phone."""
    if count <= 4:
        return min(count, 2)
    return 3 if count in {5, 6, 9} else 4


def _rows(count: int, columns: int) -> tuple[int, ...]:
    """``count`` cells in no more rows than it takes, of sizes that differ by one at most."""
    rows = -(-count // columns)
    # Rounded shares, such as 3, 4, 3 of ten: what is not full lies evenly about the middle.
    ends = [(2 * row * count + rows) // (2 * rows) for row in range(rows + 1)]
    return tuple(end - start for start, end in pairwise(ends))


def _opened(picture: bytes, side: int) -> Image.Image | None:
    try:
        return open_picture(picture, max_side=2 * side)
    except EngineError:
        return None


def _shape(pictures: Sequence[Image.Image | None]) -> float:
    """Width over height of the cells."""
    shapes = [picture.width / picture.height for picture in pictures if picture is not None]
    return min(_WIDEST, max(_NARROWEST, median(shapes))) if shapes else 1.0


def _filling(picture: Image.Image | None, size: _Size) -> Image.Image:
    if picture is None:
        return Image.new("RGB", size, _BLANK)
    # Faces are rather above the middle.
    return ImageOps.fit(picture, size, Image.Resampling.LANCZOS, centering=(0.5, 0.4))


def _rounded(size: _Size, *, radius: int) -> Image.Image:
    """A mask: white with round corners."""
    width, height = size
    large = Image.new("L", (width * _SMOOTH, height * _SMOOTH))
    box = (0, 0, large.width - 1, large.height - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, radius * _SMOOTH, fill=255)
    return large.resize(size, Image.Resampling.BOX)


def _put_number(sheet: Image.Image, number: int, target: tuple[int, int], plan: _Plan) -> None:
    """White on a dark pill with a light rim, which shows on any picture."""
    text = lettering(round(plan.letters * 1.05)).fit(str(number), plan.cell[0])
    height = round(plan.letters * 1.65)
    width = max(height, round(text.width) + height // 2)
    x, y = target[0] + plan.letters // 3, target[1] + plan.letters // 3
    rim = max(3, plan.letters // 12)
    outer = (width + 2 * rim, height + 2 * rim)
    sheet.paste("white", (x, y), _rounded(outer, radius=outer[1] // 2))
    sheet.paste(_BADGE, (x + rim, y + rim), _rounded((width, height), radius=height // 2))
    centre = (x + outer[0] / 2, y + outer[1] / 2)
    left, top, right, bottom = text.box
    start = (centre[0] - (left + right) / 2, centre[1] - (top + bottom) / 2)
    text.draw(ImageDraw.Draw(sheet), start, "white")


def _put_title(sheet: Image.Image, cell: Cell, target: tuple[int, int], plan: _Plan) -> None:
    title = fitted(cell.title, plan.cell[0], plan.letters, cell.fallback)
    x = target[0] + (plan.cell[0] - title.width) / 2
    # By the height of a capital letter, so that titles of one row stand on one line.
    baseline = target[1] + plan.cell[1] + (plan.line + title.capital_height) / 2
    title.draw(ImageDraw.Draw(sheet), (x, baseline), _INK)
