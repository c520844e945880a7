"""Runner: from a committed row to the picture in the chat, with a real engine process."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.pictures.downloads import Files
from engine import Engine
from storage import JobStyle, Result, State
from tests.engine.workers.quick import FORETELLS
from tests.helpers.bot_harness import poll_until, run_job_harness
from tests.helpers.engines import run_engine
from tests.helpers.playground_client import LIN, MAX
from tests.helpers.runner_harness import (
    BRIEF,
    ENDLESS,
    RunnerHarness,
    buttons,
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


class TestAPainting:
    async def test_goes_from_words_over_previews_to_the_picture_in_one_message(
        self, harness: RunnerHarness
    ) -> None:
        job = await harness.at.job(options={"steps": 150, "preview_every": 0.1})
        async with harness.run() as runner:
            await runner.submit(job)
            preview = await harness.at.client.wait_for_bot(lambda m: "left" in m["caption"])
            assert "% · a few seconds left" in preview["caption"]
            assert has_photo(preview)
            assert buttons(preview) == ["Stop and keep", "Cancel"]
            row = await harness.final_row(job)
        result = await harness.at.client.only_from_bot()
        assert result["id"] == preview["id"] == row.status_message_id
        assert result["caption"].startswith("Starry · ")
        assert buttons(result)[:2] == ["Again", "Other style"]
        assert (row.state, row.attempts, row.partial) == (State.DONE, 1, False)
        assert row.seconds is not None
        assert row.result_bytes is not None
        assert row.result_file_id is not None
        assert (await harness.at.bot.get_file(row.result_file_id)).file_size

    async def test_takes_its_style_from_a_photo_too(self, harness: RunnerHarness) -> None:
        style = await harness.at.photo("orange")
        source = JobStyle(key="unique style", title="your style photo", file_id=style)
        job = await harness.at.job(styles=(source,), options=BRIEF)
        async with harness.run() as runner:
            await runner.submit(job)
            assert (await harness.final_row(job)).state is State.DONE

    async def test_is_made_once_however_often_it_is_submitted(
        self, harness: RunnerHarness
    ) -> None:
        job = await harness.at.job(options=BRIEF)
        async with harness.run() as runner:
            await asyncio.gather(*(runner.submit(job) for _ in range(3)))
            row = await harness.final_row(job)
            await runner.submit(row)
        assert row.attempts == 1
        assert has_photo(await harness.at.client.only_from_bot())


class TestTheQueue:
    async def test_tells_the_place_and_the_time_and_serves_chats_in_turn(
        self, harness: RunnerHarness
    ) -> None:
        async with harness.run() as runner:
            first = await harness.at.job(options=ENDLESS)
            await runner.submit(first)
            await harness.at.client.wait_for_bot(has_photo)
            adas = [await harness.at.job(options=BRIEF) for _ in range(2)]
            lins = await harness.at.job(LIN, LIN, options=BRIEF)
            for job in (*adas, lins):
                await runner.submit(job)
            waiting = await harness.at.client.wait_for_bot(lambda m: "number" in m["text"], LIN)
            assert re.fullmatch(
                r"You are number 2 in line, about [3-6][05] s to go\.", waiting["text"]
            )
            assert buttons(waiting) == ["Cancel"]
            await runner.cancel(first.id)
            rows = [await harness.final_row(job) for job in (adas[0], lins, adas[1])]
        starts = [row.started for row in rows]
        assert starts == sorted(starts, key=str)

    async def test_counts_the_time_down_while_nobody_moves(self, harness: RunnerHarness) -> None:
        # Of 3000 seconds one passes every few milliseconds.
        hasty = {"steps": 3000, "seed": FORETELLS, "preview_every": 0.1}
        first = await harness.at.job(options=hasty)
        second = await harness.at.job(person=LIN, chat=LIN)
        async with harness.run(refresh=0.05) as runner:
            await runner.submit(first)
            await harness.row_in(first, State.RUNNING)
            await runner.submit(second)

            async def minutes() -> int | None:
                told = re.search(
                    r"about (\d+) min", (await harness.at.client.only_from_bot(LIN))["text"]
                )
                return int(told[1]) if told else None

            at_first = await poll_until(minutes)

            async def fewer() -> bool:
                return (await minutes() or at_first) < at_first

            await poll_until(fewer)

    async def test_never_takes_whoever_just_left_it_for_done(self, harness: RunnerHarness) -> None:
        release, fetched = asyncio.Event(), Files(harness.at.bot, 1 << 20)

        async def fetch(file_id: str) -> bytes:
            if file_id != first.photo_file_id:
                await release.wait()
            return await fetched(file_id)

        first = await harness.at.job(options=BRIEF)
        other = await harness.at.photo("red")
        await harness.at.jobs.cancel((await harness.at.job()).id, "asked")
        second = await harness.at.job(person=LIN, chat=LIN, photo=other)
        third = await harness.at.job(person=MAX, chat=MAX, photo=other)
        async with harness.run(fetch=fetch) as runner:
            for job in (first, second, third):
                await runner.submit(job)
            await harness.final_row(first)
            await harness.row_in(second, State.RUNNING)
            told = await harness.at.client.wait_for_bot(lambda m: "next" in m["text"], MAX)
            assert re.search(r"about \d+ s", told["text"])
            release.set()

    async def test_learns_how_long_a_painting_takes(self, harness: RunnerHarness) -> None:
        # Ten minutes, as the rows have it, would be told as such; half a second is told as five.
        for _ in range(3):
            old = await harness.at.job(options=BRIEF)
            await harness.at.jobs.start(old.id)
            await harness.at.jobs.finish(old.id, Result(file_id="AgACold", seconds=600))
        async with harness.run() as runner:
            for _ in range(4):
                job = await harness.at.job(options=BRIEF)
                await runner.submit(job)
                await harness.final_row(job)
            first = await harness.at.job(options=ENDLESS)
            await runner.submit(first)
            await harness.row_in(first, State.RUNNING)
            await runner.submit(await harness.at.job(LIN, LIN, options=BRIEF))
            waiting = await harness.at.client.wait_for_bot(bool, LIN)
        assert waiting["text"] == "You are next, in a few seconds."

    async def test_that_is_full_refuses_with_a_word(self, harness: RunnerHarness) -> None:
        async with harness.run(capacity=1) as runner:
            first = await harness.at.job(options=ENDLESS)
            await runner.submit(first)
            await harness.row_in(first, State.RUNNING)
            await runner.submit(await harness.at.job(options=BRIEF))
            third = await harness.at.job(LIN, LIN, options=BRIEF)
            await runner.submit(third)
            row = await harness.final_row(third)
        assert (row.state, row.reason) == (State.FAILED, "line_full")
        assert (await harness.at.client.only_from_bot(LIN))["text"].startswith(
            "Too many paintings wait"
        )


class TestCancelling:
    async def test_a_queued_job_takes_it_out_of_the_line(self, harness: RunnerHarness) -> None:
        async with harness.run() as runner:
            running = await harness.at.job(options=ENDLESS)
            queued = await harness.at.job(LIN, LIN, options=ENDLESS)
            await runner.submit(running)
            await harness.row_in(running, State.RUNNING)
            await runner.submit(queued)
            assert await runner.cancel(queued.id)
            row = await harness.final_row(queued)
            stopped = await harness.at.client.wait_for_bot(lambda m: m["text"] == "Stopped.", LIN)
        assert (row.state, row.attempts) == (State.CANCELLED, 0)
        assert stopped["keyboard"] == []

    async def test_a_running_job_stops_the_engine(self, harness: RunnerHarness) -> None:
        async with harness.run() as runner:
            job = await harness.at.job(options=ENDLESS)
            await runner.submit(job)
            await harness.at.client.wait_for_bot(has_photo)
            assert await runner.cancel(job.id)
            assert not await runner.cancel(job.id)
            await harness.wait_until_idle()
            assert (await harness.final_row(job)).state is State.CANCELLED
            await harness.at.client.wait_for_bot(lambda m: m["caption"] == "Stopped.")

    async def test_works_while_the_photo_is_fetched(self, harness: RunnerHarness) -> None:
        fetching = asyncio.Event()

        async def fetch(file_id: str) -> bytes:
            fetching.set()
            await asyncio.Event().wait()
            raise AssertionError

        async with harness.run(fetch=fetch) as runner:
            job = await harness.at.job()
            await runner.submit(job)
            async with asyncio.timeout(60):
                await fetching.wait()
            assert await runner.cancel(job.id)
            assert (await harness.final_row(job)).state is State.CANCELLED

    async def test_what_is_over_or_unknown_is_refused(self, harness: RunnerHarness) -> None:
        async with harness.run() as runner:
            job = await harness.at.job(options=BRIEF)
            await runner.submit(job)
            await harness.final_row(job)
            await poll_until(nothing_is_ending)
            assert not await runner.cancel(job.id)
            assert not await runner.cancel("never was")

    async def test_is_not_undone_by_a_restart(self, harness: RunnerHarness) -> None:
        async with harness.run() as runner:
            job = await harness.at.job(options=ENDLESS)
            await runner.submit(job)
            await harness.row_in(job, State.RUNNING)
            await runner.cancel(job.id)
            await runner.stop()
        assert (await harness.at.jobs.get(job.id)).state is State.CANCELLED


class TestKeeping:
    async def test_delivers_the_painting_as_it_stands(self, harness: RunnerHarness) -> None:
        async with harness.run() as runner:
            job = await harness.at.job(options=ENDLESS)
            await runner.submit(job)
            await harness.at.client.wait_for_bot(has_photo)
            assert await runner.keep(job.id)
            row = await harness.final_row(job)
            assert not await runner.keep(job.id)
        assert (row.state, row.partial) == (State.DONE, True)
        assert (await harness.at.client.only_from_bot())["caption"].startswith(
            "Starry · stopped at "
        )


class TestTheSameAgain:
    async def test_is_answered_without_painting(self, harness: RunnerHarness) -> None:
        photo = await harness.at.photo()
        async with harness.run() as runner:
            first = await harness.at.job(photo=photo, options=BRIEF)
            await runner.submit(first)
            await harness.final_row(first)
            second = await harness.at.job(photo=photo, options=BRIEF)
            await runner.submit(second)
            row = await harness.final_row(second)
        assert (row.state, row.attempts, row.seconds) == (State.DONE, 0, None)
        assert [has_photo(m) for m in await harness.at.client.from_bot()] == [True, True]

    async def test_is_answered_without_painting_when_it_waited_meanwhile(
        self, harness: RunnerHarness
    ) -> None:
        photo = await harness.at.photo()
        async with harness.run() as runner:
            first = await harness.at.job(photo=photo, options=BRIEF)
            other = await harness.at.job(LIN, LIN, options=ENDLESS)
            second = await harness.at.job(photo=photo, options=BRIEF)
            for job in (first, other, second):
                await runner.submit(job)
            await harness.final_row(first)
            await runner.cancel(other.id)
            assert (await harness.final_row(second)).attempts == 0

    async def test_is_painted_when_the_picture_is_gone(self, harness: RunnerHarness) -> None:
        photo = await harness.at.photo()
        first, second = [await harness.at.job(photo=photo, options=BRIEF) for _ in range(2)]
        await harness.at.jobs.finish(first.id, Result(file_id="AgACgone"))
        async with harness.run() as runner:
            await runner.submit(second)
            row = await harness.final_row(second)
        assert (row.state, row.attempts) == (State.DONE, 1)
        assert has_photo(await harness.at.client.only_from_bot())
