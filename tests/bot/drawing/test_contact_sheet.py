"""Contact sheets: numbers, titles in any script, and cells of one shape."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from bot.drawing import fonts as lettering
from bot.drawing.contact_sheet import Cell, draw_contact_sheet
from tests.helpers.fonts import LATIN_ONLY, make_font

Pixels = npt.NDArray[np.int64]
COLOURS = [
    *((200, 30, 30), (30, 160, 30), (30, 30, 200), (200, 180, 20), (150, 30, 160), (20, 160, 170)),
    *((100, 0, 0), (0, 80, 0), (0, 0, 90), (110, 90, 0), (255, 120, 0), (120, 200, 255)),
]


def plain(colour: tuple[int, int, int], size: tuple[int, int] = (64, 64)) -> Image.Image:
    return Image.new("RGB", size, colour)


def cells(count: int, size: tuple[int, int] = (64, 64), title: str = "Wave") -> list[Cell]:
    return [
        Cell(number=n + 1, title=title, picture=plain(COLOURS[n % len(COLOURS)], size))
        for n in range(count)
    ]


def cell(title: str, fallback: str = "") -> Cell:
    return Cell(number=1, title=title, picture=plain((90, 90, 90)), fallback=fallback)


def pixels_of(sheet: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(sheet)).convert("RGB")).astype(int)


def coloured(pixels: Pixels, colour: tuple[int, int, int]) -> npt.NDArray[np.bool_]:
    distance: Pixels = abs(pixels - colour).max(axis=-1)
    return distance < 12


def box(mask: npt.NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1])


@pytest.fixture
def latin_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without fonts of its own."""
    monkeypatch.setattr(lettering, "FONTS", LATIN_ONLY)


@pytest.mark.parametrize(
    ("count", "columns"), [(1, 1), (2, 2), (4, 2), (6, 3), (8, 4), (9, 3), (12, 4)]
)
def test_a_sheet_is_made_for_a_phone(count: int, columns: int) -> None:
    pixels = pixels_of(draw_contact_sheet(cells(count)))
    assert pixels.shape[1] == 1280
    assert pixels.shape[0] <= 1500
    left, _, right, _ = box(coloured(pixels, COLOURS[0]))
    assert round(1280 / (right - left)) == columns


