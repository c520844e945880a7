"""A studio with an engine process and a runner: what the runner's tests stand on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.jobs.executor import Fetch, JobExecutor
from bot.jobs.progress import Pace
from bot.jobs.queue import FairQueue
from bot.jobs.runner import Runner
from bot.pictures.downloads import Files
from engine import Engine, EngineSettings
from storage import Chats, Job, State, StyleVectors
from tests.bot.studio import CATALOGUE, Json, Studio, until

QUICK = "tests.engine.workers.quick"
ENDLESS = {"steps": 10_000, "preview_every": 0.1}
BRIEF = {"steps": 3}
UNSEEN = {"steps": 3, "preview_every": 60}
"""Without previews."""
NO_PAUSES = (0.01,) * 3


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
        refresh: float = 60.0,
    ) -> AsyncIterator[Runner]:
        at = self.at
        runner = Runner(
            bot=at.bot,
            executor=JobExecutor(
                self.engine,
                at.styles,
                StyleVectors(at.database, "none"),
                fetch or Files(at.bot, 1 << 20),
                seconds,
            ),
            jobs=at.jobs,
            people=at.people,
            chats=Chats(at.database),
            catalogue=CATALOGUE,
            line=FairQueue(capacity=capacity),
            slots=slots,
            pace=lambda _: Pace(places=0.01, frames=0.02),
            pauses=pauses,
            refresh=refresh,
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


async def nothing_in_hand(runner: Runner) -> bool:
    return runner.in_hand == 0


def has_photo(message: Json) -> bool:
    return bool(message["photo"])


def buttons(message: Json) -> list[str]:
    return [button["text"] for row in message["keyboard"] for button in row]
