"""Letters: what fits, what can be written, and never a sign for a missing one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

from bot.drawing import fonts as lettering
from bot.drawing.fonts import FONTS, FontFile, Lettering, TextRuns, fitted
from bot.drawing.fonts import lettering as letters_of
from bot.texts import Catalogue
from presets import catalogue as presets
from tests.helpers.fonts import LATIN_ONLY, make_font


@pytest.fixture
def latin(monkeypatch: pytest.MonkeyPatch) -> Lettering:
    """Of a machine without fonts of its own."""
    monkeypatch.setattr(lettering, "FONTS", LATIN_ONLY)
    return letters_of(30)


@pytest.fixture
def blocks(tmp_path: Path) -> FontFile:
    """A Chinese font without Latin letters, as Droid Sans Fallback is."""
    return make_font(tmp_path, "毕加索葛飾北齋浪")


def drawn(line: TextRuns, anchor: str = "ls") -> Image.Image:
    """The line in black, its anchor in the middle of a white picture."""
    picture = Image.new("L", (900, 200), "white")
    line.draw(ImageDraw.Draw(picture), (450, 100), "black", anchor)
    return picture


def ink_of(picture: Image.Image) -> tuple[int, int, int, int]:
    """The box around what is not white."""
    found = ImageChops.invert(picture).getbbox()
    assert found is not None
    return found


def test_what_fits_is_left_alone(latin: Lettering) -> None:
    assert latin.fit("Great wave", 1000).text == "Great wave"


def test_spaces_are_made_single(latin: Lettering) -> None:
    assert latin.fit("  Great\n wave ", 1000).text == "Great wave"


@pytest.mark.parametrize("width", [60, 100, 150, 220])
def test_what_does_not_fit_ends_with_an_ellipsis(latin: Lettering, width: int) -> None:
    line = latin.fit("The great wave off Kanagawa", width)
    assert line.text.endswith("…")
    assert "The great wave off Kanagawa".startswith(line.text[:-1])
    assert not line.text[:-1].endswith(" ")
    assert line.width <= width


def test_a_missing_letter_is_left_out_rather_than_drawn_as_a_box(latin: Lettering) -> None:
    assert latin.fit("Pop art 🎨", 1000, "pop").text == "Pop art"


def test_a_missing_accent_is_left_out_rather_than_the_letter(latin: Lettering) -> None:
    assert latin.fit("Ångström", 1000, "x").text == "Angstrom"


def test_a_text_half_of_which_is_missing_is_replaced(latin: Lettering) -> None:
    assert latin.fit("毕加索 II", 1000, "picasso").text == "picasso"


@pytest.mark.parametrize(
    ("text", "whole"),
    [("Wave", True), ("O’Keeffe 12 %", True), ("Été", False), ("浪", False), ("Wave 浪", False)],
)
def test_what_can_be_written(latin: Lettering, text: str, *, whole: bool) -> None:
    assert latin.has_all(text) == whole


@pytest.mark.parametrize("text", ["毕加索", "葛飾北齋", "浪 Wave", "Wave 浪 II"])
def test_each_character_comes_from_the_first_font_that_has_it(
    monkeypatch: pytest.MonkeyPatch, blocks: FontFile, text: str
) -> None:
    monkeypatch.setattr(lettering, "FONTS", (blocks, None))
    letters = letters_of(30)
    assert letters.has_all(text)
    line = letters.fit(text, 1000)
    assert line.text == text
    chinese, latin = letters.fonts
    for run in line.runs:
        assert run.font is (latin if run.text.isascii() else chinese)


def test_an_accent_that_a_later_font_has_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(lettering, "FONTS", (None, make_font(tmp_path, "É")))
    line = letters_of(30).fit("Été à É", 1000)
    assert line.text == "Éte a É"


def test_fonts_that_the_machine_lacks_are_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    absent = FontFile(str(tmp_path / "absent.ttf"))
    monkeypatch.setattr(lettering, "FONTS", (absent, None, absent))
    assert len(letters_of(30).fonts) == 1


def test_every_machine_writes_latin() -> None:
    assert None in FONTS
    assert letters_of(30).fit("Great wave 12 %", 1000).text == "Great wave 12 %"


def test_both_chinas_with_a_font_of_the_machine() -> None:
    letters = letters_of(30)
    if not letters.has_all("毕"):
        pytest.skip("this machine has no Chinese font")
    for text in ("毕加索", "葛飾北齋", "浪 Wave"):
        assert letters.fit(text, 1000).text == text


def test_runs_stand_side_by_side_on_one_baseline(
    monkeypatch: pytest.MonkeyPatch, blocks: FontFile
) -> None:
    monkeypatch.setattr(lettering, "FONTS", (blocks, None))
    letters = letters_of(40)
    line = letters.fit("H浪H", 1000)
    left, top, right, bottom = ink_of(drawn(line))
    assert bottom == 100, "an H and a block both stand on the baseline"
    box = line.box
    assert (top - 100, bottom - 100) == (box[1], box[3])
    assert box[0] <= left - 450 < right - 450 <= box[2] == pytest.approx(line.width, abs=1)
    alone = [letters.fit(text, 1000).width for text in ("H", "浪")]
    assert line.width == pytest.approx(2 * alone[0] + alone[1])


@pytest.mark.parametrize("text", ["Hx", "浪浪", "H浪"])
def test_a_line_is_placed_alike_whatever_fonts_it_takes(
    monkeypatch: pytest.MonkeyPatch, blocks: FontFile, text: str
) -> None:
    monkeypatch.setattr(lettering, "FONTS", (blocks, None))
    line = letters_of(40).fit(text, 1000)
    low = {anchor: ink_of(drawn(line, anchor))[3] for anchor in ("ls", "la", "lm")}
    ascent, descent = letters_of(40).fit("H", 1000).metrics.getmetrics()
    assert low["ls"] == 100
    assert low["la"] == 100 + ascent
    assert low["lm"] == pytest.approx(100 + (ascent - descent) / 2, abs=1)


def test_a_line_is_placed_by_its_side(latin: Lettering) -> None:
    line = latin.fit("HHHH", 1000)
    lefts = [ink_of(drawn(line, anchor))[0] for anchor in ("ls", "ms", "rs")]
    assert lefts[0] - lefts[1] == pytest.approx(line.width / 2, abs=1)
    assert lefts[0] - lefts[2] == pytest.approx(line.width, abs=1)


def test_the_height_of_capitals_is_that_of_an_h(latin: Lettering) -> None:
    line = latin.fit("Hg", 1000)
    assert line.capital_height == -latin.fit("H", 1000).box[1] > 0


def test_an_empty_line_draws_nothing(latin: Lettering) -> None:
    line = latin.fit("", 1000)
    assert (line.text, line.width, line.box) == ("", 0, (0, 0, 0, 0))
    assert ImageChops.invert(drawn(line)).getbbox() is None


def test_a_long_title_gets_smaller_letters_before_it_is_cut(latin: Lettering) -> None:
    room = 0.8 * latin.fit("Floating-world wave", 10_000).width
    smaller = fitted("Floating-world wave", room, 30)
    assert smaller.text == "Floating-world wave"
    assert 0.85 * room < smaller.width <= room


def test_a_short_title_keeps_the_usual_letters(latin: Lettering) -> None:
    assert fitted("Wave", 1000, 30).width == latin.fit("Wave", 1000).width


@pytest.mark.usefixtures("latin")
def test_letters_get_no_smaller_than_can_be_read() -> None:
    line = fitted("A title as long as a title should never be", 150, 30)
    assert line.text.endswith("…")
    assert line.width <= 150


@pytest.mark.parametrize("language", Catalogue.load().languages)
@pytest.mark.parametrize("width", [288, 392])
def test_the_title_of_every_preset_fits_on_a_sheet(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str, width: int
) -> None:
    speak = Catalogue.load().speak(language)
    titles = [speak(f"style-title-{preset.slug}") for preset in presets()]
    foreign = {c for title in titles for c in title if not c.isascii()}
    # As wide as Chinese characters are in every font: as wide as they are high.
    monkeypatch.setattr(lettering, "FONTS", (make_font(tmp_path, "".join(foreign)), None))
    for title in titles:
        assert fitted(title, width, max(26, min(44, width // 9))).text == title
