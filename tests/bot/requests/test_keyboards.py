"""Keyboards: the right buttons, in pages, each carrying what it says."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.callback_data import (
    Cancel,
    Choose,
    Data,
    Drop,
    Keep,
    Paint,
    PhotoPage,
    StylePage,
    TrySix,
    parse,
)
from bot.jobs import keyboards as job_keyboards
from bot.requests import keyboards
from bot.texts import Catalogue

texts = Catalogue.load().speak("en")


@dataclass(frozen=True, slots=True)
class Style:
    id: int
    title: str


def catalogue(count: int) -> list[Style]:
    return [Style(number, f"Style {number}") for number in range(1, count + 1)]


def pressed(markup: InlineKeyboardMarkup) -> list[Data | None]:
    return [parse(str(b.callback_data)) for row in markup.inline_keyboard for b in row]


def test_a_painting_that_waits_can_only_be_cancelled() -> None:
    assert pressed(job_keyboards.progress_keyboard(texts, "J1", started=False)) == [Cancel("J1")]


def test_a_painting_that_has_begun_can_also_be_kept() -> None:
    assert pressed(job_keyboards.progress_keyboard(texts, "J1", started=True)) == [
        Keep("J1"),
        Cancel("J1"),
    ]


def test_few_styles_need_no_pages() -> None:
    data = pressed(keyboards.build_photo_question(texts, catalogue(3), "P1"))
    assert data == [Paint("P1", 1), Paint("P1", 2), Paint("P1", 3), TrySix("P1"), Drop("P1")]


@pytest.mark.parametrize(
    ("page", "turns"), [(0, [1]), (1, [0, 2]), (2, [1]), (99, [1]), (-5, [1])]
)
def test_pages_lead_to_their_neighbours(page: int, turns: list[int]) -> None:
    data = pressed(keyboards.build_photo_question(texts, catalogue(25), "P1", page))
    assert [d.number for d in data if isinstance(d, PhotoPage)] == turns


@given(st.integers(min_value=0, max_value=60))
def test_turning_pages_shows_every_style_once(count: int) -> None:
    seen: list[int] = []
    page = 0
    while True:
        data = pressed(keyboards.build_next_question(texts, catalogue(count), page))
        seen += [d.style for d in data if isinstance(d, Choose)]
        further = [d.number for d in data if isinstance(d, StylePage) and d.number > page]
        if not further:
            break
        page = further[0]
    assert seen == [style.id for style in catalogue(count)]
