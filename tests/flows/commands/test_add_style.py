"""/addstyle: a picture becomes a style once its preview was seen; and what keepers do later."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.housekeeping import DRAFTS_KEPT, prune_once
from bot.texts import Catalogue
from presets import catalogue
from storage import JobKind, UnknownStyle, utc_now
from tests.flows.conftest import Open
from tests.flows.pictures.test_inputs import a_site
from tests.helpers.app_harness import ENDLESS, AppHarness
from tests.helpers.people import Person
from tests.helpers.pictures import photo
from tests.helpers.playground_client import GROUP, MAX, ShownMessage

texts = Catalogue.load().speak("en")
HOW = "Send a picture with the caption /addstyle"


@pytest_asyncio.fixture(loop_scope="session")
async def run_by_max(open_harness: Open) -> AsyncIterator[AppHarness]:
    """A bot of which Max is the bot's admin, and Max and Lin are those of the group."""
    async with open_harness(admins=(MAX,)) as harness:
        body = {"chat_id": GROUP, "user_id": 1002, "status": "administrator"}
        await harness.client.post("members", body)
        yield harness


def has_picture(message: ShownMessage) -> bool:
    return message.picture is not None


async def adds(person: Person, name: str, seed: int = 5) -> ShownMessage:
    """The first picture with the question whether to publish."""
    await person.sends(photo(seed=seed), caption=f"/addstyle {name}")
    return await person.finds(lambda m: "not public yet" in m.words and has_picture(m), "it")


async def is_there(harness: AppHarness, name: str, chat_id: int | None = None) -> bool:
    try:
        await harness.bot.app.services.styles.find(name, chat_id)
    except UnknownStyle:
        return False
    return True


async def entries(harness: AppHarness) -> list[str]:
    return [entry.action for entry in await harness.bot.app.services.audit.recent()]


async def test_a_style_of_the_bots_admin_is_for_everyone(run_by_max: AppHarness) -> None:
    boss = run_by_max.max
    question = await adds(boss, "Sunset Glow")
    assert question.buttons == ["Publish", "Discard"]
    assert not await is_there(run_by_max, "sunset-glow"), "it is hidden until then"
    await boss.presses(question, "Publish")
    await boss.sees(question, lambda m: "for everyone now: /style sunset-glow" in m.words, "word")
    await run_by_max.ada.sends(photo(), caption="/style sunset glow")
    await run_by_max.ada.gets()
    assert await entries(run_by_max) == ["style.publish", "style.add"]


async def test_a_style_of_a_groups_admin_is_for_the_group(run_by_max: AppHarness) -> None:
    lin = run_by_max.lin.in_group()
    question = await adds(lin, "Sunset")
    assert question.buttons == ["Publish", "Discard"]
    refused = await run_by_max.ada.in_group().presses(question, "Publish")
    assert refused is not None
    assert "Only an admin" in refused["text"]
    await lin.presses(question, "Publish")
    await lin.sees(question, lambda m: "for this group now" in m.words, "the word")
    assert await is_there(run_by_max, "sunset", GROUP)
    assert not await is_there(run_by_max, "sunset")


async def test_the_bots_admin_publishes_a_groups_style_for_everyone(
    run_by_max: AppHarness,
) -> None:
    boss = run_by_max.max.in_group()
    question = await adds(boss, "Sunset")
    await boss.presses(question, "Publish for everyone")
    await boss.sees(question, lambda m: "for everyone now" in m.words, "the word")
    assert await is_there(run_by_max, "sunset")


async def test_a_discarded_style_is_gone_and_its_name_is_free(run_by_max: AppHarness) -> None:
    boss = run_by_max.max
    question = await adds(boss, "Sunset")
    await boss.presses(question, "Discard")
    await boss.sees(question, lambda m: "is discarded" in m.words, "the word")
    # The same picture again: its painting is not made once more, but asked about all the same.
    second = await adds(boss, "Sunset")
    await boss.presses(second, "Publish")
    await boss.sees(second, lambda m: "for everyone now" in m.words, "the word")


async def test_a_reply_to_a_picture_and_a_file_do_too(run_by_max: AppHarness) -> None:
    boss = run_by_max.max
    (sent,) = await boss.sends(photo(kind="PNG"), kind="document", name="a.png", mime="image/png")
    await boss.says("/addstyle Sunset", reply_to=sent)
    await boss.hears("not public yet")


