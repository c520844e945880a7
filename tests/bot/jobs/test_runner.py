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
from tests.bot.shop import (
    BRIEF,
    ENDLESS,
    Shop,
    an_engine,
    buttons,
    has_photo,
    nothing_in_hand,
)
from tests.bot.studio import LIN, MAX, studio, until
from tests.engine.workers.quick import FORETELLS

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """One engine for all tests that leave it alive."""
    async with an_engine(tmp_path_factory.mktemp("engine")) as engine:
        yield engine


@pytest_asyncio.fixture(loop_scope="module")
async def shop(tmp_path: Path, engine: Engine) -> AsyncIterator[Shop]:
    async with studio(tmp_path) as at:
        yield Shop(at, engine)


class TestAPainting:
    async def test_goes_from_words_over_previews_to_the_picture_in_one_message(
        self, shop: Shop
    ) -> None:
        job = await shop.at.job(options={"steps": 150, "preview_every": 0.1})
        async with shop.open() as runner:
            await runner.submit(job)
            preview = await shop.at.town.wait(lambda m: "left" in m["caption"])
            assert "% · a few seconds left" in preview["caption"]
            assert has_photo(preview)
            assert buttons(preview) == ["Stop and keep", "Cancel"]
            row = await shop.over(job)
        result = await shop.at.town.one()
        assert result["id"] == preview["id"] == row.status_message_id
        assert result["caption"].startswith("Starry · ")
        assert buttons(result)[:2] == ["Again", "Other style"]
        assert (row.state, row.attempts, row.partial) == (State.DONE, 1, False)
        assert row.seconds is not None
        assert row.result_bytes is not None
        assert row.result_file_id is not None
        assert (await shop.at.bot.get_file(row.result_file_id)).file_size

    async def test_takes_its_style_from_a_photo_too(self, shop: Shop) -> None:
        style = await shop.at.photo("orange")
        source = JobStyle(key="unique style", title="your style photo", file_id=style)
        job = await shop.at.job(styles=(source,), options=BRIEF)
        async with shop.open() as runner:
            await runner.submit(job)
            assert (await shop.over(job)).state is State.DONE

    async def test_is_made_once_however_often_it_is_submitted(self, shop: Shop) -> None:
        job = await shop.at.job(options=BRIEF)
        async with shop.open() as runner:
            await asyncio.gather(*(runner.submit(job) for _ in range(3)))
            row = await shop.over(job)
            await runner.submit(row)
        assert row.attempts == 1
        assert has_photo(await shop.at.town.one())


class TestTheLine:
    async def test_tells_the_place_and_the_time_and_serves_chats_in_turn(self, shop: Shop) -> None:
        async with shop.open() as runner:
            first = await shop.at.job(options=ENDLESS)
            await runner.submit(first)
            await shop.at.town.wait(has_photo)
            adas = [await shop.at.job(options=BRIEF) for _ in range(2)]
            lins = await shop.at.job(LIN, LIN, options=BRIEF)
            for job in (*adas, lins):
                await runner.submit(job)
            waiting = await shop.at.town.wait(lambda m: "number" in m["text"], LIN)
            assert re.fullmatch(
                r"You are number 2 in line, about [3-6][05] s to go\.", waiting["text"]
            )
            assert buttons(waiting) == ["Cancel"]
            await runner.cancel(first.id)
            rows = [await shop.over(job) for job in (adas[0], lins, adas[1])]
        starts = [row.started for row in rows]
        assert starts == sorted(starts, key=str)

    async def test_counts_the_time_down_while_nobody_moves(self, shop: Shop) -> None:
        # Of 3000 seconds one passes every few milliseconds.
        hasty = {"steps": 3000, "seed": FORETELLS, "preview_every": 0.1}
        first = await shop.at.job(options=hasty)
        second = await shop.at.job(person=LIN, chat=LIN)
        async with shop.open(refresh=0.05) as runner:
            await runner.submit(first)
            await shop.row(first, State.RUNNING)
            await runner.submit(second)

            async def minutes() -> int | None:
                told = re.search(r"about (\d+) min", (await shop.at.town.one(LIN))["text"])
                return int(told[1]) if told else None

            at_first = await until(minutes)

            async def fewer() -> bool:
                return (await minutes() or at_first) < at_first

            await until(fewer)

    async def test_never_takes_whoever_just_left_it_for_done(self, shop: Shop) -> None:
        release, fetched = asyncio.Event(), Files(shop.at.bot, 1 << 20)

        async def fetch(file_id: str) -> bytes:
            if file_id != first.photo_file_id:
                await release.wait()
            return await fetched(file_id)

        first = await shop.at.job(options=BRIEF)
        other = await shop.at.photo("red")
        await shop.at.jobs.cancel((await shop.at.job()).id, "asked")
        second = await shop.at.job(person=LIN, chat=LIN, photo=other)
        third = await shop.at.job(person=MAX, chat=MAX, photo=other)
        async with shop.open(fetch=fetch) as runner:
            for job in (first, second, third):
                await runner.submit(job)
            await shop.over(first)
            await shop.row(second, State.RUNNING)
            told = await shop.at.town.wait(lambda m: "next" in m["text"], MAX)
            assert re.search(r"about \d+ s", told["text"])
            release.set()

    async def test_learns_how_long_a_painting_takes(self, shop: Shop) -> None:
        # Ten minutes, as the rows have it, would be told as such; half a second is told as five.
        for _ in range(3):
            old = await shop.at.job(options=BRIEF)
            await shop.at.jobs.start(old.id)
            await shop.at.jobs.finish(old.id, Result(file_id="AgACold", seconds=600))
        async with shop.open() as runner:
            for _ in range(4):
                job = await shop.at.job(options=BRIEF)
                await runner.submit(job)
                await shop.over(job)
            first = await shop.at.job(options=ENDLESS)
            await runner.submit(first)
            await shop.row(first, State.RUNNING)
            await runner.submit(await shop.at.job(LIN, LIN, options=BRIEF))
            waiting = await shop.at.town.wait(bool, LIN)
        assert waiting["text"] == "You are next, in a few seconds."

    async def test_that_is_full_refuses_with_a_word(self, shop: Shop) -> None:
        async with shop.open(capacity=1) as runner:
            first = await shop.at.job(options=ENDLESS)
            await runner.submit(first)
            await shop.row(first, State.RUNNING)
            await runner.submit(await shop.at.job(options=BRIEF))
            third = await shop.at.job(LIN, LIN, options=BRIEF)
            await runner.submit(third)
            row = await shop.over(third)
        assert (row.state, row.reason) == (State.FAILED, "line_full")
        assert (await shop.at.town.one(LIN))["text"].startswith("Too many paintings wait")


