"""What becomes of photos and words, from what they ask for and what was there before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from telegram import Chat, User

from bot.context import ReplyTarget
from bot.jobs.adjustments import Adjustments
from bot.pictures.attachments import Picture, Refusal
from bot.requests.decisions import (
    AskStyle,
    Decision,
    Facts,
    KeepStyle,
    PaintingRequest,
    PaintNow,
    PaintWaiting,
    Say,
    ShowGallery,
    SuggestStyles,
    decide,
)
from bot.requests.next_photo import Choice, NextChoices
from bot.requests.orders import Photo
from bot.styles.mix import NoSuchStyle, StyleMix
from bot.styles.query import BadStyleQuery
from bot.texts import Catalogue
from tests.bot.styles.test_pages import catalogue
from tests.storage.makers import job_of, new_job

TEXTS = Catalogue.load().speak("en")
ADA = User(7, "Ada", is_bot=False)
PRIVATE = ReplyTarget(chat=Chat(7, Chat.PRIVATE), message_id=1, thread_id=None, person=ADA)
GROUP = replace(PRIVATE, chat=Chat(-5, Chat.GROUP))
WAVE, STARRY = map(StyleMix.plain, catalogue(2))
UNKNOWN = NoSuchStyle("wvae", (WAVE,))
FOREIGN = NoSuchStyle("zzz")
BAD = BadStyleQuery("query-percent", limit=100)
RECIPE = job_of(new_job(9, options={"seed": 4}, shown={"intensity": 70}))
CHOSEN = Facts(choices=NextChoices(mix=STARRY))
WAITING = Facts(is_photo_waiting=True)
EVERYTHING = Facts(choices=NextChoices(recipe=RECIPE, mix=STARRY), is_photo_waiting=True)


def album(count: int, target: ReplyTarget = PRIVATE) -> tuple[Photo, ...]:
    return tuple(
        Photo(replace(target, message_id=n), Picture(f"file-{n}", f"unique-{n}"))
        for n in range(1, count + 1)
    )


def decided(
    facts: Facts | None = None, *, target: ReplyTarget = PRIVATE, **asked: Any
) -> Decision:
    return decide(PaintingRequest(target=target, **asked), facts or Facts(), TEXTS)


def styles_of(decision: Decision) -> list[str | None]:
    assert isinstance(decision, PaintNow)
    return [order.styles[0].file_id or order.styles[0].title for order in decision.orders]


class TestPhotosWithAStyle:
    @pytest.mark.parametrize("count", [1, 2, 3])
    @pytest.mark.parametrize("is_command", [True, False])
    def test_are_all_painted_in_it(self, count: int, is_command: bool) -> None:
        photos = album(count)
        decision = decided(EVERYTHING, photos=photos, query_result=WAVE, is_command=is_command)
        assert styles_of(decision) == ["Style 1"] * count
        assert isinstance(decision, PaintNow)
        assert [order.photo for order in decision.orders] == [*photos]
        assert decision.used is None, "what was chosen before stays for another photo"

    def test_are_blended_as_it_says(self) -> None:
        decision = decided(photos=album(1), query_result=replace(WAVE, intensity=70))
        assert isinstance(decision, PaintNow)
        assert decision.orders[0].adjustments == Adjustments(intensity=70)

    def test_of_their_own_are_painted_in_that_picture(self) -> None:
        style = Picture("mine", "unique-mine")
        decision = decided(photos=album(1), style_picture=style, is_command=True)
        assert styles_of(decision) == ["mine"]


class TestPhotosWithoutAStyle:
    @pytest.mark.parametrize("style", [None, UNKNOWN, BAD], ids=["none", "unknown", "bad"])
    def test_are_asked_about_whatever_their_caption_says(self, style: object) -> None:
        photos = album(1)
        assert decided(photos=photos, query_result=style) == AskStyle(photos, TEXTS("style-ask"))

    def test_are_asked_about_in_other_words_in_a_group(self) -> None:
        photos = album(1, GROUP)
        decision = decided(target=GROUP, photos=photos)
        assert decision == AskStyle(photos, TEXTS("style-ask-group"))

    def test_are_painted_by_the_recipe_before_all(self) -> None:
        decision = decided(EVERYTHING, photos=album(1))
        assert isinstance(decision, PaintNow)
        assert decision.used is Choice.RECIPE
        (order,) = decision.orders
        assert (order.options, order.ignores_preferences) == (RECIPE.options, True)
        assert order.adjustments == Adjustments(intensity=70)

    def test_are_painted_in_the_chosen_style_before_one_that_waits(self) -> None:
        decision = decided(replace(CHOSEN, is_photo_waiting=True), photos=album(1))
        assert styles_of(decision) == ["Style 2"]
        assert isinstance(decision, PaintNow)
        assert decision.used is Choice.STYLE

    def test_are_the_style_of_one_that_waits(self) -> None:
        assert decided(WAITING, photos=album(1)) == PaintWaiting(Picture("file-1", "unique-1"))

    @pytest.mark.parametrize("is_command", [True, False])
    def test_are_a_photo_and_its_style_as_a_pair(self, is_command: bool) -> None:
        decision = decided(EVERYTHING, photos=album(2), is_command=is_command)
        assert styles_of(decision) == ["file-2"]

    def test_take_the_chosen_style_as_an_album_but_no_recipe(self) -> None:
        assert styles_of(decided(EVERYTHING, photos=album(3))) == ["Style 2"] * 3

    def test_are_asked_about_together_as_an_album(self) -> None:
        photos = album(3)
        words = TEXTS("style-ask-album", count=3)
        assert decided(WAITING, photos=photos) == AskStyle(photos, words)


class TestPhotosWithACommand:
    @pytest.mark.parametrize("count", [1, 2, 3])
    def test_and_an_unknown_name_come_with_suggestions(self, count: int) -> None:
        photos = album(count)
        decision = decided(
            EVERYTHING, photos=photos, query_result=UNKNOWN, is_command=True, has_words=True
        )
        assert decision == AskStyle(photos, TEXTS("style-unknown", name="wvae"), (WAVE,))

    def test_and_a_foreign_name_are_asked_about_with_all_styles(self) -> None:
        photos = album(1)
        decision = decided(photos=photos, query_result=FOREIGN, is_command=True, has_words=True)
        assert decision == AskStyle(photos, TEXTS("style-unknown-all", name="zzz"))

    def test_and_words_that_cannot_be_are_refused(self) -> None:
        decision = decided(photos=album(1), query_result=BAD, is_command=True, has_words=True)
        assert decision == Say(TEXTS("query-percent", limit=100))

    def test_alone_are_asked_about_whatever_was_chosen(self) -> None:
        photos = album(1)
        decision = decided(EVERYTHING, photos=photos, is_command=True)
        assert decision == AskStyle(photos, TEXTS("style-ask"))


class TestWords:
    @pytest.mark.parametrize("is_command", [True, False])
    @pytest.mark.parametrize("target", [PRIVATE, GROUP])
    def test_that_name_a_style_keep_it_for_the_next_photo(
        self, is_command: bool, target: ReplyTarget
    ) -> None:
        decision = decided(target=target, query_result=WAVE, is_command=is_command)
        assert decision == KeepStyle(WAVE)

    def test_that_name_a_style_paint_what_waits(self) -> None:
        assert decided(WAITING, query_result=WAVE) == PaintWaiting(WAVE)

    def test_that_are_like_a_style_bring_suggestions(self) -> None:
        words = TEXTS("style-unknown", name="wvae")
        assert decided(query_result=UNKNOWN) == SuggestStyles(words, (WAVE,))
        assert decided(query_result=UNKNOWN, is_command=True) == SuggestStyles(words, (WAVE,))

    @pytest.mark.parametrize("style", [None, FOREIGN, BAD], ids=["none", "foreign", "bad"])
    def test_that_mean_nothing_bring_a_hint_in_private_only(self, style: object) -> None:
        assert decided(query_result=style) == Say(TEXTS("hint-photo"))
        assert decided(query_result=style, target=GROUP) is None

    def test_that_are_like_a_style_may_be_anything_in_a_group(self) -> None:
        assert decided(query_result=UNKNOWN, target=GROUP) is None

    def test_of_a_command_without_a_name_show_all_styles(self) -> None:
        assert decided(is_command=True) == ShowGallery()
        words = TEXTS("style-unknown-all", name="zzz")
        assert decided(query_result=FOREIGN, is_command=True) == ShowGallery(words)


@pytest.mark.parametrize("style", [None, WAVE, UNKNOWN], ids=["none", "known", "unknown"])
@pytest.mark.parametrize("is_command", [True, False])
def test_what_cannot_be_painted_is_refused_before_all(style: object, is_command: bool) -> None:
    photos = (*album(1), Refusal("refuse-video"))
    decision = decided(EVERYTHING, photos=photos, query_result=style, is_command=is_command)
    assert decision == Say(TEXTS("refuse-video"))
