"""/privacy and /forgetme: what is kept of somebody can be deleted, by nobody else."""

from __future__ import annotations

from tests.flows.conftest import Open
from tests.helpers.app_harness import ENDLESS, AppHarness
from tests.helpers.people import Person
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA, ShownMessage


async def asked(person: Person) -> ShownMessage:
    await person.says("/forgetme")
    return await person.hears("Shall I delete all")


async def test_what_is_kept_is_told(harness: AppHarness) -> None:
    await harness.ada.says("/privacy")
    await harness.ada.hears("What I keep of you", "/forgetme")


async def test_everything_is_deleted_after_a_question(harness: AppHarness) -> None:
    ada, services = harness.ada, harness.bot.app.services
    await ada.sends(photo(), caption="/style starry")
    painting = await ada.gets()
    await services.people.configure(ADA, quality="instant")
    question = await asked(ada)
    await ada.presses(question, "Delete it")
    await ada.sees(question, lambda m: m.words == "All I kept of you is deleted.", "the word")
    assert await services.people.get(ADA) is None
    assert await services.jobs.of_person(ADA) == ()
    answer = await ada.presses(painting, "Again")
    assert answer is not None
    assert "too old" in answer["text"]
    await ada.sends(photo(seed=1), caption="/style starry")
    await ada.gets()


async def test_a_painting_in_the_making_is_stopped_first(open_harness: Open) -> None:
    async with open_harness(steps=ENDLESS) as harness:
        ada = harness.ada
        await ada.sends(photo(), caption="/style starry")
        await ada.gets(finished=False)
        question = await asked(ada)
        await ada.presses(question, "Delete it")
        await ada.sees(question, lambda m: "is deleted" in m.words, "the word")
        await harness.wait_until_idle()


async def test_who_thinks_better_of_it_keeps_everything(harness: AppHarness) -> None:
    ada = harness.ada
    await harness.bot.app.services.people.configure(ADA, quality="instant")
    question = await asked(ada)
    await ada.presses(question, "Never mind")
    await ada.sees(question, lambda m: m.words == "All right.", "the end")
    person = await harness.bot.app.services.people.get(ADA)
    assert person is not None
    assert person.settings["quality"] == "instant"


async def test_in_a_group_nobody_is_asked(harness: AppHarness) -> None:
    here = harness.ada.in_group()
    await here.says("/forgetme")
    told = await here.hears("in our private chat")
    await harness.show_button(told, "Forged", "forget:yes")
    answer = await here.presses(told, "Forged")
    assert answer is not None
    assert answer["show_alert"]
