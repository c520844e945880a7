"""A bot with a database, an engine process and a runner, for tests of the runner."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.jobs.active_job import JobOpener
from bot.jobs.adjustments import Blender, ResultAdjuster
from bot.jobs.delivery import Delivery
from bot.jobs.estimates import Forecast
from bot.jobs.executor import FetchFile, JobExecutor
from bot.jobs.progress import Pace
from bot.jobs.queue import FairQueue
from bot.jobs.reactions import Reactions
from bot.jobs.runner import Runner
from bot.pictures.decoder import Decoder
from bot.pictures.downloads import Files
from engine import Engine
from imaging.sandbox import DecoderPool
from storage import Chats, Job, State, StyleVectors
from tests.helpers.bot_harness import CATALOGUE, JobHarness, poll_until
from tests.helpers.playground_client import Json

ENDLESS = {"steps": 10_000, "preview_every": 0.1}
BRIEF = {"steps": 3}
UNSEEN = {"steps": 3, "preview_every": 60}
"""Without previews."""
NO_PAUSES = (0.01,) * 3


@dataclass(frozen=True, slots=True)
class RunnerHarness:
    """A bot with a database and an engine; ``run`` runs a runner with them."""

    at: JobHarness
    engine: Engine

    @asynccontextmanager
    async def run(
        self,
        *,
        slots: int = 1,
        capacity: int = 9,
        fetch: FetchFile | None = None,
        seconds: float = 60.0,
        pauses: tuple[float, ...] = NO_PAUSES,
        refresh: float = 60.0,
    ) -> AsyncIterator[Runner]:
        at, chats, forecast = self.at, Chats(self.at.database), Forecast()
        files = fetch or Files(at.bot, 1 << 20)
        vectors = StyleVectors(at.database, "none")
        decoder = Decoder(DecoderPool(size=1))
        runner = Runner(
            jobs=at.jobs,
            queue=FairQueue(capacity=capacity),
            opener=JobOpener(
                bot=at.bot,
                jobs=at.jobs,
                people=at.people,
                chats=chats,
                catalogue=CATALOGUE,
                pace=lambda _: Pace(positions=0.01, frames=0.02),
                pauses=pauses,
            ),
            executor=JobExecutor(self.engine, at.styles, vectors, files, decoder, seconds),
            delivery=Delivery(
                jobs=at.jobs,
                adjuster=ResultAdjuster(at.jobs, Blender(files, decoder)),
                decoder=decoder,
                forecast=forecast,
                reactions=Reactions(at.bot),
            ),
            forecast=forecast,
            slots=slots,
            refresh=refresh,
        )
        await runner.start()
        try:
            yield runner
        finally:
            await runner.stop(2.0)
            await decoder.pool.stop()

    async def final_row(self, job: Job) -> Job:
        """Return the row of a job, once its state is final."""

        async def look() -> Job | None:
            row = await self.at.jobs.get(job.id)
            return row if row.state.is_final else None

        return await poll_until(look)

    async def row_in(self, job: Job, state: State) -> Job:
        """Return the row of a job, once it is in ``state``."""

        async def look() -> Job | None:
            row = await self.at.jobs.get(job.id)
            return row if row.state is state else None

        return await poll_until(look)

    async def wait_until_idle(self) -> None:
        """Wait until the engine paints nothing."""

        async def look() -> bool:
            return self.engine.health.running == 0

        await poll_until(look)


async def nothing_is_ending() -> bool:
    """Whether no job is on its way into its chat and row."""
    return not any(task.get_name().startswith("end ") for task in asyncio.all_tasks())


def has_photo(message: Json) -> bool:
    return bool(message["photo"])


def buttons(message: Json) -> list[str]:
    return [button["text"] for row in message["keyboard"] for button in row]
