from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import (
    Database,
    InvalidTransition,
    Job,
    JobKind,
    Jobs,
    JobStyle,
    NewJob,
    Result,
    State,
    UnknownJob,
)
from storage.jobs.states import TRANSITIONS
from tests.storage.makers import ANNA, BORIS, GROUP, STARRY, new_job

RESULT = Result(file_id="painting", bytes=120_000, seconds=21.5)

MOVES: dict[State, Callable[[Jobs, str], Awaitable[Job]]] = {
    State.QUEUED: lambda jobs, job_id: jobs.requeue(job_id),
    State.RUNNING: lambda jobs, job_id: jobs.start(job_id),
    State.DONE: lambda jobs, job_id: jobs.finish(job_id, RESULT),
    State.FAILED: lambda jobs, job_id: jobs.fail(job_id, "engine_dead"),
    State.CANCELLED: lambda jobs, job_id: jobs.cancel(job_id),
}


async def _done(jobs: Jobs, new: NewJob, result: Result = RESULT) -> Job:
    job, _ = await jobs.add(new)
    await jobs.start(job.id)
    return await jobs.finish(job.id, result)


async def test_a_job_keeps_all_that_was_asked(jobs: Jobs) -> None:
    mixed = (STARRY, JobStyle(key="u2", title="your picture", file_id="f2", weight=0.5))
    options = {"size": 512, "layers": ["conv1_1"]}
    new = new_job(
        7,
        styles=mixed,
        options=options,
        thread_id=3,
        origin="tap:9",
        kind=JobKind.TAP,
        painter=2,
        starts_from="painting",
    )
    job, is_new = await jobs.add(new)
    assert is_new
    assert job == await jobs.get(job.id)
    asked = {name: getattr(job, name) for name in NewJob.__dataclass_fields__}
    assert NewJob(**asked) == new
    assert (job.state, job.attempts, job.queued) == (State.QUEUED, 0, job.created)


async def test_ids_are_short_and_fit_for_buttons(jobs: Jobs) -> None:
    job, _ = await jobs.add(new_job())
    assert len(job.id.encode()) == 12


async def test_a_replayed_request_is_the_same_job(jobs: Jobs) -> None:
    first, _ = await jobs.add(new_job(5))
    again, is_new = await jobs.add(new_job(5, options={"size": 256}))
    assert again == first
    assert not is_new


async def test_of_many_at_once_one_is_new(jobs: Jobs) -> None:
    added = await asyncio.gather(*(jobs.add(new_job(5)) for _ in range(10)))
    assert sorted(is_new for _, is_new in added) == [False] * 9 + [True]
    assert len({job.id for job, _ in added}) == 1


async def test_a_replay_after_the_end_does_not_paint_again(jobs: Jobs) -> None:
    done = await _done(jobs, new_job(5))
    again, is_new = await jobs.add(new_job(5))
    assert (again, is_new) == (done, False)


async def test_other_chats_and_other_acts_are_other_jobs(jobs: Jobs) -> None:
    await jobs.add(new_job(5))
    assert (await jobs.add(new_job(5, chat_id=ANNA))).is_new
    assert (await jobs.add(new_job(5, origin="tap:1"))).is_new
    assert (await jobs.add(new_job(5, origin="tap:2"))).is_new


async def test_the_way_of_one_painting(jobs: Jobs) -> None:
    job, _ = await jobs.add(new_job())
    await jobs.set_status_message(job.id, 77)
    running = await jobs.start(job.id)
    assert (running.state, running.attempts) == (State.RUNNING, 1)
    done = await jobs.finish(job.id, RESULT)
    assert done.started is not None
    assert done.finished is not None
    assert done.created <= done.started <= done.finished
    assert (done.state, done.status_message_id) == (State.DONE, 77)
    assert (done.result_file_id, done.result_bytes, done.seconds) == ("painting", 120_000, 21.5)


async def test_a_second_attempt_is_counted_and_keeps_its_place(jobs: Jobs) -> None:
    first, _ = await jobs.add(new_job(1))
    second, _ = await jobs.add(new_job(2))
    await jobs.start(first.id)
    again = await jobs.requeue(first.id)
    assert (again.state, again.attempts, again.started) == (State.QUEUED, 1, None)
    assert again.queued > again.created
    assert [job.id for job in await jobs.active()] == [first.id, second.id]
    assert (await jobs.start(first.id)).attempts == 2


async def test_why_it_failed_or_was_cancelled_is_kept(jobs: Jobs) -> None:
    one, _ = await jobs.add(new_job(1))
    other, _ = await jobs.add(new_job(2))
    failed = await jobs.fail(one.id, "out_of_memory", "CUDA: 2 GiB asked")
    cancelled = await jobs.cancel(other.id)
    assert (failed.reason, failed.detail) == ("out_of_memory", "CUDA: 2 GiB asked")
    assert (cancelled.state, cancelled.reason) == (State.CANCELLED, "asked")


