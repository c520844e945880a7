"""Adjusting results: by a file that Telegram has, or by blending; the row tells what is shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from telegram.error import BadRequest

from bot.jobs.adjustments import PLAIN, Adjustments, Blender, ResultAdjuster
from bot.pictures.decoder import Decoder
from bot.pictures.downloads import FetchFailed
from imaging.codecs import open_picture
from imaging.sandbox import DecoderPool
from storage import Job, Result
from tests.helpers.bot_harness import JobHarness, run_job_harness
from tests.helpers.pictures import plain_picture

SIZE = (64, 48)
HALF = Adjustments(intensity=50, colours=True)


@dataclass
class Message:
    """What is written into a message; ``error`` comes instead."""

    error: BadRequest | None = None
    shown: list[str | bytes] = field(default_factory=list)

    async def write(self, content: str | bytes) -> str:
        if self.error is not None:
            raise self.error
        self.shown.append(content)
        return f"file {len(self.shown)}"


async def fetch(file_id: str) -> bytes:
    return plain_picture(*SIZE, colour="gold" if file_id == "painting" else "navy")


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[JobHarness]:
    async with run_job_harness(tmp_path) as at:
        yield at


@pytest.fixture
async def job(at: JobHarness) -> Job:
    asked = await at.job()
    await at.jobs.start(asked.id)
    return await at.jobs.finish(asked.id, Result(file_id="painting"))


@pytest.fixture
async def adjuster(at: JobHarness) -> AsyncIterator[ResultAdjuster]:
    async with DecoderPool(size=1) as pool:
        yield ResultAdjuster(at.jobs, Blender(fetch, Decoder(pool)))


async def test_what_was_never_blended_is_not_known(adjuster: ResultAdjuster, job: Job) -> None:
    message = Message()
    assert not await adjuster.show_known(job, HALF, message.write)
    assert message.shown == []


async def test_a_blended_picture_is_shown_noted_and_known_from_then_on(
    at: JobHarness, adjuster: ResultAdjuster, job: Job
) -> None:
    message = Message()
    await adjuster.show_blended(job, HALF, "painting", message.write)
    (jpeg,) = message.shown
    assert isinstance(jpeg, bytes)
    assert open_picture(jpeg).size == SIZE
    row = await at.jobs.get(job.id)
    assert Adjustments.of(row) == HALF
    assert await adjuster.show_known(row, HALF, message.write)
    assert message.shown[1] == "file 1"


async def test_the_painting_itself_is_always_known(
    at: JobHarness, adjuster: ResultAdjuster, job: Job
) -> None:
    message = Message()
    await adjuster.show_blended(job, HALF, "painting", message.write)
    row = await at.jobs.get(job.id)
    assert await adjuster.show_known(row, PLAIN, message.write)
    row = await at.jobs.get(job.id)
    assert message.shown[1] == "painting"
    assert Adjustments.of(row) == PLAIN
    assert row.result_file_id == "painting"
    assert list(row.files.values()) == ["file 1"], "the painting is no file of its own"


async def test_a_blended_picture_that_telegram_lost_may_be_blended_again(
    at: JobHarness, adjuster: ResultAdjuster, job: Job
) -> None:
    await adjuster.show_blended(job, HALF, "painting", Message().write)
    row = await at.jobs.get(job.id)
    lost = Message(error=BadRequest("Wrong file identifier specified"))
    assert not await adjuster.show_known(row, HALF, lost.write)


async def test_a_painting_that_telegram_lost_is_gone(adjuster: ResultAdjuster, job: Job) -> None:
    lost = Message(error=BadRequest("Wrong file identifier specified"))
    with pytest.raises(FetchFailed) as caught:
        await adjuster.show_known(job, PLAIN, lost.write)
    assert caught.value.reason == "file_gone"


async def test_other_refusals_of_telegram_are_passed_on_and_nothing_is_noted(
    at: JobHarness, adjuster: ResultAdjuster, job: Job
) -> None:
    message = Message(error=BadRequest("Message to edit not found"))
    with pytest.raises(BadRequest):
        await adjuster.show_known(job, PLAIN, message.write)
    with pytest.raises(BadRequest):
        await adjuster.show_blended(job, HALF, "painting", message.write)
    assert Adjustments.of(await at.jobs.get(job.id)) == PLAIN