async def test_what_is_missing_is_said(run_by_max: AppHarness) -> None:
    boss = run_by_max.max
    for words in ("/addstyle", "/addstyle Sunset", "/addstyle !!!"):
        await boss.says(words)
        await boss.hears(HOW)
    await boss.says("/addstyle Sunset http://127.0.0.1/a.jpg")
    await boss.hears(texts("link-private"))
    broken = photo()[:300]
    await boss.sends(broken, kind="document", caption="/addstyle Sunset")
    await boss.hears(texts("problem-damaged"))
    assert not await is_there(run_by_max, "sunset")
    await boss.sends(photo(), caption="/addstyle starry")
    await boss.hears("There is a style called starry already")


async def test_a_link_to_a_picture_does_too(run_by_max: AppHarness) -> None:
    boss = run_by_max.max
    async with a_site(run_by_max) as site:
        await boss.says(f"/addstyle Sunset {site}/a.jpg")
        await boss.hears("“Sunset” is not public yet. Publish it?")


async def test_people_who_are_no_admins_may_not(run_by_max: AppHarness) -> None:
    ada = run_by_max.ada
    await ada.sends(photo(), caption="/addstyle Sunset")
    await ada.hears("Only an admin can do that.")
    await ada.in_group().sends(photo(), caption="/addstyle Sunset")
    here = run_by_max.ada.in_group()
    await here.hears("Only an admin can do that.")


async def test_a_group_may_let_everyone_add_styles(run_by_max: AppHarness) -> None:
    await run_by_max.bot.app.services.chats.configure(GROUP, who_adds="everyone")
    ada = run_by_max.ada.in_group()
    question = await adds(ada, "Sunset")
    other = await run_by_max.ada.in_group().presses(question, "Publish")
    assert other is not None
    await ada.sees(question, lambda m: "for this group now" in m.words, "the word")


async def test_the_picture_gets_its_usual_buttons_when_it_is_decided(
    run_by_max: AppHarness,
) -> None:
    boss = run_by_max.max
    question = await adds(boss, "Sunset")
    await boss.presses(question, "Publish")
    said = await boss.sees(question, lambda m: "for everyone now" in m.words, "the word")
    assert said.is_finished
    assert said.picture == question.picture


async def test_nothing_is_asked_before_the_picture_is_there(open_harness: Open) -> None:
    async with open_harness(admins=(MAX,), steps=ENDLESS) as harness:
        boss, services = harness.max, harness.bot.app.services
        await boss.sends(photo(), caption="/addstyle Sunset")
        begun = await boss.gets(finished=False)
        assert [m.id for m in await harness.client.messages(MAX) if m.id > boss.mark] == [begun.id]
        (job,) = await services.jobs.active(person_id=MAX)
        assert job.kind is JobKind.DRAFT
        data = f"sty:p:{job.styles[0].style_id}:{job.id}"
        await harness.show_button(begun, "Publish", data)
        answer = await boss.presses(begun, "Publish")
        assert answer == {"text": "Wait for the first picture, then decide.", "show_alert": True}
        await boss.says("/cancel")
        stopped = await boss.client.wait_until(
            MAX, lambda all_: next((m for m in all_ if m.words == "Stopped."), None), "the end"
        )
        await harness.wait_until_idle()
        await harness.show_button(stopped, "Publish", data)
        answer = await boss.presses(stopped, "Publish")
        assert answer is not None
        assert "did not come out" in answer["text"]


async def test_a_question_of_an_earlier_version_is_answered(run_by_max: AppHarness) -> None:
    boss, bot = run_by_max.max, run_by_max.bot.app.bot
    question = await adds(boss, "Sunset")
    (publish, _), *_ = question.raw["keyboard"]
    await bot.send_message(MAX, "Publish it?")
    alone = await boss.finds(lambda m: m.picture is None, "the words alone", question.id)
    await run_by_max.show_button(alone, "Publish", publish["callback_data"])
    await boss.presses(alone, "Publish")
    await boss.sees(alone, lambda m: "for everyone now" in m.words, "the word")


async def test_a_deleted_style_can_be_brought_back(run_by_max: AppHarness) -> None:
    boss = run_by_max.max
    await boss.says("/delstyle wave")
    word = await boss.hears("is deleted")
    assert not await is_there(run_by_max, "wave")
    await boss.presses(word, "Undo")
    await boss.sees(word, lambda m: "is back" in m.words, "the word")
    assert await is_there(run_by_max, "wave")
    assert await entries(run_by_max) == ["style.restore", "style.delete"]


