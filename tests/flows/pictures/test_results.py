"""The buttons under a result: each acts on the picture that it hangs on, for whoever may press."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from bot.app import run_bot
from bot.texts import Catalogue
from engine import Engine
from playground.server import serve
from tests.flows.conftest import Open
from tests.helpers.app_harness import AppHarness, fast_settings
from tests.helpers.people import Person
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA, GROUP, PlaygroundClient, ShownMessage

FORBIDDEN = {"text": "In this group you may not use these buttons.", "show_alert": True}


@pytest.fixture
def ada(harness: AppHarness) -> Person:
    return harness.ada


async def painted(person: Person, seed: int = 0) -> ShownMessage:
    (sent,) = await person.sends(photo(seed=seed), caption="/style starry")
    return await person.gets(after=sent)


async def pixels(client: PlaygroundClient, message: ShownMessage) -> npt.NDArray[np.float64]:
    where = message.picture or message.raw["document"]["url"]
    return np.asarray(Image.open(io.BytesIO(await client.fetch(where))), dtype=np.float64)


def button(message: ShownMessage, start: str) -> str:
    return next(caption for caption in message.buttons if caption.startswith(start))


async def dialled(person: Person, message: ShownMessage, percent: int) -> ShownMessage:
    """``message`` blended, its panel still open."""
    await person.presses(message, button(message, "Strength"))
    panel = await person.sees(message, lambda m: "Done" in m.buttons, "the panel")
    await person.presses(panel, f"{percent} %")
    return await person.sees(message, lambda m: f"• {percent} %" in m.buttons, "the blend")


class TestStrength:
    async def test_blends_with_the_photo_at_once(self, harness: AppHarness, ada: Person) -> None:
        painting = await painted(ada)
        calls = len(await harness.client.calls("getFile"))
        half = await dialled(ada, painting, 50)
        grey = await pixels(harness.client, half)
        assert np.abs(grey - 127.5).max() < 24, "half photo, half negative"
        assert half.words == painting.words, "the caption stays"
        assert len(await harness.client.calls("getFile")) == calls + 2, "nothing was painted"
        await ada.presses(half, "Done")
        await ada.sees(half, lambda m: "Strength 50 %" in m.buttons, "the usual buttons")

    async def test_of_all_is_the_painting_as_it_was(
        self, harness: AppHarness, ada: Person
    ) -> None:
        painting = await painted(ada)
        before = await pixels(harness.client, painting)
        half = await dialled(ada, painting, 50)
        await ada.presses(half, "100 %")
        whole = await ada.sees(half, lambda m: "• 100 %" in m.buttons, "the painting")
        assert np.array_equal(await pixels(harness.client, whole), before)

    async def test_seen_before_needs_no_download(self, harness: AppHarness, ada: Person) -> None:
        painting = await dialled(ada, await painted(ada), 30)
        await ada.presses(painting, "100 %")
        whole = await ada.sees(painting, lambda m: "• 100 %" in m.buttons, "the painting")
        calls = len(await harness.client.calls("getFile"))
        await ada.presses(whole, "30 %")
        await ada.sees(whole, lambda m: "• 30 %" in m.buttons, "the blend")
        assert len(await harness.client.calls("getFile")) == calls

    async def test_that_telegram_lost_is_made_again(
        self, harness: AppHarness, ada: Person
    ) -> None:
        painting = await dialled(ada, await painted(ada), 30)
        await ada.presses(painting, "100 %")
        whole = await ada.sees(painting, lambda m: "• 100 %" in m.buttons, "the painting")
        words = "Bad Request: wrong file identifier/HTTP URL specified"
        fault = {"method": "editMessageMedia", "error_code": 400, "description": words}
        await harness.client.post("faults", fault)
        await ada.presses(whole, "30 %")
        await ada.sees(whole, lambda m: "• 30 %" in m.buttons, "the blend")

    async def test_when_telegram_lost_the_photo_says_so(
        self, harness: AppHarness, ada: Person
    ) -> None:
        painting = await painted(ada)
        await ada.presses(painting, "Strength 100 %")
        panel = await ada.sees(painting, lambda m: "Done" in m.buttons, "the panel")
        fault = {"method": "getFile", "error_code": 400, "description": "Bad Request: gone"}
        await harness.client.post("faults", fault)
        await ada.presses(panel, "50 %")
        await ada.hears("Telegram no longer has that picture")


class TestKeepColours:
    async def test_goes_on_and_off(self, harness: AppHarness, ada: Person) -> None:
        painting = await painted(ada)
        before = await pixels(harness.client, painting)
        await ada.presses(painting, "Keep colours")
        kept = await ada.sees(painting, lambda m: "✓ Keep colours" in m.buttons, "the colours")
        assert not np.array_equal(await pixels(harness.client, kept), before)
        await ada.presses(kept, "✓ Keep colours")
        again = await ada.sees(painting, lambda m: "Keep colours" in m.buttons, "the painting")
        assert np.array_equal(await pixels(harness.client, again), before)

    async def test_stays_while_the_intensity_changes(self, ada: Person) -> None:
        painting = await painted(ada)
        await ada.presses(painting, "Keep colours")
        kept = await ada.sees(painting, lambda m: "✓ Keep colours" in m.buttons, "the colours")
        half = await dialled(ada, kept, 50)
        await ada.presses(half, "Done")
        both = await ada.sees(half, lambda m: m.is_finished, "the usual buttons")
        assert {"✓ Keep colours", "Strength 50 %"} <= set(both.buttons)


class TestSharper:
    async def test_is_larger_and_a_file(self, harness: AppHarness, ada: Person) -> None:
        painting = await painted(ada)
        answer = await ada.presses(painting, "Sharper")
        assert answer == {"text": "Painting.", "show_alert": False}
        sharp = await ada.gets_file(after=painting.id)
        assert sharp.reply_to == painting.id
        job = await harness.bot.app.services.jobs.by_message(ada.chat_id, sharp.id)
        assert job is not None
        assert job.options["size"] > 64

    async def test_goes_on_from_the_picture_as_it_was_asked_for(
        self, harness: AppHarness, ada: Person
    ) -> None:
        jobs, people = harness.bot.app.services.jobs, harness.bot.app.services.people
        await people.meet(ADA, first_name="Ada", language_code="en")
        await people.configure(ADA, faces="keep", stroke="bold")
        painting = await painted(ada)
        await ada.presses(painting, "Again")
        again = await ada.gets(after=painting.id)
        await harness.wait_until_idle()
        before = await jobs.by_message(ada.chat_id, again.id)
        await ada.presses(again, "Sharper")
        sharp = await ada.gets_file(after=again.id)
        job = await jobs.by_message(ada.chat_id, sharp.id)
        assert job is not None
        assert before is not None
        assert job.starts_from == before.result_file_id
        kept = ("seed", "faces", "stroke")
        assert [job.options[name] for name in kept] == [before.options[name] for name in kept]
        fetched = [call["params"]["file_id"] for call in await harness.client.calls("getFile")]
        assert before.result_file_id in fetched

    async def test_is_another_painting_than_one_of_that_size(
        self, harness: AppHarness, ada: Person
    ) -> None:
        jobs = harness.bot.app.services.jobs
        painting = await painted(ada)
        await ada.presses(painting, "Sharper")
        sharp = await ada.gets_file(after=painting.id)
        await ada.presses(sharp, "Again")
        anew = await ada.gets_file(after=sharp.id)
        job = await jobs.by_message(ada.chat_id, anew.id)
        assert job is not None
        assert job.starts_from is None, "begun anew, with another seed"

    async def test_can_be_blended_and_stays_a_file(self, harness: AppHarness, ada: Person) -> None:
        painting = await painted(ada)
        await ada.presses(painting, "Sharper")
        sharp = await ada.gets_file(after=painting.id)
        half = await dialled(ada, sharp, 50)
        assert half.picture is None
        assert np.abs(await pixels(harness.client, half) - 127.5).max() < 24

    async def test_has_an_end(self, open_harness: Open) -> None:
        async with open_harness(max_size=64) as harness:
            painting = await painted(harness.ada)
            answer = await harness.ada.presses(painting, "Sharper")
        assert answer == {"text": "I can’t paint this any sharper.", "show_alert": True}


class TestFilm:
    async def test_shows_how_it_was_painted_twice_from_one(self, open_harness: Open) -> None:
        async with open_harness(steps=600) as harness:
            ada = harness.ada
            painting = await painted(ada)
            await ada.presses(painting, "Film")
            film = await ada.gets_animation(after=painting.id)
            assert film.reply_to == painting.id
            content = await harness.client.fetch(film.raw["animation"]["url"])
            assert getattr(Image.open(io.BytesIO(content)), "n_frames", 1) > 1
            calls = len(await harness.client.calls("getFile"))
            await ada.presses(painting, "Film")
            await ada.gets_animation(after=film.id)
            assert len(await harness.client.calls("getFile")) == calls, "it was made once"

    async def test_says_when_the_frames_are_gone(self, ada: Person) -> None:
        painting = await painted(ada)
        answer = await ada.presses(painting, "Film")
        assert answer is not None
        assert "kept no film" in answer["text"]
        assert answer["show_alert"]


class TestUseAsPhoto:
    async def test_paints_what_is_shown(self, harness: AppHarness, ada: Person) -> None:
        half = await dialled(ada, await painted(ada), 50)
        await ada.presses(half, "Done")
        shown = await ada.sees(half, lambda m: m.is_finished, "the usual buttons")
        for _ in range(2):
            await ada.presses(shown, "Use as photo")
            question = await ada.asked(after=shown.id)
            await ada.presses(question, "Cubist facets")
            second = await ada.sees(question, lambda m: m.is_finished, "the painting")
            grey = await pixels(harness.client, second)
            assert np.abs(grey - 127.5).max() < 24, "the negative of grey is grey"


class TestRecipe:
    async def test_paints_another_photo_the_same_way(
        self, harness: AppHarness, ada: Person
    ) -> None:
        painting = await painted(ada)
        await ada.presses(painting, "Again")
        again = await ada.gets(after=painting.id)
        half = await dialled(ada, again, 50)
        await ada.presses(half, "Done")
        shown = await ada.sees(half, lambda m: m.is_finished, "the usual buttons")
        await ada.presses(shown, "Recipe")
        recipe = await ada.hears("Seed", "Swirling night", "Photo showing through: 50 %")
        payload = re.search(r"\?start=([A-Za-z0-9_-]{1,64})", recipe.words)
        assert payload
        lin = harness.lin
        await lin.says(f"/start {payload[1]}")
        await lin.hears("by that recipe")
        await lin.sends(photo(seed=5))
        hers = await lin.sees(await lin.gets(), lambda m: "Strength 50 %" in m.buttons, "half")
        jobs = harness.bot.app.services.jobs
        one = await jobs.by_message(ada.chat_id, again.id)
        other = await jobs.by_message(lin.chat_id, hers.id)
        assert one is not None
        assert other is not None
        assert (one.styles, one.options) == (other.styles, other.options)

    async def test_that_is_forgotten_says_so(self, ada: Person) -> None:
        await ada.says("/start recipe_nothing")
        await ada.hears("don’t remember that recipe")


class TestDelete:
    async def test_asks_first(self, ada: Person) -> None:
        painting = await painted(ada)
        await ada.presses(painting, "Delete")
        sure = await ada.sees(painting, lambda m: "Delete it" in m.buttons, "the question")
        await ada.presses(sure, "Never mind")
        kept = await ada.sees(painting, lambda m: m.is_finished, "the usual buttons")
        await ada.presses(kept, "Delete")
        sure = await ada.sees(painting, lambda m: "Delete it" in m.buttons, "the question")
        answer = await ada.presses(sure, "Delete it")
        assert answer == {"text": "Deleted.", "show_alert": False}
        assert painting.id not in [m.id for m in await ada.client.messages(ada.chat_id)]

    async def test_of_what_is_too_old_for_telegram_says_so(
        self, harness: AppHarness, ada: Person
    ) -> None:
        painting = await painted(ada)
        await ada.presses(painting, "Delete")
        sure = await ada.sees(painting, lambda m: "Delete it" in m.buttons, "the question")
        words = "Bad Request: message can't be deleted"
        fault = {"method": "deleteMessage", "error_code": 400, "description": words}
        await harness.client.post("faults", fault)
        answer = await ada.presses(sure, "Delete it")
        assert answer is not None
        assert "Please delete it yourself" in answer["text"]


class TestInAGroup:
    async def test_everyone_may_press_but_not_delete(self, harness: AppHarness) -> None:
        painting = await painted(harness.ada.in_group())
        lin = harness.lin.in_group()
        await dialled(lin, painting, 50)
        await lin.presses(painting, "Done")
        shown = await lin.sees(painting, lambda m: m.is_finished, "the usual buttons")
        assert await lin.presses(shown, "Delete") == FORBIDDEN

    @pytest.mark.parametrize(("rule", "asker"), [("asker", True), ("admins", False)])
    async def test_settings_say_who_may_press(
        self, harness: AppHarness, rule: str, asker: bool
    ) -> None:
        await harness.bot.app.services.chats.configure(GROUP, who_presses=rule)
        ada, lin = harness.ada.in_group(), harness.lin.in_group()
        painting = await painted(ada)
        assert await lin.presses(painting, "Recipe") == FORBIDDEN
        assert (await ada.presses(painting, "Recipe") == FORBIDDEN) is not asker
        assert await harness.max.in_group().presses(painting, "Recipe") != FORBIDDEN

    async def test_reactions_tell_what_becomes_of_a_wish(self, harness: AppHarness) -> None:
        ada = harness.ada.in_group()
        painting = await painted(ada)

        def settled(messages: list[ShownMessage]) -> bool | None:
            asked = next(m for m in messages if m.id == painting.reply_to)
            return "👌" in str(asked.raw["reactions"]) or None

        await harness.client.wait_until(GROUP, settled, "the reaction")
        calls = await harness.client.calls("setMessageReaction")
        assert "👀" in str(calls[0]["params"])


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
async def test_people_are_answered_in_their_language(harness: AppHarness, language: str) -> None:
    texts = Catalogue.load().speak(language)
    who = {"id": 2002, "first_name": "Mei", "language_code": language}
    await harness.client.post("users", who)
    mei = Person(harness.client, 2002, 2002)
    await mei.sends(photo(), caption="/style starry")
    painting = await mei.finds(lambda m: texts("button-again") in m.buttons, "a painting")
    await mei.presses(painting, texts("button-colours"))
    kept = texts("button-colours-kept")
    await mei.sees(painting, lambda m: kept in m.buttons, "the colours")
    await mei.presses(painting, texts("button-recipe"))
    await mei.hears(texts("recipe-seed", seed="0"))
    await mei.presses(painting, texts("button-reuse"))
    await mei.hears(texts("style-ask"))
    answer = await mei.presses(painting, texts("button-film"))
    assert answer == {"text": texts("toast-no-film"), "show_alert": True}
    await mei.sends(*[photo(seed=seed) for seed in range(3)])
    await mei.hears(texts("style-ask-album", count=3))


async def test_answers_stay_in_the_topic(harness: AppHarness) -> None:
    forum = {"type": "supergroup", "title": "Forum", "is_forum": True, "members": [1001]}
    chat_id = (await harness.client.post("chats", forum))["id"]
    body = {"chat_id": chat_id, "user_id": 1001, "name": "Waves"}
    ada = harness.ada.in_group(chat_id)
    ada.thread_id = (await harness.client.post("topics", body))["id"]
    painting = await painted(ada)
    await ada.presses(painting, "Recipe")
    recipe = await ada.hears("Seed")
    await ada.presses(painting, "Use as photo")
    question = await ada.asked(after=painting.id)
    await ada.presses(painting, "Sharper")
    sharp = await ada.gets_file(after=painting.id)
    answers = (painting, recipe, question, sharp)
    assert [one.raw["thread_id"] for one in answers] == [ada.thread_id] * 4


async def test_a_button_of_another_picture_is_refused(harness: AppHarness, ada: Person) -> None:
    first, second = await painted(ada), await painted(ada, seed=1)
    data = first.raw["keyboard"][3][1]["callback_data"]
    await harness.show_button(second, "Foreign", data)
    answer = await ada.presses(second, "Foreign")
    assert answer is not None
    assert "too old" in answer["text"]


async def test_every_button_works_after_a_restart(engine: Engine, tmp_path: Path) -> None:
    async with serve(0) as playground, PlaygroundClient.at(playground.url) as client:
        settings, ada = fast_settings(playground, tmp_path, steps=600), Person(client, 1001, 1001)
        async with run_bot(settings, engine=engine):
            painting = await painted(ada)
            half = await dialled(ada, painting, 50)
        async with run_bot(settings, engine=engine):
            await ada.presses(half, "Done")
            back = await ada.sees(half, lambda m: "Strength 50 %" in m.buttons, "the buttons")
            await ada.presses(back, "Film")
            film = await ada.gets_animation(after=back.id)
            await ada.presses(back, "Recipe")
            await ada.hears("Seed")
            await ada.presses(back, "Sharper")
            await ada.gets_file(after=film.id)
