"""Choosing a style: the gallery, favourites, mixtures, intensities, chance, and what was last."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import run_bot
from engine import Engine
from playground.server import serve
from storage import JobStyle
from tests.helpers.app_harness import AppHarness, fast_settings
from tests.helpers.engines import run_engine
from tests.helpers.people import Person
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA, GROUP, PlaygroundClient, ShownMessage


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """Nothing here is about the picture itself."""
    async with run_engine(tmp_path_factory.mktemp("engine"), slots=2) as quick:
        yield quick


def named(message: ShownMessage, name: str) -> str:
    """The caption of the button for the style called ``name``, whatever its number."""
    return next(caption for caption in message.buttons if caption.endswith(name))


async def sources(harness: AppHarness, chat_id: int = ADA) -> tuple[JobStyle, ...]:
    """The styles of the latest painting of a chat."""
    job = await harness.bot.app.services.jobs.latest(chat_id)
    assert job is not None
    return job.styles


async def test_styles_are_shown_on_a_sheet_with_their_numbers(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.says("/styles")
    gallery = await ada.hears("There are")
    assert gallery.picture is not None
    assert gallery.buttons[:2] == ["1 Swirling night", "2 Cubist facets"]
    await ada.presses(gallery, "2 Cubist facets")
    await ada.hears("Cubist facets. Now send me the photo.")
    await ada.sends(photo())
    await ada.gets()


async def test_a_page_of_styles_paints_one_waiting_photo_after_the_other(
    harness: AppHarness,
) -> None:
    ada = harness.ada
    await ada.says("/styles")
    gallery = await ada.hears("There are")
    for seed in range(2):
        (sent,) = await ada.sends(photo(seed=seed))
        await ada.asked(after=sent)
        await ada.presses(gallery, "2 Cubist facets")
        await ada.gets(after=sent)


async def test_pages_are_turned_in_place_and_their_sheets_sent_once(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.says("/styles")
    first = await ada.hears("There are")
    await ada.presses(first, "More ›")
    second = await ada.sees(first, lambda m: m.buttons[0].startswith("11 "), "page two")
    assert second.picture != first.picture
    await ada.presses(second, "‹ Back")
    again = await ada.sees(first, lambda m: m.buttons[0].startswith("1 "), "page one")
    assert again.picture == first.picture
    uploads = await harness.client.calls("editMessageMedia")
    assert "attach://" in str(uploads[0]["params"])
    assert "attach://" not in str(uploads[1]["params"])
    shown = [m for m in await harness.client.messages(ADA) if m.picture]
    assert len(shown) == 1


async def test_favourites_come_first(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.says("/styles")
    gallery = await ada.hears("There are")
    await ada.presses(gallery, "☆ Favourites")
    page = await ada.sees(gallery, lambda m: m.buttons[0].startswith("☆"), "the stars")
    answer = await ada.presses(page, "☆ 3 Floating-world wave")
    assert answer == {"text": "A favourite now.", "show_alert": False}
    page = await ada.sees(page, lambda m: "★ 3 Floating-world wave" in m.buttons, "the star")
    await ada.presses(page, "Done")
    await ada.sees(page, lambda m: m.buttons[0] == "★ 1 Floating-world wave", "it first")


async def test_a_chosen_style_can_be_starred_and_unstarred(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.says("/style wave")
    chosen = await ada.hears("Floating-world wave. Now send me the photo.")
    await ada.presses(chosen, "☆ Make it a favourite")
    chosen = await ada.sees(chosen, lambda m: m.buttons == ["★ A favourite"], "the star")
    await ada.presses(chosen, "★ A favourite")
    await ada.sees(chosen, lambda m: m.buttons == ["☆ Make it a favourite"], "no star")


async def test_favourites_are_each_persons_own_also_in_a_group(harness: AppHarness) -> None:
    ada, max_ = harness.ada.in_group(), harness.max.in_group()
    await ada.says("/style wave")
    await ada.presses(await ada.hears("as a reply"), "☆ Make it a favourite")
    await max_.says("/styles")
    assert (await max_.hears("There are")).buttons[0] == "1 Swirling night"
    await ada.says("/styles")
    assert (await ada.hears("There are")).buttons[0] == "★ 1 Floating-world wave"


@pytest.mark.parametrize("words", ["/styles search sea", "/styles sea"])
async def test_searching_for_a_word(harness: AppHarness, words: str) -> None:
    ada = harness.ada
    await ada.says(words)
    found = await ada.hears("like “sea”")
    assert found.picture is not None
    await ada.presses(found, named(found, "Floating-world wave"))
    await ada.hears("Floating-world wave. Now send me the photo.")


async def test_searching_in_vain(harness: AppHarness) -> None:
    await harness.ada.says("/styles search qqqqqq")
    ada = harness.ada
    await ada.hears("No style is like “qqqqqq”")


async def test_two_styles_are_mixed(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.sends(photo(), caption="/style picasso:3 + wave")
    painting = await ada.gets()
    assert "Cubist facets + Floating-world wave" in painting.words
    assert [s.weight for s in await sources(harness)] == [0.75, 0.25]


async def test_a_mixture_waits_for_its_photo(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.says("/style picasso+wave 70%")
    await ada.hears("Cubist facets + Floating-world wave · 70 %. Now send me the photo.")
    await ada.sends(photo())
    await ada.gets()
    assert len(await sources(harness)) == 2


async def test_an_intensity_blends_the_painting_with_the_photo(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.sends(photo(), caption="/style picasso 70%")
    await ada.gets()

    def blended(message: ShownMessage) -> bool:
        return any("70" in caption for caption in message.buttons)

    painting = await ada.gets()
    await ada.sees(painting, blended, "the intensity")


async def test_a_style_by_chance(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.sends(photo(), caption="/style random")
    await ada.gets()
    (style,) = await sources(harness)
    assert style.style_id is not None


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("/style picasso 0%", "The percentage goes from 1 to 100"),
        ("/style picasso:0+wave", "The weight of a style goes up to 100"),
        ("/style picasso+wave+munch+ink", "I can mix 3 styles at most"),
        ("/style picasso+zzzzzz", "I don’t know the style “zzzzzz”"),
        ("/style picasso 30%+wave:2", "I can’t tell what these numbers are for"),
    ],
)
async def test_what_cannot_be_meant_gets_one_sentence(
    harness: AppHarness, words: str, answer: str
) -> None:
    ada = harness.ada
    await ada.sends(photo(), caption=words)
    await ada.hears(answer)


async def test_style_alone_means_the_style_that_the_chat_used_last(harness: AppHarness) -> None:
    ada, lin = harness.ada.in_group(), harness.lin.in_group()
    (sent,) = await ada.sends(photo(), caption="/style")
    await ada.hears("which style")
    await ada.sends(photo(), caption="/style mosaic")
    await ada.gets()
    command = await lin.says("/style", reply_to=sent)
    assert (await lin.gets()).reply_to == command
    assert [s.title for s in await sources(harness, GROUP)] == ["Roman mosaic"]


async def test_six_styles_are_tried_and_one_is_painted(harness: AppHarness) -> None:
    ada = harness.ada
    (sent,) = await ada.sends(photo())
    question = await ada.hears("which style")
    answer = await ada.presses(question, "Try six")
    assert answer == {"text": "Trying six styles. It takes a moment.", "show_alert": False}
    sheet = await ada.hears("Your photo in 6 styles")
    assert sheet.picture is not None
    assert sheet.reply_to == sent
    assert sheet.buttons[-1] == "Six others"
    title = sheet.buttons[1].removeprefix("2 ")
    await ada.presses(sheet, sheet.buttons[1])
    painting = await ada.gets(after=sheet.id)
    assert painting.reply_to == sent
    assert title in painting.words
    await ada.presses(sheet, sheet.buttons[0])
    await ada.gets(after=painting.id)


async def test_only_who_was_asked_tries_six(harness: AppHarness) -> None:
    ada, lin = harness.ada.in_group(), harness.lin.in_group()
    await ada.sends(photo(), caption="/style")
    question = await ada.hears("which style")
    answer = await lin.presses(question, "Try six")
    assert answer is not None
    assert answer["show_alert"]


async def test_a_photo_that_is_gone_cannot_be_tried(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.sends(photo())
    question = await ada.hears("which style")
    fault = {"method": "getFile", "error_code": 400, "description": "Bad Request: wrong file_id"}
    await harness.client.post("faults", fault)
    await ada.presses(question, "Try six")
    await ada.hears("Telegram no longer has that picture")


async def test_again_paints_the_last_one_with_another_seed(harness: AppHarness) -> None:
    ada, jobs = harness.ada, harness.bot.app.services.jobs
    await ada.says("/again")
    await ada.hears("There is no painting here to repeat yet")
    await ada.sends(photo(), caption="/style picasso 70%")
    first = await ada.gets()
    before = await jobs.latest(ADA)
    command = await ada.says("/again")
    second = await ada.gets()
    assert second.reply_to == command
    after = await jobs.latest(ADA)
    assert before is not None
    assert after is not None
    assert (after.photo_unique_id, after.styles) == (before.photo_unique_id, before.styles)
    assert after.seed != before.seed
    await ada.sees(second, lambda m: "Strength 70 %" in m.buttons, "the same intensity")
    await ada.sends(photo(seed=1), caption="/style mosaic")
    await ada.gets()
    await ada.says("/again", reply_to=first.id)
    assert "Cubist facets" in (await ada.gets()).words


async def test_again_in_a_group_is_ones_own_last_else_the_groups(harness: AppHarness) -> None:
    ada, lin = harness.ada.in_group(), harness.lin.in_group()
    await ada.sends(photo(), caption="/style mosaic")
    await ada.gets()
    await lin.says("/again")
    assert "Roman mosaic" in (await lin.gets()).words
    await lin.sends(photo(seed=1), caption="/style wave")
    await lin.gets()
    await ada.says("/again")
    assert "Roman mosaic" in (await ada.gets()).words


@pytest.mark.parametrize("also_a_style", [True, False])
async def test_cancel_forgets_a_recipe_that_was_chosen(
    harness: AppHarness, also_a_style: bool
) -> None:
    ada = harness.ada
    await ada.sends(photo(), caption="/style starry")
    await ada.gets()
    await harness.wait_until_idle()
    job = await harness.bot.app.services.jobs.latest(ADA)
    assert job is not None
    if also_a_style:
        await ada.says("/style wave")
        await ada.hears("Now send me the photo")
    await ada.says(f"/start recipe_{job.id}")
    await ada.hears("by that recipe")
    await ada.says("/cancel")
    await ada.hears("All right.")
    await ada.sends(photo(seed=1))
    await ada.hears("which style")


async def test_inline_mode_offers_styles_whose_command_the_bot_understands(
    harness: AppHarness,
) -> None:
    ada = harness.ada
    offered = await harness.client.post("inline", {"user_id": ADA, "query": "sea"})
    first = offered["results"][0]
    assert first["title"] == "Floating-world wave"
    link = first["reply_markup"]["inline_keyboard"][0][0]["url"]
    assert link.endswith("?start=style_wave")
    group = ada.in_group()
    chosen = {"chat_id": GROUP, "user_id": ADA, "query": "sea", "result": first}
    sent = await harness.client.post("choose", chosen)
    group.mark = sent["id"]
    await group.hears("Floating-world wave. Now send the photo as a reply to this message.")


async def test_inline_mode_without_a_word_offers_favourites_first(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.says("/style wave")
    await ada.presses(await ada.hears("Now send me the photo"), "☆ Make it a favourite")
    offered = await harness.client.post("inline", {"user_id": ADA, "query": ""})
    assert offered["results"][0]["title"] == "Floating-world wave"
    assert len(offered["results"]) == 20


async def test_inline_mode_finds_nothing_for_nonsense(harness: AppHarness) -> None:
    offered = await harness.client.post("inline", {"user_id": ADA, "query": "qqqqqq"})
    assert offered["results"] == []


async def test_everything_is_answered_in_its_topic(harness: AppHarness) -> None:
    body = {"title": "Forum", "members": [ADA], "type": "supergroup", "is_forum": True}
    forum = await harness.client.post("chats", body)
    body = {"chat_id": forum["id"], "user_id": ADA, "name": "Art"}
    topic = (await harness.client.post("topics", body))["id"]
    ada = harness.ada.in_group(forum["id"])
    ada.thread_id = topic
    await ada.says("/styles")
    gallery = await ada.hears("There are")
    await ada.presses(gallery, named(gallery, "Floating-world wave"))
    await ada.hears("Now send the photo as a reply")
    await ada.sends(photo(), caption="/style")
    question = await ada.hears("which style")
    await ada.presses(question, "Try six")
    sheet = await ada.hears("Your photo in 6 styles")
    await ada.presses(sheet, sheet.buttons[0])
    painting = await ada.gets(after=sheet.id)
    await ada.says("/again")
    again = await ada.gets()
    threads = [m.raw["thread_id"] for m in (gallery, question, sheet, painting, again)]
    assert threads == [topic] * 5


async def test_all_buttons_work_after_a_restart(engine: Engine, tmp_path: Path) -> None:
    async with serve(0) as playground, PlaygroundClient.at(playground.url) as client:
        settings, ada = fast_settings(playground, tmp_path), Person(client, ADA, ADA)
        async with run_bot(settings, engine=engine):
            await ada.says("/styles")
            gallery = await ada.hears("There are")
            await ada.says("/style picasso+wave 70%")
            await ada.hears("Now send me the photo")
        async with run_bot(settings, engine=engine):
            await ada.presses(gallery, "More ›")
            await ada.sees(gallery, lambda m: m.buttons[0].startswith("11 "), "page two")
            await ada.sends(photo())
            painting = await ada.gets()
            assert "Cubist facets + Floating-world wave" in painting.words
            await ada.sends(photo(seed=2))
            question = await ada.hears("which style")
        async with run_bot(settings, engine=engine):
            await ada.presses(question, "Try six")
            sheet = await ada.hears("Your photo in 6 styles")
        async with run_bot(settings, engine=engine):
            await ada.presses(sheet, sheet.buttons[0])
            painting = await ada.gets(after=sheet.id)
            await ada.says("/again")
            assert (await ada.gets()).id > painting.id


async def test_one_of_six_is_for_a_whole_album(harness: AppHarness) -> None:
    ada = harness.ada
    ids = await ada.sends(photo(), photo(seed=1), photo(seed=2))
    question = await ada.hears("these 3 photos")
    await ada.sees(question, lambda m: "Try six" in m.buttons, "the buttons")
    await ada.presses(question, "Try six")
    sheet = await ada.hears("Your photo in 6 styles")
    await ada.presses(sheet, sheet.buttons[2])
    painted, after = [], sheet.id
    for _ in ids:
        painting = await ada.gets(after=after)
        painted.append(painting.reply_to)
        after = painting.id
    assert painted == ids


async def test_favourites_come_first_wherever_a_style_is_asked_for(harness: AppHarness) -> None:
    ada = harness.ada
    await ada.says("/style batik")
    await ada.presses(await ada.hears("Now send me the photo"), "☆ Make it a favourite")
    await ada.sends(photo())
    painting = await ada.gets()
    await ada.presses(painting, "Other style")
    await ada.sees(painting, lambda m: m.buttons[0] == "Batik", "the favourite")
    await ada.sends(photo(seed=1))
    question = await ada.hears("which style")
    assert question.buttons[0] == "Batik"


async def test_a_painting_whose_photo_is_gone_is_shown_as_it_was_painted(
    harness: AppHarness,
) -> None:
    ada = harness.ada
    (sent,) = await ada.sends(photo(), caption="/style picasso")
    await ada.gets()
    fault = {"method": "getFile", "error_code": 400, "description": "Bad Request: wrong file_id"}
    await harness.client.post("faults", fault)
    await ada.says("/style picasso 70%", reply_to=sent)
    painting = await ada.gets()
    await harness.wait_until_idle()
    job = await harness.bot.app.services.jobs.latest(ADA)
    assert job is not None
    assert "intensity" not in job.shown
    shown = [m for m in await harness.client.messages(ADA) if m.id == painting.id]
    assert "Strength 100 %" in shown[0].buttons


async def test_the_same_at_another_intensity_needs_no_new_painting(harness: AppHarness) -> None:
    ada = harness.ada
    (sent,) = await ada.sends(photo(), caption="/style picasso")
    await ada.gets()
    await ada.says("/style picasso 40%", reply_to=sent)
    painting = await ada.gets()
    await ada.sees(painting, lambda m: "Strength 40 %" in m.buttons, "the intensity")
    await harness.wait_until_idle()
    job = await harness.bot.app.services.jobs.latest(ADA)
    assert job is not None
    assert job.seconds is None, "it was answered from the earlier painting"


async def test_whoever_keeps_colours_gets_paintings_in_them(harness: AppHarness) -> None:
    await harness.bot.app.services.people.configure(ADA, keep_colours=True)
    ada = harness.ada
    await ada.sends(photo(), caption="/style picasso")
    painting = await ada.gets()
    await ada.sees(painting, lambda m: "✓ Keep colours" in m.buttons, "the colours")


async def test_a_group_that_forbids_photos_gets_a_list_in_words(harness: AppHarness) -> None:
    ada = harness.ada.in_group()
    words = "Bad Request: not enough rights to send photos to the chat"
    fault = {"method": "sendPhoto", "error_code": 400, "description": words}
    await harness.client.post("faults", fault)
    await ada.says("/styles")
    listed = await ada.hears("There are")
    assert listed.picture is None
    await ada.presses(listed, "More ›")
    page = await ada.sees(listed, lambda m: m.buttons[0].startswith("11 "), "page two")
    assert page.picture is None