async def test_names_are_changed_and_added(run_by_max: AppHarness) -> None:
    boss = run_by_max.max
    await boss.says("/renamestyle wave Big Wave")
    await boss.hears("is /style big-wave now. The old name still works")
    for name in ("Big Wave", "wave"):
        assert await is_there(run_by_max, name)


async def test_aliases(run_by_max: AppHarness) -> None:
    boss = run_by_max.max
    await boss.says("/alias starry sparkle, 星星夜")
    await boss.hears("sparkle, 星星夜")
    assert await is_there(run_by_max, "星星夜")
    await boss.says("/alias starry -sparkle")
    await boss.hears("More names")
    assert not await is_there(run_by_max, "sparkle")


async def test_a_hidden_style_is_in_no_list_until_it_is_shown(run_by_max: AppHarness) -> None:
    boss = run_by_max.max
    await boss.says("/hide wave")
    await boss.hears("is hidden")
    assert not await is_there(run_by_max, "wave")
    await boss.says("/unhide wave")
    await boss.hears("can be chosen again")
    assert await is_there(run_by_max, "wave")


async def test_a_style_is_edited(run_by_max: AppHarness) -> None:
    boss, styles = run_by_max.max, run_by_max.bot.app.services.styles
    before = await styles.find("wave")
    await boss.says("/editstyle wave title=A Big One strength=0.8")
    await boss.hears("A Big One is changed")
    after = await styles.find("wave")
    assert (after.title, after.options["strength"]) == ("A Big One", 0.8)
    assert after.digest == before.digest


async def test_a_style_is_added_with_options_of_its_own(run_by_max: AppHarness) -> None:
    boss, services = run_by_max.max, run_by_max.bot.app.services
    question = await adds(boss, "Evening Sun faces=keep stroke=bold")
    await boss.presses(question, "Publish")
    await boss.sees(question, lambda m: "for everyone now" in m.words, "the word")
    style = await services.styles.find("evening-sun")
    assert (style.title, style.options) == ("Evening Sun", {"faces": "keep", "stroke": "bold"})
    job = await services.jobs.latest(MAX)
    assert job is not None
    assert job.options["faces"] == "keep", "and the picture to decide by shows them"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Sun faces=lost", "faces can’t be lost. It can be free, keep, paint."),
        ("Sun colour=red", "no option colour"),
        ("faces=keep", "and a name"),
    ],
)
async def test_a_style_with_options_that_make_no_sense_is_not_added(
    run_by_max: AppHarness, words: str, answer: str
) -> None:
    boss = run_by_max.max
    await boss.sends(photo(seed=5), caption=f"/addstyle {words}")
    await boss.hears(answer)
    assert not await is_there(run_by_max, "sun")


async def test_a_style_gets_faces_and_strokes_of_its_own(run_by_max: AppHarness) -> None:
    boss, services = run_by_max.max, run_by_max.bot.app.services
    await boss.says("/editstyle wave faces=keep stroke=bold")
    await boss.hears("is changed")
    await boss.sends(photo(), caption="/style wave")
    await boss.gets()
    job = await services.jobs.latest(MAX)
    assert job is not None
    assert (job.options["faces"], job.options["stroke"]) == ("keep", "bold")
    await boss.says("/editstyle wave faces= stroke=")
    await boss.hears("is changed")
    assert not {"faces", "stroke"} & set((await services.styles.find("wave")).options)


async def redrawn(boss: Person, words: str) -> ShownMessage:
    """A painting with the question whether to take another picture over."""
    await boss.sends(photo(seed=9), caption=f"/editstyle {words}")
    return await boss.finds(lambda m: "Take it over?" in m.words and has_picture(m), "it")


async def test_another_picture_is_looked_at_before_it_takes_effect(run_by_max: AppHarness) -> None:
    boss, styles = run_by_max.max, run_by_max.bot.app.services.styles
    before = await styles.find("wave")
    question = await redrawn(boss, "wave title=A Big One strength=0.8")
    assert question.buttons == ["Publish", "Discard"]
    assert await styles.find("wave") == before, "nothing has changed so far"
    await boss.presses(question, "Publish")
    await boss.sees(question, lambda m: "A Big One is changed" in m.words, "the word")
    after = await styles.find("wave")
    assert (after.id, after.title, after.options["strength"]) == (before.id, "A Big One", 0.8)
    assert after.digest != before.digest
    assert len(await styles.all(with_hidden=True)) == len(catalogue())
    assert await entries(run_by_max) == ["style.edit", "style.redraw"]


