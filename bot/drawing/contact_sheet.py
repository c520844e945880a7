"""Draws contact sheets: numbered pictures with titles, such as one page of styles.

Pillow draws them; callers run it in a thread.
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

WIDTH: Final = 1280
"""Pixels; Telegram shows a photo no wider."""
CELL_SIDE: Final = WIDTH
"""Pixels that the picture of a cell needs at most: on a sheet of two it is twice as wide."""

_MARGIN: Final = 28
_GAP: Final = 24
_BACKGROUND: Final = "#f7f4ee"
_TEXT_COLOUR: Final = "#26221d"
_EMPTY_CELL: Final = "#ddd6ca"
_NUMBER_COLOUR: Final = "#1d1a17"
_SUPERSAMPLING: Final = 4
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
    picture: Image.Image | None
    """Opened, best with ``CELL_SIDE`` pixels; without it the cell is blank."""
    fallback: str = ""
    """Stands in for a title whose script this machine has no font for: a Latin slug."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where things stand on a sheet, in pixels."""

    rows: tuple[int, ...]
    """How many cells each row has; it is centred."""
    cell: _Size
    letters: int
    """Height of a title's letters."""

    @property
    def title_height(self) -> int:
        """Height of a title with the space around it."""
        return round(self.letters * 1.75)

    @property
    def height(self) -> int:
        count = len(self.rows)
        return 2 * _MARGIN + count * (self.cell[1] + self.title_height) + (count - 1) * _GAP // 2

    def corners(self) -> Iterator[tuple[int, int]]:
        """Yield the upper left corners of the cells, in reading order."""
        for row, size in enumerate(self.rows):
            left = (WIDTH - size * self.cell[0] - (size - 1) * _GAP) // 2
            top = _MARGIN + row * (self.cell[1] + self.title_height + _GAP // 2)
            for column in range(size):
                yield left + column * (self.cell[0] + _GAP), top


def draw_contact_sheet(cells: Sequence[Cell], *, columns: int | None = None) -> bytes:
    """Return a JPEG, 1280 pixels wide, of ``cells`` in reading order, best with 4 to 12.

    The pictures fill cells of one shape, the usual one among them. ``columns`` follows from the
    count if not given. Raises ``ValueError`` without cells.
    """
    if not cells:
        raise ValueError("a sheet without cells")
    columns = columns or _count_columns(len(cells))
    width = (WIDTH - 2 * _MARGIN - (columns - 1) * _GAP) // columns
    pictures = [cell.picture for cell in cells]
    size = (width, round(width / _cell_shape(pictures)))
    layout = _Layout(_split_rows(len(cells), columns), size, max(26, min(44, width // 9)))
    sheet = Image.new("RGB", (WIDTH, layout.height), _BACKGROUND)
    mask = _rounded_mask(size, radius=width // 14)
    for cell, picture, corner in zip(cells, pictures, layout.corners(), strict=True):
        sheet.paste(_fill(picture, size), corner, mask)
        _put_number(sheet, cell.number, corner, layout)
        _put_title(sheet, cell, corner, layout)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=_QUALITY, subsampling="4:4:4")
    return out.getvalue()


def _count_columns(count: int) -> int:
    """Return so many that rows are full or nearly so, and cells large enough for a phone."""
    if count <= 4:
        return min(count, 2)
    return 3 if count in {5, 6, 9} else 4


def _split_rows(count: int, columns: int) -> tuple[int, ...]:
    """Return the lengths of as few rows as it takes; they differ by one at most."""
    rows = -(-count // columns)
    # Rounded shares, such as 3, 4, 3 of ten: what is not full lies evenly about the middle.
    ends = [(2 * row * count + rows) // (2 * rows) for row in range(rows + 1)]
    return tuple(end - start for start, end in pairwise(ends))


def _cell_shape(pictures: Sequence[Image.Image | None]) -> float:
    """Return width over height of the cells."""
    shapes = [picture.width / picture.height for picture in pictures if picture is not None]
    return min(_WIDEST, max(_NARROWEST, median(shapes))) if shapes else 1.0


def _fill(picture: Image.Image | None, size: _Size) -> Image.Image:
    if picture is None:
        return Image.new("RGB", size, _EMPTY_CELL)
    # Faces are rather above the middle.
    return ImageOps.fit(picture, size, Image.Resampling.LANCZOS, centering=(0.5, 0.4))


def _rounded_mask(size: _Size, *, radius: int) -> Image.Image:
    """Return a mask [size]: white with round corners."""
    width, height = size
    large = Image.new("L", (width * _SUPERSAMPLING, height * _SUPERSAMPLING))
    box = (0, 0, large.width - 1, large.height - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, radius * _SUPERSAMPLING, fill=255)
    return large.resize(size, Image.Resampling.BOX)


def _put_number(sheet: Image.Image, number: int, corner: tuple[int, int], layout: _Layout) -> None:
    """Draw white on a dark pill with a light rim, which shows on any picture."""
    text = lettering(round(layout.letters * 1.05)).fit(str(number), layout.cell[0])
    height = round(layout.letters * 1.65)
    width = max(height, round(text.width) + height // 2)
    x, y = corner[0] + layout.letters // 3, corner[1] + layout.letters // 3
    rim = max(3, layout.letters // 12)
    outer = (width + 2 * rim, height + 2 * rim)
    sheet.paste("white", (x, y), _rounded_mask(outer, radius=outer[1] // 2))
    sheet.paste(
        _NUMBER_COLOUR, (x + rim, y + rim), _rounded_mask((width, height), radius=height // 2)
    )
    centre = (x + outer[0] / 2, y + outer[1] / 2)
    left, top, right, bottom = text.box
    start = (centre[0] - (left + right) / 2, centre[1] - (top + bottom) / 2)
    text.draw(ImageDraw.Draw(sheet), start, "white")


def _put_title(sheet: Image.Image, cell: Cell, corner: tuple[int, int], layout: _Layout) -> None:
    title = fitted(cell.title, layout.cell[0], layout.letters, cell.fallback)
    x = corner[0] + (layout.cell[0] - title.width) / 2
    # By the height of a capital letter, so that titles of one row stand on one line.
    baseline = corner[1] + layout.cell[1] + (layout.title_height + title.capital_height) / 2
    title.draw(ImageDraw.Draw(sheet), (x, baseline), _TEXT_COLOUR)