async def test_an_unknown_job_is_told(jobs: Jobs) -> None:
    with pytest.raises(UnknownJob):
        await jobs.get("nope")
    with pytest.raises(UnknownJob):
        await jobs.start("nope")


async def test_cancelling_what_is_done_is_refused_and_changes_nothing(jobs: Jobs) -> None:
    done = await _done(jobs, new_job())
    with pytest.raises(InvalidTransition, match="is done and cannot become cancelled"):
        await jobs.cancel(done.id)
    assert await jobs.get(done.id) == done


async def test_of_finish_and_cancel_at_once_one_wins(jobs: Jobs) -> None:
    job, _ = await jobs.add(new_job())
    await jobs.start(job.id)
    results = await asyncio.gather(
        jobs.cancel(job.id), jobs.finish(job.id, RESULT), return_exceptions=True
    )
    (winner,) = (result for result in results if isinstance(result, Job))
    (loser,) = (result for result in results if not isinstance(result, Job))
    assert isinstance(loser, InvalidTransition)
    assert await jobs.get(job.id) == winner


def test_any_order_of_moves_follows_the_table(path: Path) -> None:
    with asyncio.Runner() as runner:
        opened = Database.open(path)
        jobs = Jobs(runner.run(opened.__aenter__()))

        @settings(max_examples=30, deadline=None)
        @given(moves=st.lists(st.sampled_from(State), max_size=8))
        def follow(moves: list[State]) -> None:
            runner.run(_follow(jobs, moves))

        try:
            follow()
        finally:
            runner.run(opened.__aexit__(None, None, None))


async def _follow(jobs: Jobs, moves: list[State]) -> None:
    job, _ = await jobs.add(new_job(origin=f"tap:{uuid.uuid4()}"))
    expected, attempts = State.QUEUED, 0
    for target in moves:
        if target in TRANSITIONS[expected]:
            await MOVES[target](jobs, job.id)
            expected = target
            attempts += target is State.RUNNING
        else:
            with pytest.raises(InvalidTransition):
                await MOVES[target](jobs, job.id)
        now = await jobs.get(job.id)
        assert (now.state, now.attempts) == (expected, attempts)
        assert (now.finished is not None) == expected.is_final


async def test_after_a_restart_the_line_is_refilled_in_order(path: Path) -> None:
    async with Database.open(path) as database:
        jobs = Jobs(database)
        ids = [(await jobs.add(new_job(number))).job.id for number in range(5)]
        await jobs.start(ids[0])
        await jobs.cancel(ids[1])
        await jobs.start(ids[2])
        await jobs.finish(ids[2], RESULT)
    async with Database.open(path) as database:
        left = await Jobs(database).active()
    assert [(job.id, job.state) for job in left] == [
        (ids[0], State.RUNNING),
        (ids[3], State.QUEUED),
        (ids[4], State.QUEUED),
    ]


async def test_active_jobs_by_chat_and_person(jobs: Jobs) -> None:
    mine, _ = await jobs.add(new_job(1))
    theirs, _ = await jobs.add(new_job(2, person_id=BORIS))
    private, _ = await jobs.add(new_job(1, chat_id=ANNA))
    await _done(jobs, new_job(3))
    assert await jobs.active(chat_id=GROUP) == (mine, theirs)
    assert await jobs.active(person_id=ANNA) == (mine, private)
    assert await jobs.active(chat_id=GROUP, person_id=BORIS) == (theirs,)


async def test_the_same_request_of_anyone_finds_the_earlier_painting(jobs: Jobs) -> None:
    done = await _done(jobs, new_job(1))
    assert await jobs.find_earlier_result(new_job(9, chat_id=BORIS, person_id=BORIS)) == done


@pytest.mark.parametrize(
    "changes",
    [
        {"photo_unique_id": "another"},
        {"options": {"size": 1024}},
        {"styles": (JobStyle(key="e" * 64, title="Starry Night", style_id=1),)},
        {"styles": (JobStyle(key="d" * 64, title="Starry Night", style_id=1, weight=0.7),)},
        {"painter": 2},
        {"starts_from": "painting"},
    ],
    ids=["photo", "options", "the style's picture", "weight", "painter", "start"],
)
async def test_a_different_request_finds_nothing(jobs: Jobs, changes: dict[str, object]) -> None:
    await _done(jobs, new_job(1))
    assert await jobs.find_earlier_result(new_job(2, **changes)) is None


