"""Workers that die, hang or never start are replaced, and nobody waits for them for ever."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

from engine import (
    AnyEvent,
    Done,
    Restarted,
    Started,
)
from tests.engine.support import (
    LIMIT,
    events_of,
    gone,
    names,
    problem_of,
    ready,
    request,
    running,
)
from tests.engine.workers import quick

ENDLESS = 10_000


class TestADeadWorker:
    async def test_is_replaced_and_its_painting_done(self, tmp_path: Path) -> None:
        async with running(tmp_path, "tests.engine.workers.dies_once") as engine:
            events = await events_of(engine, request())
            assert engine.health.restarts == 1
            assert "SIGKILL" in engine.health.trouble
        assert names(events) == ["Queued", "Started", "Restarted", "Started", "Done"]
        assert isinstance(events[2], Restarted)
        assert events[2].problem.reason == "died"

    async def test_may_be_killed_by_anyone(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            pid = await ready(engine)

            def kill_first_life(event: AnyEvent) -> None:
                if isinstance(event, Started) and engine.health.pid == pid:
                    os.kill(pid, signal.SIGKILL)

            events = await events_of(engine, request(steps=20), kill_first_life)
        assert names(events) == ["Started", "Restarted", "Started", "Done"]

    async def test_is_the_end_at_the_second_time(self, tmp_path: Path) -> None:
        async with running(tmp_path, "tests.engine.workers.dies") as engine:
            events = await events_of(engine, request())
        assert names(events) == ["Queued", "Started", "Restarted", "Started", "Failed"]
        assert problem_of(events) == ("EngineDead", "died")

    async def test_does_not_take_bystanders_down_twice(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            crashing, other = await asyncio.gather(
                events_of(engine, request("a", seed=quick.CRASHES)),
                events_of(engine, request("b", steps=20)),
            )
        assert problem_of(crashing) == ("EngineDead", "died")
        assert "Restarted" in names(other)
        assert isinstance(other[-1], Done)

    async def test_leaves_its_last_words(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            await events_of(engine, request(seed=quick.CRASHES))
            assert "RuntimeError: a tick went wrong" in engine.health.trouble

    async def test_that_talks_nonsense_counts_as_dead(self, tmp_path: Path) -> None:
        async with running(tmp_path, "tests.engine.workers.babbles") as engine:
            events = await events_of(engine, request())
        assert names(events) == ["Queued", "Restarted", "Failed"]


class TestAHungWorker:
    async def test_without_heartbeat_is_replaced(self, tmp_path: Path) -> None:
        limits = {"heartbeat_limit": 0.3, "stop_limit": 0.1}
        async with running(tmp_path, "tests.engine.workers.hangs", **limits) as engine:
            pid = await ready(engine)
            events = await events_of(engine, request())
            assert await gone(pid)
        assert names(events) == ["Restarted", "Failed"]
        assert problem_of(events) == ("EngineDead", "hung")

    async def test_stuck_in_a_step_is_replaced(self, tmp_path: Path) -> None:
        limits = {"heartbeat_every": 0.05, "stall_limit": 0.3}
        async with running(tmp_path, **limits) as engine:
            events = await events_of(engine, request(seed=quick.STALLS))
            assert "at one step" in engine.health.trouble
        assert problem_of(events) == ("EngineDead", "hung")

    async def test_is_killed_by_stop(self, tmp_path: Path) -> None:
        async with running(tmp_path, "tests.engine.workers.hangs", stop_limit=0.1) as engine:
            pid = await ready(engine)
        assert await gone(pid)


class TestAWorkerThatCannotStart:
    async def test_fails_what_waits_and_what_comes(self, tmp_path: Path) -> None:
        limits = {"start_attempts": 2, "backoff_first": 0.01}
        async with running(tmp_path, "tests.engine.workers.missing", **limits) as engine:
            events = await events_of(engine, request())
            assert names(events) == ["Queued", "Failed"]
            assert problem_of(events) == ("EngineDead", "cannot_start")
            assert names(await events_of(engine, request())) == ["Failed"]
            assert "No module named" in engine.health.trouble

    async def test_because_of_the_device_says_so_at_once(self, tmp_path: Path) -> None:
        async with running(tmp_path, device="cuda:9", backoff_first=LIMIT) as engine:
            events = await events_of(engine, request())
            assert problem_of(events) == ("EngineDead", "cannot_start")
            assert "no tenth device" in engine.health.trouble

    async def test_but_only_keeps_silent_is_given_up(self, tmp_path: Path) -> None:
        limits = {"start_limit": 0.5, "start_attempts": 1}
        async with running(tmp_path, "tests.engine.workers.silent", **limits) as engine:
            assert problem_of(await events_of(engine, request())) == ("EngineDead", "cannot_start")
            assert "not ready within 0.5 s" in engine.health.trouble


_PARENT = """
import asyncio, os, sys
from pathlib import Path
from engine import Engine, EngineSettings

async def main():
    engine = Engine(EngineSettings(home=Path(sys.argv[1]), worker="tests.engine.workers.quick"))
    await engine.start()
    while not engine.health.alive:
        await asyncio.sleep(0.01)
    print(engine.health.pid, flush=True)
    os._exit(1)

asyncio.run(main())
"""


async def test_a_worker_does_not_outlive_its_parent(tmp_path: Path) -> None:
    parent = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", _PARENT, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert await gone(int(parent.stdout))