async def test_another_picture_that_does_not_please_is_dropped(run_by_max: AppHarness) -> None:
    boss, styles = run_by_max.max, run_by_max.bot.app.services.styles
    before = await styles.find("wave")
    question = await redrawn(boss, "wave")
    await boss.presses(question, "Discard")
    await boss.sees(question, lambda m: "stays as it was" in m.words, "the word")
    assert await styles.find("wave") == before


async def test_a_draft_is_published_once_and_by_nothing_else(run_by_max: AppHarness) -> None:
    boss = run_by_max.max
    question = await adds(boss, "Sunset")
    await boss.says("/unhide sunset")
    await boss.hears("I don’t know the style “sunset”")
    publish = question.raw["keyboard"][0][0]["callback_data"]
    await boss.presses(question, "Publish")
    await boss.sees(question, lambda m: "for everyone now" in m.words, "the word")
    await run_by_max.show_button(question, "Discard", publish.replace(":p:", ":d:"))
    answer = await boss.presses(question, "Discard")
    assert answer is not None
    assert "too old" in answer["text"]
    assert await is_there(run_by_max, "sunset")


async def test_abandoned_drafts_keep_no_name(run_by_max: AppHarness) -> None:
    boss = run_by_max.max
    first = await adds(boss, "Sunset")
    second = await adds(boss, "Sunset", seed=6)
    await boss.presses(second, "Publish")
    await boss.sees(second, lambda m: "for everyone now" in m.words, "the word")
    await boss.presses(first, "Publish")
    await boss.sees(first, lambda m: "There is a style called sunset" in m.words, "the refusal")


async def test_abandoned_drafts_go_in_time(run_by_max: AppHarness) -> None:
    boss, services = run_by_max.max, run_by_max.bot.app.services
    question = await adds(boss, "Sunset")
    await prune_once(services.retention, utc_now() + DRAFTS_KEPT + timedelta(minutes=1))
    answer = await boss.presses(question, "Publish")
    assert answer is not None
    assert "too old" in answer["text"]


async def test_titles_are_told_in_the_keepers_language(open_harness: Open) -> None:
    async with open_harness(admins=(MAX,), speaking={MAX: "zh-hans"}) as harness:
        boss = harness.max
        for words in ("/hide wave", "/unhide wave", "/alias wave", "/delstyle wave"):
            await boss.says(words)
            await boss.hears("浮世绘海浪")
        await boss.says("/editstyle starry strength=much")
        await boss.hears("strength 不能是 much")


async def test_an_edit_that_makes_no_sense_changes_nothing(run_by_max: AppHarness) -> None:
    boss, styles = run_by_max.max, run_by_max.bot.app.services.styles
    before = await styles.find("wave")
    for words, answer in [
        ("/editstyle", "Write /editstyle"),
        ("/editstyle wave", "Write /editstyle"),
        ("/editstyle nowhere title=A", "I don’t know the style"),
        ("/editstyle wave strength=1000", "strength can’t be 1000"),
        ("/editstyle wave strength=much", "strength can’t be much"),
        ("/editstyle wave colour=red", "no option colour"),
        ("/editstyle wave faces=lost", "faces can’t be lost. It can be free, keep, paint."),
        ("/editstyle wave init=painting", "init can’t be painting."),
        ("/editstyle wave stroke=wide", "stroke can’t be wide. It can be bold, fine, usual."),
    ]:
        await boss.says(words)
        await boss.hears(answer)
    assert await styles.find("wave") == before


async def test_a_groups_admin_keeps_the_groups_styles_only(run_by_max: AppHarness) -> None:
    lin = run_by_max.lin.in_group()
    question = await adds(lin, "Sunset")
    await lin.presses(question, "Publish")
    await lin.says("/delstyle wave")
    await lin.hears("belongs to all chats")
    await lin.says("/delstyle sunset")
    await lin.hears("is deleted")
    ada = run_by_max.ada.in_group()
    await ada.says("/delstyle wave")
    await ada.hears("Only an admin")
    assert await is_there(run_by_max, "wave")


async def test_a_trial_is_not_the_last_style_of_the_chat(run_by_max: AppHarness) -> None:
    boss, styles = run_by_max.max, run_by_max.bot.app.services.styles
    await boss.sends(photo(), caption="/style wave")
    await boss.gets()
    question = await adds(boss, "Sunset")
    await boss.says("/style 60%")
    await boss.hears("Floating-world wave · 60 %")
    await boss.presses(question, "Publish")
    await boss.sees(question, lambda m: "for everyone now" in m.words, "the word")
    assert (await styles.find("sunset")).use_count == 0