def test_the_pictures_stand_in_reading_order() -> None:
    pixels = pixels_of(draw_contact_sheet(cells(6)))
    places = [box(coloured(pixels, colour))[:2] for colour in COLOURS[:6]]
    rows = sorted(places, key=lambda target: (target[1] // 100, target[0]))
    assert places == rows
    assert len({x for x, _ in places}) == 3


def places_of(count: int) -> list[tuple[int, int, int, int]]:
    """Left, top, right and bottom of the pictures on a sheet of so many."""
    pixels = pixels_of(draw_contact_sheet(cells(count)))
    return [box(coloured(pixels, colour)) for colour in COLOURS[:count]]


@pytest.mark.parametrize(
    ("count", "rows"),
    [
        (1, [1]),
        (3, [2, 1]),
        (5, [3, 2]),
        (7, [4, 3]),
        (8, [4, 4]),
        (9, [3, 3, 3]),
        (10, [3, 4, 3]),
        (11, [4, 3, 4]),
        (12, [4, 4, 4]),
    ],
)
def test_rows_are_about_equally_full_and_centred(count: int, rows: list[int]) -> None:
    places = places_of(count)
    tops = sorted({top for _, top, _, _ in places})
    found = [[target for target in places if target[1] == top] for top in tops]
    assert [len(row) for row in found] == rows
    for row in found:
        assert abs((row[0][0] + row[-1][2]) - 1280) <= 4


def test_a_sheet_ends_below_its_last_row() -> None:
    pixels = pixels_of(draw_contact_sheet(cells(10)))
    bottom = max(target[3] for target in places_of(10))
    assert 40 < pixels.shape[0] - bottom < 100


def test_columns_can_be_given() -> None:
    pixels = pixels_of(draw_contact_sheet(cells(6), columns=2))
    assert len({box(coloured(pixels, colour))[0] // 9 for colour in COLOURS[:6]}) == 2


def test_cells_take_the_usual_shape_of_the_pictures() -> None:
    pixels = pixels_of(draw_contact_sheet(cells(6, (80, 60))))
    left, top, right, bottom = box(coloured(pixels, COLOURS[5]))
    assert abs((right - left) / (bottom - top) - 4 / 3) < 0.03


def test_corners_are_round() -> None:
    pixels = pixels_of(draw_contact_sheet(cells(1)))
    left, top, right, bottom = box(coloured(pixels, COLOURS[0]))
    assert not coloured(pixels, COLOURS[0])[bottom, left]
    assert not coloured(pixels, COLOURS[0])[top, right]
    assert coloured(pixels, COLOURS[0])[bottom, (left + right) // 2]


def test_each_cell_wears_its_own_number() -> None:
    def badge(number: int) -> bytes:
        return draw_contact_sheet([Cell(number=number, title="", picture=plain((90, 90, 90)))])

    assert len({badge(number) for number in (1, 2, 10, 100)}) == 4
    wide = pixels_of(badge(100))
    assert (
        box(coloured(wide, (29, 26, 23)))[2] > box(coloured(pixels_of(badge(1)), (29, 26, 23)))[2]
    )


@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (128, 128, 128)])
def test_a_number_shows_on_any_picture(colour: tuple[int, int, int]) -> None:
    pixels = pixels_of(draw_contact_sheet([Cell(number=8, title="", picture=plain(colour))]))
    corner = pixels[40:120, 40:120].mean(axis=-1)
    assert corner.max() > 240
    assert corner.min() < 45


def test_titles_stay_inside_their_cell() -> None:
    sheet = cells(6)
    sheet[1] = Cell(number=2, title="A very " * 30 + "long title", picture=plain(COLOURS[1]))
    pixels = pixels_of(draw_contact_sheet(sheet))
    left, _, right, bottom = box(coloured(pixels, COLOURS[1]))
    darkest: Pixels = pixels[bottom + 8 : bottom + 60].max(axis=-1).min(axis=0)
    # The neighbours' short titles are centred, far from this cell's sides.
    assert darkest[left - 20 : left - 1].min() > 120
    assert darkest[right + 2 : right + 20].min() > 120
    assert darkest[left:right].min() < 120


@pytest.mark.usefixtures("latin_only")
@pytest.mark.parametrize("title", ["毕加索", "葛飾北齋", "ไทย", "🎨", "浪 2", ""])
def test_a_title_that_cannot_be_written_is_replaced(title: str) -> None:
    assert draw_contact_sheet([cell(title, "wave")]) == draw_contact_sheet([cell("wave")])


@pytest.mark.usefixtures("latin_only")
def test_what_can_be_written_of_a_title_is_kept() -> None:
    assert draw_contact_sheet([cell("Pop art 🎨", "x")]) == draw_contact_sheet([cell("Pop art")])
    assert draw_contact_sheet([cell("毕加索 Picasso", "x")]) == draw_contact_sheet(
        [cell("Picasso")]
    )
    assert draw_contact_sheet([cell("Ångström", "x")]) == draw_contact_sheet([cell("Angstrom")])


@pytest.mark.usefixtures("latin_only")
def test_without_a_fallback_a_cell_has_its_number_only() -> None:
    assert draw_contact_sheet([cell("毕加索")]) == draw_contact_sheet([cell("")])


def test_chinese_titles_are_written_where_there_is_a_font(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(lettering, "FONTS", (make_font(tmp_path, "毕加索葛飾北齋"), None))
    sheets = [draw_contact_sheet([cell(title, "x")]) for title in ("毕加索", "葛飾北齋", "x")]
    assert len(set(sheets)) == 3


def test_without_a_picture_a_cell_is_blank() -> None:
    sheet = cells(3)
    sheet[1] = Cell(number=2, title="Gone", picture=None)
    pixels = pixels_of(draw_contact_sheet(sheet))
    assert coloured(pixels, (221, 214, 202)).sum() > 10_000
    assert coloured(pixels, COLOURS[2]).any()


def test_a_sheet_needs_cells() -> None:
    with pytest.raises(ValueError, match="cells"):
        draw_contact_sheet([])
