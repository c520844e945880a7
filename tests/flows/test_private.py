"""Alone with the bot: every way to bring a photo and a style together."""

from __future__ import annotations

import io

from PIL import Image

from tests.flows.conftest import Open
from tests.helpers.app_harness import AppHarness
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA


async def test_a_photo_with_a_style_in_its_caption(harness: AppHarness) -> None:
    (sent,) = await harness.ada.sends(photo(), caption="/style starry")
    painting = await harness.ada.gets(after=sent)
    assert painting.reply_to == sent
    picture = Image.open(io.BytesIO(await harness.client.fetch(str(painting.picture))))
    assert picture.size == (64, 48)
    assert painting.raw["edits"] >= 1, "it is one message that became the painting"


async def test_a_style_as_reply_to_a_photo(harness: AppHarness) -> None:
    ada = harness.ada
    (sent,) = await ada.sends(photo())
    command = await ada.says("/style picasso", reply_to=sent)
    assert (await ada.gets()).reply_to == command


async def test_a_photo_then_a_tap_on_a_style(harness: AppHarness) -> None:
    ada = harness.ada
    (sent,) = await ada.sends(photo())
    question = await ada.hears("which style")
    assert question.reply_to == sent
    answer = await ada.presses(question, "Swirling night")
    assert answer == {"text": "Painting.", "show_alert": False}
    painting = await ada.gets()
    assert painting.id == question.id, "the question becomes the painting"


async def test_a_photo_then_a_second_photo_as_its_style(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.sends(photo())
    question = await ada.hears("second photo")
    (second,) = await ada.sends(photo(seed=1))
    assert (await ada.gets()).reply_to == second
    assert question.id not in [m.id for m in await harness.client.messages(ada.chat_id)]


async def test_an_album_of_two_is_a_photo_and_its_style(harness: AppHarness) -> None:
    ada = harness.ada
    first, _ = await ada.sends(photo(), photo(seed=1))
    painting = await ada.gets()
    assert painting.reply_to == first
    (job,) = await harness.client.calls("sendMessage")
    assert job["ok"], "no question was asked"


async def test_an_album_whose_caption_names_a_style_is_painted_photo_by_photo(
    harness: AppHarness,
) -> None:
    ada = harness.ada
    ids = await ada.sends(photo(), photo(seed=1), caption="/style wave")
    first = await ada.gets()
    second = await ada.gets(after=first.id)
    assert {first.reply_to, second.reply_to} == set(ids)


async def test_a_style_first_and_then_a_photo(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.says("/style starry")
    await ada.hears("Now send me the photo")
    await ada.sends(photo())
    await ada.gets()
    await ada.sends(photo(seed=3))
    await ada.hears("which style"), "the style was for one photo"


async def test_the_plain_name_of_a_style_will_do(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.sends(photo(), caption="Swirling Night")
    await ada.gets()


async def test_a_link_brings_its_style_along(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.says("/start style_wave")
    await ada.hears("You picked", "Now send me a photo")
    await ada.sends(photo())
    await ada.gets()


async def test_greeting_help_and_hints(harness: AppHarness) -> None:
    ada = harness.ada
    for text, word in [
        ("/start", "Hello Ada"),
        ("/start nonsense", "Hello Ada"),
        ("/help", "/styles shows all styles"),
        ("/frobnicate", "I don’t know that command"),
        ("good morning", "Send me a photo"),
        ("/cancel", "no painting in progress"),
    ]:
        await ada.says(text)
        await ada.hears(word)


async def test_the_commands_are_in_telegrams_menu(harness: AppHarness) -> None:
    menu = (await harness.client.get("menu", chat_id=ADA, user_id=ADA))["commands"]
    assert {"style", "styles", "cancel", "help"} <= {each["command"] for each in menu}


async def test_again_and_another_style_from_the_finished_picture(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.sends(photo(), caption="/style starry")
    first = await ada.gets()
    await ada.presses(first, "Again")
    again = await ada.gets(after=first.id)
    assert again.reply_to == first.id
    await ada.presses(first, "Other style")
    offering = await ada.sees(first, lambda m: "Cubist facets" in m.buttons, "the other styles")
    await ada.presses(offering, "Cubist facets")
    other = await ada.gets(after=again.id)
    assert other.reply_to == first.id
    await ada.sees(first, lambda m: m.is_finished, "the usual buttons")


async def test_a_person_has_only_so_many_paintings_at_once(open_harness: Open) -> None:
    async with open_harness(steps=10_000, max_active=1) as harness:
        ada = harness.ada
        await ada.sends(photo(), caption="/style starry")
        await ada.gets(finished=False)
        await ada.sends(photo(seed=1), caption="/style starry")
        await ada.hears("painting in progress already")
        await ada.says("/cancel")
        await ada.hears("Stopped")
        await harness.wait_until_idle()
