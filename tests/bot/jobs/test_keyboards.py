"""The buttons under a result tell how it looks, and every share of it can be chosen."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import InlineKeyboardMarkup

from bot.callback_data import (
    Back,
    Blend,
    Colours,
    Data,
    Delete,
    Discard,
    Film,
    Publish,
    PublishEverywhere,
    Sharper,
    parse,
)
from bot.jobs.adjustments import PERCENTS, Adjustments
from bot.jobs.keyboards import (
    deletion_keyboard,
    draft_keyboard,
    intensity_keyboard,
    result_keyboard,
)
from bot.jobs.progress import Publishing
from bot.texts import Catalogue
from storage import Job
from tests.storage.makers import job_of, new_job

texts = Catalogue.load().speak("en")


def job(**options: Any) -> Job:
    """``J1``, which was painted so."""
    return job_of(new_job(options=options), id="J1")


def pressed(markup: InlineKeyboardMarkup) -> list[Data | None]:
    return [parse(str(b.callback_data)) for row in markup.inline_keyboard for b in row]


def captions(markup: InlineKeyboardMarkup) -> list[str]:
    return [button.text for row in markup.inline_keyboard for button in row]


@pytest.mark.parametrize(("colours", "wanted"), [(False, 1), (True, 0)])
def test_keep_colours_asks_for_the_opposite(colours: bool, wanted: int) -> None:
    markup = result_keyboard(texts, job(), Adjustments(colours=colours))
    assert Colours("J1", wanted) in pressed(markup)


def test_the_intensity_is_told() -> None:
    assert "Strength 70 %" in captions(result_keyboard(texts, job(), Adjustments(intensity=70)))


def test_only_what_came_about_step_by_step_has_a_film() -> None:
    assert Film("J1") in pressed(result_keyboard(texts, job()))
    instant = pressed(result_keyboard(texts, job(method="instant")))
    assert Film("J1") not in instant
    assert Sharper("J1") in instant


def test_every_share_can_be_chosen_and_the_present_one_is_marked() -> None:
    markup = intensity_keyboard(texts, "J1", Adjustments(intensity=30))
    assert pressed(markup) == [*(Blend("J1", n) for n in PERCENTS), Back("J1")]
    assert [caption for caption in captions(markup) if "•" in caption] == ["• 30 %"]


def test_deleting_can_be_thought_over() -> None:
    assert pressed(deletion_keyboard(texts, "J1")) == [Delete("J1", 1), Back("J1")]


def test_a_draft_is_published_here_or_discarded() -> None:
    markup = draft_keyboard(texts, Publishing(7, for_everyone=False), "J1")
    assert pressed(markup) == [Publish(7, "J1"), Discard(7, "J1")]


def test_who_may_publishes_a_draft_for_everyone() -> None:
    markup = draft_keyboard(texts, Publishing(7, for_everyone=True), "J1")
    assert PublishEverywhere(7, "J1") in pressed(markup)
