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
from tests.bot.shop import (
    BRIEF,
    ENDLESS,
    NO_PAUSES,
    UNSEEN,
    Shop,
    an_engine,
    has_photo,
    nothing_in_hand,
)
from tests.bot.studio import GROUP, LIN, Json, studio, until
from tests.engine.workers import quick

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


async def refuse(shop: Shop, state: State) -> None:
    """Let the database take no job into this state."""
    refusal = (
        f"CREATE TRIGGER full BEFORE UPDATE ON jobs WHEN NEW.state = '{state.value}' "
        "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    )
    async with shop.at.database.write() as session:
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

    async def test_a_proxy_that_knows_no_telegram_costs_no_result(self, shop: Shop) -> None:
        job = await shop.at.job(options=UNSEEN)
        async with shop.open() as runner:
            await shop.at.town.fail("editMessageMedia", 404, "Not Found", times=len(NO_PAUSES))
            await runner.submit(job)
            assert (await shop.over(job)).state is State.DONE
        assert has_photo(await shop.at.town.one())

    async def test_an_end_that_the_database_refuses_is_told_and_leaves_nothing_running(
        self, shop: Shop
    ) -> None:
        await refuse(shop, State.DONE)
        job = await shop.at.job(options=UNSEEN)
        async with shop.open() as runner:
            await runner.submit(job)
            row = await shop.over(job)
            await until(lambda: nothing_in_hand(runner))
        assert (row.state, row.reason) == (State.FAILED, "internal")
        assert "my side" in (await shop.at.town.one())["caption"]

    async def test_an_earlier_painting_that_cannot_be_sent_is_painted_anew(
        self, shop: Shop
    ) -> None:
        photo = await shop.at.photo()
        async with shop.open() as runner:
            first = await shop.at.job(photo=photo, options=UNSEEN)
            await runner.submit(first)
            await shop.over(first)
            second = await shop.at.job(photo=photo, options=UNSEEN)
            await shop.at.town.fail("editMessageMedia", 502, times=len(NO_PAUSES) + 1)
            await runner.submit(second)
            row = await shop.over(second)
            await until(lambda: nothing_in_hand(runner))
        assert (row.state, row.attempts) == (State.DONE, 1)
        assert [has_photo(m) for m in await shop.at.town.shown()] == [True, True]

    async def test_whoever_blocks_the_bot_is_not_painted_for(self, shop: Shop) -> None:
        blocked = "Forbidden: bot was blocked by the user"
        await shop.at.town.fail("sendMessage", 403, blocked, times=9)
        async with shop.open() as runner:
            job = await shop.at.job(options=ENDLESS)
            await runner.submit(job)
            row = await shop.over(job)
            await shop.idle()
        assert (row.state, row.reason) == (State.CANCELLED, "blocked")

    async def test_a_block_that_the_database_does_not_take_leaves_nothing_in_hand(
        self, shop: Shop
    ) -> None:
        await refuse(shop, State.CANCELLED)
        job = await shop.at.job(options=UNSEEN)
        async with shop.open() as runner:
            blocked = "Forbidden: bot was blocked by the user"
            await shop.at.town.fail("editMessageMedia", 403, blocked)
            await runner.submit(job)
            row = await shop.over(job)
            await until(lambda: nothing_in_hand(runner))
        assert (row.state, row.reason) == (State.FAILED, "internal")


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
