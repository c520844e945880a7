"""Quality instant, from the panel of settings to the buttons under the result."""

from __future__ import annotations

import pytest
import pytest_asyncio

from bot.texts import Catalogue
from engine.messages import VECTOR_BYTES
from engine.weights.shipped import instant_version
from storage import Job, StyleVector
from tests.flows.conftest import Open
from tests.helpers.app_harness import AppHarness
from tests.helpers.people import Person
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA, ShownMessage


@pytest_asyncio.fixture(loop_scope="session")
async def ada(harness: AppHarness) -> Person:
    """Ada, who wants everything at once."""
    await harness.bot.app.services.people.meet(ADA, first_name="Ada", language_code="en")
    await harness.bot.app.services.people.configure(ADA, quality="instant")
    return harness.ada


async def painted(person: Person, caption: str = "/style starry") -> ShownMessage:
    (sent,) = await person.sends(photo(), caption=caption)
    return await person.gets(after=sent)


async def job_of(harness: AppHarness, message: ShownMessage) -> Job:
    job = await harness.bot.app.services.jobs.by_message(ADA, message.id)
    assert job is not None
    return job


async def test_it_is_painted_in_one_pass_and_has_no_film(harness: AppHarness, ada: Person) -> None:
    painting = await painted(ada)
    assert (await job_of(harness, painting)).options["method"] == "instant"
    assert "Sharper" in painting.buttons
    assert "Film" not in painting.buttons
    await ada.presses(painting, "Recipe")
    await ada.hears("Quality: instant")


async def test_other_buttons_leave_the_film_away_too(ada: Person) -> None:
    painting = await painted(ada)
    await ada.presses(painting, "Keep colours")
    kept = await ada.sees(painting, lambda m: "✓ Keep colours" in m.buttons, "the colours")
    assert "Film" not in kept.buttons


async def test_sharper_paints_it_with_care(harness: AppHarness, ada: Person) -> None:
    painting = await painted(ada)
    await ada.presses(painting, "Sharper")
    sharp = await ada.gets_file(after=painting.id)
    job = await job_of(harness, sharp)
    assert "method" not in job.options
    assert job.starts_from is None
    assert job.seed == (await job_of(harness, painting)).seed
    assert job.options["size"] > 64
    assert "Film" in sharp.buttons


async def test_sharper_paints_with_care_what_is_as_large_as_may_be(open_harness: Open) -> None:
    async with open_harness(max_size=64) as harness:
        await harness.bot.app.services.people.meet(ADA, first_name="Ada", language_code="en")
        await harness.bot.app.services.people.configure(ADA, quality="instant")
        painting = await painted(harness.ada)
        await harness.ada.presses(painting, "Sharper")
        sharp = await harness.ada.gets_file(after=painting.id)
        answer = await harness.ada.presses(sharp, "Sharper")
    assert answer == {"text": "I can’t paint this any sharper.", "show_alert": True}


async def test_what_was_painted_with_care_is_no_answer(harness: AppHarness, ada: Person) -> None:
    people = harness.bot.app.services.people
    await people.configure(ADA, quality="balanced")
    (sent,) = await ada.sends(photo(), caption="/style starry")
    slow = await ada.gets(after=sent)
    await people.configure(ADA, quality="instant")
    await ada.says("/style starry", reply_to=sent)
    quick = await ada.gets(after=slow.id)
    await ada.says("/style starry", reply_to=sent)
    again = await ada.gets(after=quick.id)
    files = [(await job_of(harness, m)).result_file_id for m in (slow, quick, again)]
    assert files[0] != files[1] == files[2]


async def test_what_was_painted_before_the_polish_is_no_answer(
    harness: AppHarness, ada: Person
) -> None:
    services = harness.bot.app.services
    (sent,) = await ada.sends(photo(), caption="/style starry")
    before = await ada.gets(after=sent)
    style = await services.styles.find("starry")
    polish = StyleVector(
        digest=style.digest,
        network=instant_version(),
        vector=bytes(VECTOR_BYTES),
        before=0.5,
        after=0.4,
    )
    await services.vectors.keep(polish)
    await ada.says("/style starry", reply_to=sent)
    polished = await ada.gets(after=before.id)
    await services.vectors.forget(style.digest)
    await ada.says("/style starry", reply_to=sent)
    after = await ada.gets(after=polished.id)
    jobs = [await job_of(harness, m) for m in (before, polished, after)]
    assert [one.seconds is None for one in jobs] == [False, False, True]
    assert jobs[0].fingerprint == jobs[2].fingerprint != jobs[1].fingerprint


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
async def test_chinese_readers_read_of_it(harness: AppHarness, language: str) -> None:
    texts = Catalogue.load().speak(language)
    who = {"id": 2003, "first_name": "Mei", "language_code": language}
    await harness.client.post("users", who)
    mei = Person(harness.client, 2003, 2003)
    await harness.bot.app.services.people.meet(2003, first_name="Mei", language_code=language)
    await harness.bot.app.services.people.configure(2003, quality="instant")
    await mei.sends(photo(), caption="/style starry")
    painting = await mei.finds(lambda m: texts("button-again") in m.buttons, "a painting")
    assert texts("button-film") not in painting.buttons
    await mei.presses(painting, texts("button-recipe"))
    await mei.hears(texts("recipe-quality", quality=texts("setting-instant")))
