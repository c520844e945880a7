"""Again is another painting each time; one by an earlier painter answers no request."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from storage import Job, JobStyle, NewJob, Quality, Result
from tests.helpers.app_harness import AppHarness
from tests.helpers.people import Person
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA, GROUP, ShownMessage


async def job_of(harness: AppHarness, person: Person, message: ShownMessage) -> Job:
    # A painting is seen a moment before its row says that it is done.
    await harness.wait_until_idle()
    job = await harness.bot.app.services.jobs.by_message(person.chat_id, message.id)
    assert job is not None
    return job


def are_different(*jobs: Job) -> bool:
    """Whether each was painted with a seed of its own, and none is an earlier one shown again."""
    seeds, recipes = {job.seed for job in jobs}, {job.fingerprint for job in jobs}
    painted = [job for job in jobs if job.seconds is not None]
    return len(seeds) == len(recipes) == len(painted) == len(jobs)


@pytest.mark.parametrize("quality", Quality)
@pytest.mark.parametrize("chat_id", [ADA, GROUP])
async def test_each_press_is_another_painting_in_every_quality(
    harness: AppHarness, quality: Quality, chat_id: int
) -> None:
    people = harness.bot.app.services.people
    await people.meet(ADA, first_name="Ada", language_code="en")
    await people.configure(ADA, quality=quality)
    ada = replace(harness.ada, chat_id=chat_id)
    await ada.sends(photo(), caption="/style starry")
    first = await ada.gets()
    await ada.presses(first, "Again")
    second = await ada.gets(after=first.id)
    await ada.presses(first, "Again")
    third = await ada.gets(after=second.id)
    await ada.presses(third, "Again")
    fourth = await ada.gets(after=third.id)
    jobs = [await job_of(harness, ada, shown) for shown in (first, second, third, fourth)]
    assert are_different(*jobs)
    same = [{**job.options, "seed": 0} for job in jobs]
    assert all(options == same[0] for options in same), "but for the seed"


async def test_the_command_is_another_painting_too(harness: AppHarness, ada: Person) -> None:
    await ada.sends(photo(), caption="/style starry")
    first = await ada.gets()
    await ada.says("/again")
    second = await ada.gets(after=first.id)
    await ada.says("/again", reply_to=first.id)
    third = await ada.gets(after=second.id)
    jobs = [await job_of(harness, ada, shown) for shown in (first, second, third)]
    assert are_different(*jobs)


async def test_of_what_a_recipe_painted_it_is_another_painting(
    harness: AppHarness, ada: Person
) -> None:
    await ada.sends(photo(), caption="/style starry")
    first = await ada.gets()
    job = await job_of(harness, ada, first)
    await ada.says(f"/start recipe_{job.id}")
    await ada.hears("by that recipe")
    await ada.sends(photo(seed=1))
    second = await ada.gets()
    await ada.presses(second, "Again")
    third = await ada.gets(after=second.id)
    assert are_different(await job_of(harness, ada, second), await job_of(harness, ada, third)), (
        "though the recipe has a seed"
    )


async def by_an_earlier_painter(harness: AppHarness, like: Job, slug: str) -> Job:
    """The photo of ``like`` in another style, as an earlier version of the program had it."""
    style = await harness.bot.app.services.styles.find(slug)
    source = JobStyle(key=style.digest, title=style.title, style_id=style.id)
    asked = {field.name: getattr(like, field.name) for field in fields(NewJob)}
    before = asked | {"styles": (source,), "painter": None, "origin": "before"}
    jobs = harness.bot.app.services.jobs
    job, _ = await jobs.add(NewJob(**before))
    return await jobs.finish(job.id, Result(file_id=like.result_file_id or "", seconds=9.0))


async def test_a_painting_by_an_earlier_painter_answers_no_request(
    harness: AppHarness, ada: Person
) -> None:
    (sent,) = await ada.sends(photo(), caption="/style starry")
    first = await ada.gets(after=sent)
    before = await by_an_earlier_painter(harness, await job_of(harness, ada, first), "mondrian")
    await ada.says("/style mondrian", reply_to=sent)
    second = await ada.gets(after=first.id)
    job = await job_of(harness, ada, second)
    assert job.seconds is not None
    assert job.fingerprint != before.fingerprint
    await ada.says("/style mondrian", reply_to=sent)
    third = await job_of(harness, ada, await ada.gets(after=second.id))
    assert third.seconds is None, "this painter's answers, as ever"


async def test_buttons_under_a_painting_by_an_earlier_painter_work(
    harness: AppHarness, ada: Person
) -> None:
    jobs = harness.bot.app.services.jobs
    (sent,) = await ada.sends(photo(), caption="/style starry")
    shown = await ada.gets(after=sent)
    before = await by_an_earlier_painter(harness, await job_of(harness, ada, shown), "mondrian")
    await harness.show_button(shown, "Again", f"a:{before.id}")
    answer = await ada.presses(shown, "Again")
    assert answer == {"text": "Painting.", "show_alert": False}
    again = await job_of(harness, ada, await ada.gets(after=shown.id))
    assert again.styles == (await jobs.get(before.id)).styles
    assert again.seconds is not None
