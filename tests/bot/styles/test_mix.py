"""Mixes: styles with shares and an intensity, kept as JSON until there is a photo."""

from __future__ import annotations

import json

from bot.styles.mix import StyleMix
from bot.texts import Catalogue
from tests.bot.styles.test_pages import catalogue

ONE, TWO = catalogue(2)
ENGLISH = Catalogue.load().speak("en")


def test_json_brings_the_mix_back() -> None:
    mix = StyleMix(((ONE, 0.75), (TWO, 0.25)), intensity=70)
    kept = json.loads(json.dumps(mix.to_json()))
    assert StyleMix.from_json(kept, [ONE, TWO]) == mix


def test_what_was_kept_by_an_earlier_version_is_one_style() -> None:
    assert StyleMix.from_json(2, [ONE, TWO]) == StyleMix.plain(TWO)


def test_a_style_that_is_gone_takes_its_mix_along() -> None:
    mix = StyleMix(((ONE, 0.5), (TWO, 0.5)))
    assert StyleMix.from_json(mix.to_json(), [ONE]) is None


def test_a_title_tells_the_styles_and_an_intensity_that_is_not_full() -> None:
    assert StyleMix.plain(ONE).title(ENGLISH) == "Style 1"
    assert StyleMix(((ONE, 0.5), (TWO, 0.5)), 70).title(ENGLISH) == "Style 1 + Style 2 · 70 %"


def test_the_first_style_gives_the_options_and_all_their_shares() -> None:
    mix = StyleMix(((ONE, 0.75), (TWO, 0.25)))
    assert [(s.style_id, s.weight) for s in mix.sources] == [(1, 0.75), (2, 0.25)]
    assert mix.options == ONE.options
