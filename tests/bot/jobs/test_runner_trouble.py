"""Runner: bad pictures, lost connections, dying engines, restarts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from bot.jobs.runner import MOST_ATTEMPTS
from engine import Engine
from storage import JobStyle, State
from tests.engine.workers import quick
from tests.helpers.bot_harness import poll_until, run_job_harness
from tests.helpers.engines import run_engine
from tests.helpers.playground_client import GROUP, LIN, Json
from tests.helpers.runner_harness import (
    BRIEF,
    ENDLESS,
    NO_PAUSES,
    UNSEEN,
    RunnerHarness,
    has_photo,
    nothing_is_ending,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """One engine for all tests that leave it alive."""
    async with run_engine(tmp_path_factory.mktemp("engine")) as engine:
        yield engine


@pytest_asyncio.fixture(loop_scope="module")
async def harness(tmp_path: Path, engine: Engine) -> AsyncIterator[RunnerHarness]:
    async with run_job_harness(tmp_path) as at:
        yield RunnerHarness(at, engine)


async def refuse(harness: RunnerHarness, state: State) -> None:
    """Let the database take no job into this state."""
    refusal = (
        f"CREATE TRIGGER full BEFORE UPDATE ON jobs WHEN NEW.state = '{state.value}' "
        "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    )
    async with harness.at.database.write() as session:
        await session.execute(text(refusal))


class TestWhatGoesWrong:
    @pytest.mark.parametrize(
        ("fields", "reason", "words"),
        [
            ({"photo": "AgACgone"}, "file_gone", "Telegram no longer has that picture"),
            ({"options": {"steps": -1}}, "out_of_range", "One of the settings"),
            ({"options": {"colour": "blue"}}, "unknown_value", "One of the settings"),
            ({"options": {"seed": quick.STARVES}}, "device_memory", "too large for this machine"),
            (
                {"styles": (JobStyle(key="no such digest", title="?", style_id=77),)},
                "unknown_picture",
                "That style is no longer there",
            ),
        ],
    )
    async def test_is_told_in_words_and_leaves_the_slot_free(
        self, harness: RunnerHarness, fields: Json, reason: str, words: str
    ) -> None:
        bad = await harness.at.job(**fields)
        good = await harness.at.job(LIN, LIN, options=BRIEF)
        async with harness.run() as runner:
            await runner.submit(bad)
            row = await harness.final_row(bad)
            await runner.submit(good)
            assert (await harness.final_row(good)).state is State.DONE
            told = await harness.at.client.wait_for_bot(lambda m: words in m["text"])
        assert (row.state, row.reason) == (State.FAILED, reason)
        assert told["keyboard"] == []

    async def test_a_file_that_is_no_picture(self, harness: RunnerHarness) -> None:
        async def fetch(file_id: str) -> bytes:
            return b"These are words."

        async with harness.run(fetch=fetch) as runner:
            job = await harness.at.job()
            await runner.submit(job)
            row = await harness.final_row(job)
            await harness.at.client.wait_for_bot(lambda m: "could not find a picture" in m["text"])
        assert row.reason == "not_a_picture"

    async def test_a_painting_without_end_is_given_up(self, harness: RunnerHarness) -> None:
        async with harness.run(seconds=0.3) as runner:
            job = await harness.at.job(options=ENDLESS)
            await runner.submit(job)
            assert (await harness.final_row(job)).reason == "hung"
            await harness.wait_until_idle()

    async def test_an_upload_that_is_tried_again_holds_up_no_slot(
        self, harness: RunnerHarness
    ) -> None:
        first = await harness.at.job(options=UNSEEN)
        second = await harness.at.job(LIN, LIN, options=UNSEEN)
        async with harness.run(pauses=(3600.0,)) as runner:
            await harness.at.client.fail("editMessageMedia", 502)
            await runner.submit(first)
            await poll_until(lambda: harness.at.client.calls("editMessageMedia"))
            await runner.submit(second)
            assert (await harness.final_row(second)).state is State.DONE
            assert (await harness.at.jobs.get(first.id)).state is State.RUNNING
        assert (await harness.at.jobs.get(first.id)).state is State.QUEUED

    async def test_a_result_that_cannot_be_delivered_is_not_lost(
        self, harness: RunnerHarness
    ) -> None:
        job = await harness.at.job(options=UNSEEN)
        async with harness.run() as runner:
            await harness.at.client.fail("editMessageMedia", 502, times=len(NO_PAUSES) + 1)
            await runner.submit(job)
            await harness.row_in(job, State.RUNNING)
            await harness.row_in(job, State.QUEUED)
        async with harness.run():
            assert (await harness.final_row(job)).state is State.DONE
        assert has_photo(await harness.at.client.only_from_bot())

    async def test_a_proxy_that_knows_no_telegram_costs_no_result(
        self, harness: RunnerHarness
    ) -> None:
        job = await harness.at.job(options=UNSEEN)
        async with harness.run() as runner:
            await harness.at.client.fail(
                "editMessageMedia", 404, "Not Found", times=len(NO_PAUSES)
            )
            await runner.submit(job)
            assert (await harness.final_row(job)).state is State.DONE
        assert has_photo(await harness.at.client.only_from_bot())

    async def test_an_end_that_the_database_refuses_is_told_and_leaves_nothing_running(
        self, harness: RunnerHarness
    ) -> None:
        await refuse(harness, State.DONE)
        job = await harness.at.job(options=UNSEEN)
        async with harness.run() as runner:
            await runner.submit(job)
            row = await harness.final_row(job)
            await poll_until(nothing_is_ending)
        assert (row.state, row.reason) == (State.FAILED, "internal")
        assert "my side" in (await harness.at.client.only_from_bot())["caption"]

    async def test_an_earlier_painting_that_cannot_be_sent_is_painted_anew(
        self, harness: RunnerHarness
    ) -> None:
        photo = await harness.at.photo()
        async with harness.run() as runner:
            first = await harness.at.job(photo=photo, options=UNSEEN)
            await runner.submit(first)
            await harness.final_row(first)
            second = await harness.at.job(photo=photo, options=UNSEEN)
            await harness.at.client.fail("editMessageMedia", 502, times=len(NO_PAUSES) + 1)
            await runner.submit(second)
            row = await harness.final_row(second)
            await poll_until(nothing_is_ending)
        assert (row.state, row.attempts) == (State.DONE, 1)
        assert [has_photo(m) for m in await harness.at.client.from_bot()] == [True, True]

    async def test_whoever_blocks_the_bot_is_not_painted_for(self, harness: RunnerHarness) -> None:
        blocked = "Forbidden: bot was blocked by the user"
        await harness.at.client.fail("sendMessage", 403, blocked, times=9)
        async with harness.run() as runner:
            job = await harness.at.job(options=ENDLESS)
            await runner.submit(job)
            row = await harness.final_row(job)
            await harness.wait_until_idle()
        assert (row.state, row.reason) == (State.CANCELLED, "blocked")

    async def test_a_block_that_the_database_does_not_take_leaves_nothing_in_hand(
        self, harness: RunnerHarness
    ) -> None:
        await refuse(harness, State.CANCELLED)
        job = await harness.at.job(options=UNSEEN)
        async with harness.run() as runner:
            blocked = "Forbidden: bot was blocked by the user"
            await harness.at.client.fail("editMessageMedia", 403, blocked)
            await runner.submit(job)
            row = await harness.final_row(job)
            await poll_until(nothing_is_ending)
        assert (row.state, row.reason) == (State.FAILED, "internal")


class TestAnEngineThatDies:
    async def test_once_is_told_and_the_painting_made(self, tmp_path: Path) -> None:
        async with (
            run_job_harness(tmp_path) as at,
            run_engine(tmp_path, "tests.engine.workers.dies_once") as engine,
        ):
            harness = RunnerHarness(at, engine)
            async with harness.run() as runner:
                job = await at.job()
                await runner.submit(job)
                row = await harness.final_row(job)
            edits = [c["params"] for c in await at.client.calls("editMessageText")]
            assert any("My brush broke, so I began again." in edit["text"] for edit in edits)
            assert row.state is State.DONE

    async def test_twice_is_an_end_with_a_word(self, tmp_path: Path) -> None:
        async with (
            run_job_harness(tmp_path) as at,
            run_engine(tmp_path, "tests.engine.workers.dies", backoff_first=0.01) as engine,
        ):
            harness = RunnerHarness(at, engine)
            async with harness.run() as runner:
                job = await at.job()
                await runner.submit(job)
                row = await harness.final_row(job)
                await at.client.wait_for_bot(lambda m: "My brush broke twice" in m["text"])
            assert row.reason == "died"


class TestARestartOfTheBot:
    async def test_puts_back_what_runs_and_takes_it_up_again(self, harness: RunnerHarness) -> None:
        async with harness.run() as runner:
            running = await harness.at.job(options={"steps": 300, "preview_every": 0.1})
            queued = await harness.at.job(LIN, LIN, options=BRIEF)
            await runner.submit(running)
            before = await harness.at.client.wait_for_bot(has_photo)
            await runner.submit(queued)
        await harness.wait_until_idle()
        left = [(job.id, job.state) for job in await harness.at.jobs.active()]
        assert left == [(running.id, State.QUEUED), (queued.id, State.QUEUED)]
        async with harness.run():
            told = await harness.at.client.wait_for_bot(
                lambda m: "I was switched off" in m["caption"]
            )
            rows = [await harness.final_row(job) for job in (running, queued)]
        assert [(row.state, row.attempts) for row in rows] == [(State.DONE, 2), (State.DONE, 1)]
        assert (await harness.at.client.only_from_bot())["id"] == before["id"] == told["id"]

    async def test_after_a_crash_takes_up_what_ran(self, harness: RunnerHarness) -> None:
        job = await harness.at.job(options=BRIEF)
        await harness.at.jobs.start(job.id)
        async with harness.run():
            row = await harness.final_row(job)
        assert (row.state, row.attempts) == (State.DONE, 2)

    async def test_does_not_begin_for_ever_what_never_ends(self, harness: RunnerHarness) -> None:
        job = await harness.at.job(options=BRIEF)
        for _ in range(MOST_ATTEMPTS):
            await harness.at.jobs.start(job.id)
            await harness.at.jobs.requeue(job.id)
        async with harness.run():
            row = await harness.final_row(job)
        assert (row.state, row.reason) == (State.FAILED, "died")

    async def test_a_job_submitted_after_the_stop_waits_for_the_next_start(
        self, harness: RunnerHarness
    ) -> None:
        job = await harness.at.job(GROUP, options=BRIEF)
        async with harness.run() as runner:
            await runner.stop()
            await runner.submit(job)
        assert (await harness.at.jobs.get(job.id)).state is State.QUEUED
        async with harness.run():
            assert (await harness.final_row(job)).state is State.DONE
        assert has_photo(await harness.at.client.only_from_bot(GROUP))