async def test_only_complete_paintings_answer_a_request(jobs: Jobs) -> None:
    await _done(jobs, new_job(1), Result(file_id="stopped", partial=True))
    failed, _ = await jobs.add(new_job(2))
    await jobs.fail(failed.id, "engine_dead")
    await jobs.add(new_job(3))
    assert await jobs.find_earlier_result(new_job(4)) is None


async def test_a_queued_job_can_be_answered_from_an_earlier_painting(jobs: Jobs) -> None:
    await _done(jobs, new_job(1))
    job, _ = await jobs.add(new_job(2))
    answered = await jobs.finish(job.id, Result(file_id="painting"))
    assert (answered.state, answered.started, answered.seconds) == (State.DONE, None, None)


async def test_timings_are_of_what_was_really_painted_to_the_end(jobs: Jobs) -> None:
    for number, seconds in enumerate((10.0, 30.0, 20.0)):
        new = new_job(number, options={"size": number})
        await _done(jobs, new, Result(file_id="r", seconds=seconds))
    await _done(jobs, new_job(8), Result(file_id="stopped", seconds=3.0, partial=True))
    await _done(jobs, new_job(9), Result(file_id="from before"))
    assert await jobs.recent_timings(limit=2) == (({"size": 2}, 20.0), ({"size": 1}, 30.0))


async def test_a_result_is_found_by_its_message_after_a_restart(path: Path) -> None:
    async with Database.open(path) as database:
        done = await _done(Jobs(database), new_job(1, status_message_id=70))
        await Jobs(database).add(new_job(2, status_message_id=71))
        await Jobs(database).add(new_job(3, chat_id=ANNA, status_message_id=70))
    async with Database.open(path) as database:
        assert await Jobs(database).by_message(GROUP, 70) == done
        assert await Jobs(database).by_message(GROUP, 1) is None


async def test_of_several_paintings_in_one_message_the_latest_is_shown(jobs: Jobs) -> None:
    await _done(jobs, new_job(1, status_message_id=70))
    second = await _done(jobs, new_job(1, origin="tap:1", status_message_id=70))
    assert await jobs.by_message(GROUP, 70) == second


async def test_a_painting_knows_the_one_it_came_from_and_its_seed(jobs: Jobs) -> None:
    first, _ = await jobs.add(new_job(1))
    again, _ = await jobs.add(new_job(1, origin="tap:1", options={"seed": 7}, parent_id=first.id))
    assert (first.parent_id, first.seed) == (None, 0)
    assert (again.parent_id, again.seed) == (first.id, 7)


async def test_another_seed_is_another_painting(jobs: Jobs) -> None:
    await _done(jobs, new_job(1, options={"seed": 1}))
    assert await jobs.find_earlier_result(new_job(2, options={"seed": 2})) is None
    assert await jobs.find_earlier_result(new_job(2, options={"seed": 1})) is not None


async def test_files_and_looks_of_a_result_are_kept_one_by_one(jobs: Jobs) -> None:
    done = await _done(jobs, new_job())
    await jobs.keep_file(done.id, "document", "f1")
    await jobs.keep_file(done.id, "film", "f2")
    await jobs.show(done.id, intensity=70, keep_colours=True)
    await jobs.show(done.id, keep_colours=None)
    kept = await jobs.get(done.id)
    assert kept.files == {"document": "f1", "film": "f2"}
    assert kept.shown == {"intensity": 70}
    assert kept.result_file_id == "painting"


async def test_how_a_result_is_to_be_shown_can_be_part_of_the_wish(jobs: Jobs) -> None:
    job = (await jobs.add(new_job(1, shown={"as_file": True}))).job
    assert (await jobs.get(job.id)).shown == {"as_file": True}


async def test_notes_of_one_moment_are_all_kept(jobs: Jobs) -> None:
    done = await _done(jobs, new_job())
    await asyncio.gather(*(jobs.keep_file(done.id, f"f{n}", str(n)) for n in range(10)))
    assert len((await jobs.get(done.id)).files) == 10


async def test_notes_on_an_unknown_job_are_told(jobs: Jobs) -> None:
    with pytest.raises(UnknownJob):
        await jobs.keep_file("nope", "document", "f")
    with pytest.raises(UnknownJob):
        await jobs.show("nope", intensity=70)


async def test_the_latest_request_of_a_chat_or_of_a_person_in_it(jobs: Jobs) -> None:
    mine, _ = await jobs.add(new_job(1))
    theirs, _ = await jobs.add(new_job(2, person_id=BORIS))
    await jobs.add(new_job(1, chat_id=ANNA))
    assert await jobs.latest(GROUP) == theirs
    assert await jobs.latest(GROUP, ANNA) == mine
    assert await jobs.latest(BORIS) is None
