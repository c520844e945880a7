"""Manners: styles with shares and an intensity, kept as a note until there is a photo."""

from __future__ import annotations

import json

from bot.styles.mix import StyleMix
from bot.texts import Catalogue
from tests.bot.styles.test_pages import catalogue

ONE, TWO = catalogue(2)
ENGLISH = Catalogue.load().speak("en")


def test_a_note_brings_the_manner_back() -> None:
    mix = StyleMix(((ONE, 0.75), (TWO, 0.25)), intensity=70)
    note = json.loads(json.dumps(mix.note))
    assert StyleMix.recall(note, [ONE, TWO]) == mix


def test_a_note_of_an_earlier_version_is_one_style() -> None:
    assert StyleMix.recall(2, [ONE, TWO]) == StyleMix.plain(TWO)


def test_a_style_that_is_gone_takes_its_manner_along() -> None:
    mix = StyleMix(((ONE, 0.5), (TWO, 0.5)))
    assert StyleMix.recall(mix.note, [ONE]) is None


def test_a_title_tells_the_styles_and_an_intensity_that_is_not_full() -> None:
    assert StyleMix.plain(ONE).title(ENGLISH) == "Style 1"
    assert StyleMix(((ONE, 0.5), (TWO, 0.5)), 70).title(ENGLISH) == "Style 1 + Style 2 · 70 %"


def test_the_first_style_gives_the_options_and_all_their_shares() -> None:
    mix = StyleMix(((ONE, 0.75), (TWO, 0.25)))
    assert [(s.style_id, s.weight) for s in mix.sources] == [(1, 0.75), (2, 0.25)]
    assert mix.options == ONE.options
