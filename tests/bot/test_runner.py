"""Runner: from a committed row to the picture in the chat, with a real engine process."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.easel import Easel, Fetch
from bot.files import Files
from bot.line import WaitingLine
from bot.progress import Pace
from bot.runner import MOST_ATTEMPTS, Runner
from engine import Engine, EngineSettings
from storage import Job, Result, State, StyleSource
from tests.bot.studio import CATALOGUE, GROUP, LIN, Json, Studio, studio, until
from tests.engine.workers import quick

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUICK = "tests.engine.workers.quick"
ENDLESS = {"steps": 10_000, "preview_every": 0.1}
BRIEF = {"steps": 3}
UNSEEN = {"steps": 3, "preview_every": 60}
"""Without previews."""
NO_PAUSES = (0.01,) * 3


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """One engine for all tests that leave it alive."""
    async with an_engine(tmp_path_factory.mktemp("engine")) as engine:
        yield engine


@asynccontextmanager
async def an_engine(home: Path, worker: str = QUICK, **more: Any) -> AsyncIterator[Engine]:
    engine = Engine(EngineSettings(home=home, worker=worker, **more))
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


@dataclass(frozen=True, slots=True)
class Shop:
    """A studio with an engine; ``open`` runs a runner in it."""

    at: Studio
    engine: Engine

    @asynccontextmanager
    async def open(
        self,
        *,
        slots: int = 1,
        capacity: int = 9,
        fetch: Fetch | None = None,
        seconds: float = 60.0,
        pauses: tuple[float, ...] = NO_PAUSES,
    ) -> AsyncIterator[Runner]:
        at = self.at
        runner = Runner(
            bot=at.bot,
            easel=Easel(self.engine, at.styles, fetch or Files(at.bot, 1 << 20), seconds),
            jobs=at.jobs,
            people=at.people,
            catalogue=CATALOGUE,
            line=WaitingLine(capacity=capacity),
            slots=slots,
            pace=lambda _: Pace(places=0.01, frames=0.02),
            pauses=pauses,
        )
        await runner.start()
        try:
            yield runner
        finally:
            await runner.stop(2.0)

    async def over(self, job: Job) -> Job:
        """The row, once it is final."""

        async def look() -> Job | None:
            row = await self.at.jobs.get(job.id)
            return row if row.state.is_final else None

        return await until(look)

    async def row(self, job: Job, state: State) -> Job:
        """The row, once it is in ``state``."""

        async def look() -> Job | None:
            row = await self.at.jobs.get(job.id)
            return row if row.state is state else None

        return await until(look)

    async def idle(self) -> None:
        """Until the engine paints nothing."""

        async def look() -> bool:
            return self.engine.health.running == 0

        await until(look)


@pytest_asyncio.fixture(loop_scope="module")
async def shop(tmp_path: Path, engine: Engine) -> AsyncIterator[Shop]:
    async with studio(tmp_path) as at:
        yield Shop(at, engine)


async def nothing_in_hand(runner: Runner) -> bool:
    return runner.in_hand == 0


def has_photo(message: Json) -> bool:
    return bool(message["photo"])


def buttons(message: Json) -> list[str]:
    return [button["text"] for row in message["keyboard"] for button in row]


class TestAPainting:
    async def test_goes_from_words_over_previews_to_the_picture_in_one_message(
        self, shop: Shop
    ) -> None:
        job = await shop.at.job(options={"steps": 150, "preview_every": 0.1})
        async with shop.open() as runner:
            await runner.submit(job)
            preview = await shop.at.town.wait(lambda m: "left" in m["caption"])
            assert "% · about 5 s left" in preview["caption"]
            assert has_photo(preview)
            assert buttons(preview) == ["Stop and keep", "Cancel"]
            row = await shop.over(job)
        result = await shop.at.town.one()
        assert result["id"] == preview["id"] == row.status_message_id
        assert result["caption"].startswith("Starry · ")
        assert buttons(result) == ["Again", "Other style"]
        assert (row.state, row.attempts, row.partial) == (State.DONE, 1, False)
        assert row.seconds is not None
        assert row.result_bytes is not None
        assert row.result_file_id is not None
        assert (await shop.at.bot.get_file(row.result_file_id)).file_size

    async def test_takes_its_style_from_a_photo_too(self, shop: Shop) -> None:
        style = await shop.at.photo("orange")
        source = StyleSource(key="unique style", title="your style photo", file_id=style)
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

    async def test_learns_how_long_a_painting_takes(self, shop: Shop) -> None:
        # Ten minutes, as the rows have it, would be told as such; half a second is no waiting.
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
        assert waiting["text"] == "Getting my brushes ready …"

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


class TestWhatGoesWrong:
    @pytest.mark.parametrize(
        ("fields", "reason", "words"),
        [
            ({"photo": "AgACgone"}, "file_gone", "Telegram no longer has that picture"),
            ({"options": {"steps": -1}}, "out_of_range", "One of the settings"),
            ({"options": {"colour": "blue"}}, "unknown_value", "One of the settings"),
            ({"options": {"seed": quick.STARVES}}, "device_memory", "too large for this machine"),
            (
                {"styles": (StyleSource(key="no such digest", title="?", style_id=77),)},
                "unknown_picture",
                "That style is no longer there",
            ),
        ],
    )
    async def test_is_told_in_words_and_leaves_the_slot_free(
        self, shop: Shop, fields: Json, reason: str, words: str
    ) -> None:
        bad = await shop.at.job(**fields)
        good = await shop.at.job(LIN, LIN, options=BRIEF)
        async with shop.open() as runner:
            await runner.submit(bad)
            row = await shop.over(bad)
            await runner.submit(good)
            assert (await shop.over(good)).state is State.DONE
            told = await shop.at.town.wait(lambda m: words in m["text"])
        assert (row.state, row.reason) == (State.FAILED, reason)
        assert told["keyboard"] == []

    async def test_a_file_that_is_no_picture(self, shop: Shop) -> None:
        async def fetch(file_id: str) -> bytes:
            return b"These are words."

        async with shop.open(fetch=fetch) as runner:
            job = await shop.at.job()
            await runner.submit(job)
            row = await shop.over(job)
            await shop.at.town.wait(lambda m: "could not find a picture" in m["text"])
        assert row.reason == "not_a_picture"

    async def test_a_painting_without_end_is_given_up(self, shop: Shop) -> None:
        async with shop.open(seconds=0.3) as runner:
            job = await shop.at.job(options=ENDLESS)
            await runner.submit(job)
            assert (await shop.over(job)).reason == "hung"
            await shop.idle()

    async def test_an_upload_that_is_tried_again_holds_up_no_slot(self, shop: Shop) -> None:
        first = await shop.at.job(options=UNSEEN)
        second = await shop.at.job(LIN, LIN, options=UNSEEN)
        async with shop.open(pauses=(3600.0,)) as runner:
            await shop.at.town.fail("editMessageMedia", 502)
            await runner.submit(first)
            await until(lambda: shop.at.town.calls("editMessageMedia"))
            await runner.submit(second)
            assert (await shop.over(second)).state is State.DONE
            assert (await shop.at.jobs.get(first.id)).state is State.RUNNING
        assert (await shop.at.jobs.get(first.id)).state is State.QUEUED

    async def test_a_result_that_cannot_be_delivered_is_not_lost(self, shop: Shop) -> None:
        job = await shop.at.job(options=UNSEEN)
        async with shop.open() as runner:
            await shop.at.town.fail("editMessageMedia", 502, times=len(NO_PAUSES) + 1)
            await runner.submit(job)
            await shop.row(job, State.RUNNING)
            await shop.row(job, State.QUEUED)
        async with shop.open():
            assert (await shop.over(job)).state is State.DONE
        assert has_photo(await shop.at.town.one())

    async def test_whoever_blocks_the_bot_is_not_painted_for(self, shop: Shop) -> None:
        blocked = "Forbidden: bot was blocked by the user"
        await shop.at.town.fail("sendMessage", 403, blocked, times=9)
        async with shop.open() as runner:
            job = await shop.at.job(options=ENDLESS)
            await runner.submit(job)
            row = await shop.over(job)
            await shop.idle()
        assert (row.state, row.reason) == (State.CANCELLED, "blocked")


class TestAnEngineThatDies:
    async def test_once_is_told_and_the_painting_made(self, tmp_path: Path) -> None:
        async with (
            studio(tmp_path) as at,
            an_engine(tmp_path, "tests.engine.workers.dies_once") as engine,
        ):
            shop = Shop(at, engine)
            async with shop.open() as runner:
                job = await at.job()
                await runner.submit(job)
                row = await shop.over(job)
            edits = [c["params"] for c in await at.town.calls("editMessageText")]
            assert any("My brush broke, so I began again." in edit["text"] for edit in edits)
            assert row.state is State.DONE

    async def test_twice_is_an_end_with_a_word(self, tmp_path: Path) -> None:
        async with (
            studio(tmp_path) as at,
            an_engine(tmp_path, "tests.engine.workers.dies", backoff_first=0.01) as engine,
        ):
            shop = Shop(at, engine)
            async with shop.open() as runner:
                job = await at.job()
                await runner.submit(job)
                row = await shop.over(job)
                await at.town.wait(lambda m: "My brush broke twice" in m["text"])
            assert row.reason == "died"


class TestARestartOfTheBot:
    async def test_puts_back_what_runs_and_takes_it_up_again(self, shop: Shop) -> None:
        async with shop.open() as runner:
            running = await shop.at.job(options={"steps": 300, "preview_every": 0.1})
            queued = await shop.at.job(LIN, LIN, options=BRIEF)
            await runner.submit(running)
            before = await shop.at.town.wait(has_photo)
            await runner.submit(queued)
        await shop.idle()
        left = [(job.id, job.state) for job in await shop.at.jobs.unfinished()]
        assert left == [(running.id, State.QUEUED), (queued.id, State.QUEUED)]
        async with shop.open():
            told = await shop.at.town.wait(lambda m: "I was switched off" in m["caption"])
            rows = [await shop.over(job) for job in (running, queued)]
        assert [(row.state, row.attempts) for row in rows] == [(State.DONE, 2), (State.DONE, 1)]
        assert (await shop.at.town.one())["id"] == before["id"] == told["id"]

    async def test_after_a_crash_takes_up_what_ran(self, shop: Shop) -> None:
        job = await shop.at.job(options=BRIEF)
        await shop.at.jobs.start(job.id)
        async with shop.open():
            row = await shop.over(job)
        assert (row.state, row.attempts) == (State.DONE, 2)

    async def test_does_not_begin_for_ever_what_never_ends(self, shop: Shop) -> None:
        job = await shop.at.job(options=BRIEF)
        for _ in range(MOST_ATTEMPTS):
            await shop.at.jobs.start(job.id)
            await shop.at.jobs.requeue(job.id)
        async with shop.open():
            row = await shop.over(job)
        assert (row.state, row.reason) == (State.FAILED, "died")

    async def test_a_job_submitted_after_the_stop_waits_for_the_next_start(
        self, shop: Shop
    ) -> None:
        job = await shop.at.job(GROUP, options=BRIEF)
        async with shop.open() as runner:
            await runner.stop()
            await runner.submit(job)
        assert (await shop.at.jobs.get(job.id)).state is State.QUEUED
        async with shop.open():
            assert (await shop.over(job)).state is State.DONE
        assert has_photo(await shop.at.town.one(GROUP))
