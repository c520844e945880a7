"""In a group: the bot speaks when spoken to, to whoever spoke, and only they may stop it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.flows.conftest import Open
from tests.helpers.app_harness import ENDLESS, AppHarness
from tests.helpers.people import Person
from tests.helpers.pictures import photo
from tests.helpers.playground_client import GROUP, ShownMessage

NOT_YOURS = "Only the person who asked"


@pytest.fixture
def ada(harness: AppHarness) -> Person:
    return harness.ada.in_group()


@pytest.fixture
def lin(harness: AppHarness) -> Person:
    return harness.lin.in_group()


@pytest_asyncio.fixture(loop_scope="session")
async def slow(open_harness: Open) -> AsyncIterator[AppHarness]:
    """A house where paintings do not end by themselves."""
    async with open_harness(steps=ENDLESS) as opened:
        yield opened
        await opened.wait_until_idle()


async def test_a_photo_with_a_command_is_painted(ada: Person) -> None:
    (sent,) = await ada.sends(photo(), caption="/style starry")
    assert (await ada.gets()).reply_to == sent


async def test_somebody_elses_photo_can_be_painted_by_a_reply(ada: Person, lin: Person) -> None:
    (theirs,) = await ada.sends(photo())
    command = await lin.says("/style wave", reply_to=theirs)
    assert (await lin.gets()).reply_to == command


async def test_what_is_not_for_the_bot_gets_no_word(harness: AppHarness, ada: Person) -> None:
    await ada.sends(photo(), caption="look at this")
    await ada.says("starry")
    await ada.says("/frobnicate")
    await ada.says("/style@another_bot starry")
    await ada.says("/help")
    await ada.hears("In a group I listen")
    spoken = [m for m in await harness.client.messages(GROUP) if m.id != ada.mark and m.id > 4]
    assert len(spoken) == 1


async def test_a_second_photo_is_a_reply_to_the_question(ada: Person) -> None:
    await ada.sends(photo(), caption="/style")
    question = await ada.hears("reply to this with a second photo")
    (second,) = await ada.sends(photo(seed=1), reply_to=question.id)
    assert (await ada.gets()).reply_to == second


async def test_only_who_was_asked_answers_the_question(ada: Person, lin: Person) -> None:
    await ada.sends(photo(), caption="/style")
    question = await ada.hears("which style")
    answer = await lin.presses(question, "Swirling night")
    assert answer is not None
    assert answer["text"] == "That question is for somebody else."
    await ada.presses(question, "Never mind")
    await ada.sees(question, lambda m: m.words == "All right.", "the end of the question")


async def test_a_style_named_alone_waits_for_a_photo_in_reply(ada: Person) -> None:
    await ada.says("/style mosaic")
    asked = await ada.hears("as a reply to this message")
    await ada.sends(photo(), reply_to=asked.id)
    await ada.gets()


async def begun(harness: AppHarness) -> tuple[Person, ShownMessage]:
    ada = harness.ada.in_group()
    await ada.sends(photo(), caption="/style starry")
    return ada, await ada.gets(finished=False)


async def test_a_stranger_cannot_stop_a_painting_and_its_owner_can(slow: AppHarness) -> None:
    ada, painting = await begun(slow)
    refused = await slow.lin.in_group().presses(painting, "Cancel")
    assert refused is not None
    assert NOT_YOURS in refused["text"]
    assert refused["show_alert"]
    stopped = await ada.presses(painting, "Cancel")
    assert stopped == {"text": "Stopping.", "show_alert": False}
    await ada.sees(painting, lambda m: not m.buttons, "the end of the painting")


async def test_an_admin_of_the_group_can_stop_it_too(slow: AppHarness) -> None:
    ada, painting = await begun(slow)
    answer = await slow.max.in_group().presses(painting, "Cancel")
    assert answer is not None
    assert answer["text"] == "Stopping."
    await ada.sees(painting, lambda m: not m.buttons, "the end of the painting")


async def test_two_people_press_cancel_at_once(slow: AppHarness) -> None:
    ada, painting = await begun(slow)
    both = await asyncio.gather(
        ada.presses(painting, "Cancel"), slow.max.in_group().presses(painting, "Cancel")
    )
    words = {answer["text"] for answer in both if answer}
    assert words <= {"Stopping.", "This painting is over."}


async def test_stop_and_keep_delivers_what_is_there(slow: AppHarness) -> None:
    ada, painting = await begun(slow)
    started = await ada.sees(painting, lambda m: m.picture is not None, "a preview")
    answer = await ada.presses(started, "Stop and keep")
    assert answer is not None
    assert "Stopping here" in answer["text"]
    kept = await ada.gets()
    assert kept.id == painting.id


async def test_a_button_that_outlived_its_painting_says_so(slow: AppHarness) -> None:
    ada, painting = await begun(slow)
    old = painting.raw["keyboard"][0][-1]["callback_data"]
    await ada.presses(painting, "Cancel")
    await ada.sees(painting, lambda m: not m.buttons, "the end of the painting")
    await slow.show_button(painting, "Old", old)
    answer = await ada.presses(painting, "Old")
    assert answer is not None
    assert answer["text"] == "This painting is over."
