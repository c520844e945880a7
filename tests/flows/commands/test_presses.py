"""Buttons: what was misspelt, what is refused, what is forged, and whose language is spoken."""

from __future__ import annotations

import pytest

from bot.styles.mix import StyleMix
from bot.texts import Catalogue
from storage import NewStyle, Styles
from tests.flows.conftest import Open
from tests.helpers.app_harness import ENDLESS, AppHarness
from tests.helpers.people import Person
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA, GROUP, LIN, ShownMessage

TOO_OLD = "too old"


async def test_a_misspelt_mixture_is_offered_corrected(harness: AppHarness, ada: Person) -> None:
    await ada.sends(photo(), caption="/style picaso+wave 70%")
    question = await ada.hears("I don’t know the style “picaso”")
    assert question.buttons[0] == "Cubist facets + Floating-world wave · 70 %"
    answer = await ada.presses(question, question.buttons[0])
    assert answer == {"text": "Painting.", "show_alert": False}
    painting = await ada.gets()
    assert painting.id == question.id
    assert "Cubist facets + Floating-world wave" in painting.words
    await ada.sees(painting, lambda m: "Strength 70 %" in m.buttons, "the intensity")


async def test_a_misspelt_mixture_waits_for_its_photo(harness: AppHarness, ada: Person) -> None:
    await ada.says("/style picaso 60% + starri 40%")
    question = await ada.hears("I don’t know the style")
    await ada.presses(question, "Cubist facets + Swirling night")
    await ada.hears("Cubist facets + Swirling night. Now send me the photo.")
    await ada.sends(photo())
    await ada.gets()
    job = await harness.bot.app.services.jobs.latest(ADA)
    assert job is not None
    assert [round(source.weight, 2) for source in job.styles] == [0.6, 0.4]


async def test_a_misspelt_name_keeps_its_intensity(harness: AppHarness, ada: Person) -> None:
    await ada.says("/style picaso 30%")
    question = await ada.hears("I don’t know the style “picaso”")
    assert question.buttons == ["Cubist facets · 30 %"]


async def test_a_misspelt_mixture_is_for_a_whole_album(harness: AppHarness, ada: Person) -> None:
    ids = await ada.sends(photo(), photo(seed=1), photo(seed=2), caption="/style picaso+wave")
    question = await ada.hears("I don’t know the style “picaso”")
    question = await ada.sees(question, lambda m: bool(m.buttons), "the buttons")
    await ada.presses(question, question.buttons[0])

    def all_of_them(messages: list[ShownMessage]) -> list[ShownMessage] | None:
        done = [message for message in messages if message.is_finished]
        return done if len(done) == len(ids) else None

    # Painted side by side, they may be done in any order.
    painted = await ada.client.wait_until(ada.chat_id, all_of_them, "three paintings")
    assert [painting.reply_to for painting in painted] == ids
    assert all("Cubist facets + Floating-world wave" in one.words for one in painted)


async def test_a_press_that_is_refused_says_so_and_nothing_else(open_harness: Open) -> None:
    async with open_harness(person_quota=0) as harness:
        ada = harness.ada
        await ada.sends(photo())
        question = await ada.hears("which style")
        answer = await ada.presses(question, "Swirling night")
        assert answer is not None
        assert answer["show_alert"]
        assert "used up your paintings (0)" in answer["text"]
        after = [m for m in await harness.client.messages(ADA) if m.id > question.id]
        assert after == [], "the alert is enough"


async def test_again_toasts_only_when_it_is_accepted(open_harness: Open) -> None:
    async with open_harness(person_quota=1) as harness:
        ada = harness.ada
        await ada.sends(photo(), caption="/style starry")
        painting = await ada.gets()
        for button in ("Again", "Sharper"):
            answer = await ada.presses(painting, button)
            assert answer is not None
            assert (answer["show_alert"], "used up" in answer["text"]) == (True, True)


async def test_too_many_at_once_is_an_alert_too(open_harness: Open) -> None:
    async with open_harness(steps=ENDLESS, max_active=1) as harness:
        ada = harness.ada
        await ada.sends(photo(), caption="/style starry")
        await ada.gets(finished=False)
        await ada.sends(photo(seed=1))
        question = await ada.hears("which style")
        answer = await ada.presses(question, "Cubist facets")
        assert answer is not None
        assert "in progress already" in answer["text"]
        await ada.says("/cancel")
        await ada.hears("Stopped")
        await harness.wait_until_idle()


async def test_a_picture_speaks_to_whom_it_was_painted_for_whoever_presses(
    open_harness: Open,
) -> None:
    async with open_harness(speaking={LIN: "zh-hans"}) as harness:
        ada, lin = harness.ada.in_group(), harness.lin.in_group()
        await ada.sends(photo(), caption="/style picasso")
        painting = await ada.gets()
        await lin.presses(painting, "Keep colours")
        await ada.sees(painting, lambda m: "✓ Keep colours" in m.buttons, "the colours")
        await lin.presses(painting, "Strength 100 %")
        dial = await ada.sees(painting, lambda m: "• 100 %" in m.buttons, "the dial")
        await lin.presses(dial, "Done")
        await ada.sees(painting, lambda m: "Again" in m.buttons, "the usual buttons")
        refused = await lin.presses(painting, "Delete")
        assert refused == {
            "text": Catalogue.load().speak("zh-hans")("toast-not-yours-here"),
            "show_alert": True,
        }


