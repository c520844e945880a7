"""Letters: what fits, what can be written, and never a sign for a missing one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.drawing import fonts as lettering
from bot.drawing.fonts import Lettering, fitted
from bot.drawing.fonts import lettering as letters_of
from bot.texts import Catalogue
from presets import catalogue as presets


@pytest.fixture
def latin() -> Iterator[Lettering]:
    """Of a machine without Chinese fonts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lettering, "_CHINESE", ())
        letters_of.cache_clear()
        yield letters_of(30)
    letters_of.cache_clear()


def test_what_fits_is_left_alone(latin: Lettering) -> None:
    assert latin.fit("Great wave", 1000)[0] == "Great wave"


def test_spaces_are_made_single(latin: Lettering) -> None:
    assert latin.fit("  Great\n wave ", 1000)[0] == "Great wave"


@pytest.mark.parametrize("width", [60, 100, 150, 220])
def test_what_does_not_fit_ends_with_an_ellipsis(latin: Lettering, width: int) -> None:
    text, font = latin.fit("The great wave off Kanagawa", width)
    assert text.endswith("…")
    assert "The great wave off Kanagawa".startswith(text[:-1])
    assert not text[:-1].endswith(" ")
    assert font.getlength(text) <= width


def test_a_missing_letter_is_left_out_rather_than_drawn_as_a_box(latin: Lettering) -> None:
    assert latin.fit("Pop art 🎨", 1000, "pop")[0] == "Pop art"


def test_a_missing_accent_is_left_out_rather_than_the_letter(latin: Lettering) -> None:
    assert latin.fit("Ångström", 1000, "x")[0] == "Angstrom"


def test_a_text_half_of_which_is_missing_is_replaced(latin: Lettering) -> None:
    assert latin.fit("毕加索 II", 1000, "picasso")[0] == "picasso"


@pytest.mark.parametrize(
    ("text", "whole"),
    [("Wave", True), ("O’Keeffe 12 %", True), ("Été", False), ("浪", False), ("Wave 浪", False)],
)
def test_what_can_be_written(latin: Lettering, text: str, *, whole: bool) -> None:
    assert latin.has_all(text) == whole


def test_both_chinas_and_latin_with_a_chinese_font() -> None:
    if lettering._chinese(20) is None:
        pytest.skip("this machine has no Chinese font")
    for text in ("毕加索", "葛飾北齋", "浪 Wave", "Été"):
        assert letters_of(30).has_all(text)
        assert letters_of(30).fit(text, 1000)[0] == text


def test_a_long_title_gets_smaller_letters_before_it_is_cut(latin: Lettering) -> None:
    whole, font = latin.fit("Floating-world wave", 10_000)
    room = 0.8 * font.getlength(whole)
    text, smaller = fitted("Floating-world wave", room, 30)
    assert text == "Floating-world wave"
    assert 0.85 * room < smaller.getlength(text) <= room


def test_a_short_title_keeps_the_usual_letters(latin: Lettering) -> None:
    text, font = fitted("Wave", 1000, 30)
    assert font.getlength(text) == latin.fit("Wave", 1000)[1].getlength("Wave")


def test_letters_get_no_smaller_than_can_be_read(latin: Lettering) -> None:
    text, font = fitted("A title as long as a title should never be", 150, 30)
    assert text.endswith("…")
    assert font.getlength(text) <= 150


@pytest.mark.parametrize("language", Catalogue.load().languages)
@pytest.mark.parametrize("width", [288, 392])
def test_the_title_of_every_preset_fits_on_a_sheet(language: str, width: int) -> None:
    speak = Catalogue.load().speak(language)
    for preset in presets():
        title = speak(f"style-title-{preset.slug}")
        assert fitted(title, width, max(26, min(44, width // 9)), title)[0] == title