class TestCancelling:
    async def test_a_queued_job_takes_it_out_of_the_line(self, shop: Shop) -> None:
        async with shop.open() as runner:
            running = await shop.at.job(options=ENDLESS)
            queued = await shop.at.job(LIN, LIN, options=ENDLESS)
            await runner.submit(running)
            await shop.row(running, State.RUNNING)
            await runner.submit(queued)
            assert await runner.cancel(queued.id)
            row = await shop.over(queued)
            stopped = await shop.at.town.wait(lambda m: m["text"] == "Stopped.", LIN)
        assert (row.state, row.attempts) == (State.CANCELLED, 0)
        assert stopped["keyboard"] == []

    async def test_a_running_job_stops_the_engine(self, shop: Shop) -> None:
        async with shop.open() as runner:
            job = await shop.at.job(options=ENDLESS)
            await runner.submit(job)
            await shop.at.town.wait(has_photo)
            assert await runner.cancel(job.id)
            assert not await runner.cancel(job.id)
            await shop.idle()
            assert (await shop.over(job)).state is State.CANCELLED
            await shop.at.town.wait(lambda m: m["caption"] == "Stopped.")

    async def test_works_while_the_photo_is_fetched(self, shop: Shop) -> None:
        fetching = asyncio.Event()

        async def fetch(file_id: str) -> bytes:
            fetching.set()
            await asyncio.Event().wait()
            raise AssertionError

        async with shop.open(fetch=fetch) as runner:
            job = await shop.at.job()
            await runner.submit(job)
            async with asyncio.timeout(5):
                await fetching.wait()
            assert await runner.cancel(job.id)
            assert (await shop.over(job)).state is State.CANCELLED

    async def test_what_is_over_or_unknown_is_refused(self, shop: Shop) -> None:
        async with shop.open() as runner:
            job = await shop.at.job(options=BRIEF)
            await runner.submit(job)
            await shop.over(job)
            await until(lambda: nothing_in_hand(runner))
            assert not await runner.cancel(job.id)
            assert not await runner.cancel("never was")

    async def test_is_not_undone_by_a_restart(self, shop: Shop) -> None:
        async with shop.open() as runner:
            job = await shop.at.job(options=ENDLESS)
            await runner.submit(job)
            await shop.row(job, State.RUNNING)
            await runner.cancel(job.id)
            await runner.stop()
        assert (await shop.at.jobs.get(job.id)).state is State.CANCELLED


class TestKeeping:
    async def test_delivers_the_painting_as_it_stands(self, shop: Shop) -> None:
        async with shop.open() as runner:
            job = await shop.at.job(options=ENDLESS)
            await runner.submit(job)
            await shop.at.town.wait(has_photo)
            assert await runner.keep(job.id)
            row = await shop.over(job)
            assert not await runner.keep(job.id)
        assert (row.state, row.partial) == (State.DONE, True)
        assert (await shop.at.town.one())["caption"].startswith("Starry · stopped at ")


class TestTheSameAgain:
    async def test_is_answered_without_painting(self, shop: Shop) -> None:
        photo = await shop.at.photo()
        async with shop.open() as runner:
            first = await shop.at.job(photo=photo, options=BRIEF)
            await runner.submit(first)
            await shop.over(first)
            second = await shop.at.job(photo=photo, options=BRIEF)
            await runner.submit(second)
            row = await shop.over(second)
        assert (row.state, row.attempts, row.seconds) == (State.DONE, 0, None)
        assert [has_photo(m) for m in await shop.at.town.shown()] == [True, True]

    async def test_is_answered_without_painting_when_it_waited_meanwhile(self, shop: Shop) -> None:
        photo = await shop.at.photo()
        async with shop.open() as runner:
            first = await shop.at.job(photo=photo, options=BRIEF)
            other = await shop.at.job(LIN, LIN, options=ENDLESS)
            second = await shop.at.job(photo=photo, options=BRIEF)
            for job in (first, other, second):
                await runner.submit(job)
            await shop.over(first)
            await runner.cancel(other.id)
            assert (await shop.over(second)).attempts == 0

    async def test_is_painted_when_the_picture_is_gone(self, shop: Shop) -> None:
        photo = await shop.at.photo()
        first, second = [await shop.at.job(photo=photo, options=BRIEF) for _ in range(2)]
        await shop.at.jobs.finish(first.id, Result(file_id="AgACgone"))
        async with shop.open() as runner:
            await runner.submit(second)
            row = await shop.over(second)
        assert (row.state, row.attempts) == (State.DONE, 1)
        assert has_photo(await shop.at.town.one())