async def anothers(styles: Styles, chat_id: int, *, hidden: bool = False) -> int:
    new = NewStyle(
        slug="secret", title="Secret", picture=photo(seed=8), chat_id=chat_id, hidden=hidden
    )
    return (await styles.add(new)).id


@pytest.mark.parametrize("hidden", [False, True])
async def test_nobody_reaches_a_style_of_another_group_by_its_number(
    harness: AppHarness, ada: Person, hidden: bool
) -> None:
    services = harness.bot.app.services
    secret = await anothers(services.styles, ADA if hidden else GROUP, hidden=hidden)
    await ada.sends(photo(), caption="/style starry")
    painting = await ada.gets()
    job = await services.jobs.latest(ADA)
    assert job is not None
    await ada.sends(photo(seed=1))
    question = await ada.hears("which style")
    waiting = question.raw["keyboard"][0][0]["callback_data"].split(":")[1]
    forged = [f"c:{secret}", f"y:{secret}.100@70", f"t:{secret}:0", f"w:{secret}"]
    forged += [f"p:{waiting}:{secret}", f"m:{waiting}:{secret}.100@70", f"1:{waiting}:{secret}"]
    for data in forged:
        await harness.show_button(question, "Forged", data)
        answer = await ada.presses(question, "Forged")
        assert answer is not None
        assert TOO_OLD in answer["text"], data
    await harness.show_button(painting, "Forged", f"r:{job.id}:{secret}")
    answer = await ada.presses(painting, "Forged")
    assert answer is not None
    assert TOO_OLD in answer["text"]


@pytest.mark.parametrize("data", [f"c:{10**30}", f"s:{10**30}", f"w:-{10**30}", "y:1.0@5", "y:x"])
async def test_numbers_that_fit_nowhere_are_old_buttons(
    harness: AppHarness, ada: Person, data: str
) -> None:
    await ada.says("/help")
    told = await ada.hears("Send me a photo")
    await harness.show_button(told, "Forged", data)
    answer = await ada.presses(told, "Forged")
    assert answer is not None
    assert TOO_OLD in answer["text"]


async def test_a_mixture_survives_its_button(harness: AppHarness) -> None:
    known = await harness.bot.app.services.styles.all()
    mix = StyleMix(((known[0], 0.75), (known[4], 0.25)), 35)
    assert StyleMix.from_code(mix.to_code(), known) == mix
    assert StyleMix.from_code(mix.to_code(), known[:3]) is None
    for forged in ("1.50@0", "1.50@101", "1.0@50", "1.50+@50", "1@50", "9" * 30 + ".5@50"):
        assert StyleMix.from_code(forged, known) is None


@pytest.mark.parametrize("words", ["picaso", "picaso + wave 70%"])
async def test_words_alone_that_are_like_a_style_are_taken_for_one(
    ada: Person, words: str
) -> None:
    await ada.says(words)
    question = await ada.hears("Did you mean")
    assert question.buttons[0].startswith("Cubist facets")
    await ada.says("good evening everybody")
    await ada.hears("Send me a photo and I will paint it.")


async def test_a_style_whose_name_no_link_can_carry_is_linked_by_number(
    harness: AppHarness, ada: Person
) -> None:
    new = NewStyle(slug="日落", title="日落", picture=photo(seed=8))
    style = await harness.bot.app.services.styles.add(new)
    offered = await harness.client.post("inline", {"user_id": ADA, "query": "日落"})
    link = offered["results"][0]["reply_markup"]["inline_keyboard"][0][0]["url"]
    payload = link.partition("?start=")[2]
    assert payload == f"style_-{style.id}"
    await ada.says(f"/start {payload}")
    await ada.hears("You picked 日落")
    await ada.says("/start style_-999")
    await ada.hears("Hello Ada")


async def test_who_may_not_paint_is_asked_for_no_style(harness: AppHarness) -> None:
    boss, lin = harness.max.in_group(), harness.lin.in_group()
    await harness.bot.app.services.chats.configure(GROUP, who_paints="admins")
    await boss.sends(photo(), caption="/style starry")
    painting = await boss.gets()
    for button in ("Use as photo", "Again"):
        answer = await lin.presses(painting, button)
        assert answer is not None
        assert answer["text"] == "In this group only admins ask for paintings."
    assert [m for m in await harness.client.messages(GROUP) if m.id > painting.id] == []


async def test_the_recipe_of_a_mixture_tells_its_shares(ada: Person) -> None:
    await ada.sends(photo(), caption="/style picasso 60% + wave 40%")
    await ada.presses(await ada.gets(), "Recipe")
    await ada.hears("Cubist facets 60 % + Floating-world wave 40 %", "Seed")


async def test_a_link_of_another_kind_is_no_style(ada: Person) -> None:
    for words in ("/style wave ftp://a.example/b.jpg", "file:///etc/passwd"):
        await ada.says(words)
        await ada.hears("links that begin with http or https")
