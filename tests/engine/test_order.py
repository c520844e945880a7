"""Whatever is called in whatever order around whatever worker: every stream ends exactly once."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import AnyEvent, Engine, EngineSettings, InvalidState
from tests.engine.support import LIMIT, is_grammatical, request, until
from tests.engine.workers import rogue

NAMES = "abcd"


@dataclass
class Walk:
    """One engine and everything that was asked of it."""

    engine: Engine
    ended: list[list[AnyEvent]] = field(default_factory=list)
    refused: int = 0
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, name: str, seed: int, patience: int) -> None:
        """Run a request; leave after ``patience`` events."""
        seen: list[AnyEvent] = []
        try:
            async with aclosing(self.engine.run(request(name, seed=seed))) as events:
                async for event in events:
                    seen.append(event)
                    self.moved.set()
                    if len(seen) == patience:
                        return
        except InvalidState:
            self.refused += 1
            assert not seen
            return
        self.ended.append(seen)

    async def settle(self) -> None:
        """Let something happen, if anything does."""
        self.moved.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.moved.wait(), 0.05)


Action: TypeAlias = Callable[[Walk], Awaitable[object]]


def run(name: str, seed: int, patience: int) -> Action:
    async def act(walk: Walk) -> None:
        walk.tasks.append(asyncio.create_task(walk.read(name, seed, patience)))
        await asyncio.sleep(0)

    return act


def cancel(name: str) -> Action:
    return lambda walk: walk.engine.cancel(name)


def keep(name: str) -> Action:
    return lambda walk: walk.engine.keep(name)


async def kill(walk: Walk) -> None:
    if (pid := walk.engine.health.pid) is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


async def start(walk: Walk) -> None:
    with contextlib.suppress(InvalidState):
        await walk.engine.start()


async def stop(walk: Walk) -> None:
    await walk.engine.stop()


names = st.sampled_from(NAMES)
seeds = st.sampled_from(
    [rogue.PAINTS, rogue.WAITS, rogue.FAILS, rogue.DIES, rogue.BABBLES, rogue.IGNORES]
)
actions = st.one_of(
    st.builds(run, names, seeds, st.sampled_from([1, 2, 99])),
    st.builds(run, names, seeds, st.just(99)),
    st.builds(cancel, names),
    st.builds(keep, names),
    st.sampled_from([start, kill]),
)


async def walk_through(wishes: list[Action], home: Path, *, starts: bool, hasty: bool) -> Walk:
    engine = Engine(
        EngineSettings(
            home=home,
            worker=rogue.__name__,
            slots=2,
            waiting=1,
            backoff_first=0.01,
            backoff_most=0.02,
            stop_limit=2.0,
        )
    )
    walk = Walk(engine)
    try:
        if starts:
            await engine.start()
            await until(lambda: engine.health.alive)
        for wish in wishes:
            await wish(walk)
            if not hasty:
                await walk.settle()
    finally:
        await engine.stop()
    async with asyncio.timeout(LIMIT):
        await asyncio.gather(*walk.tasks)
    return walk


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.lists(actions, min_size=3, max_size=15), st.integers(0, 9), st.booleans())
def test_every_stream_ends_exactly_once(wishes: list[Action], luck: int, hasty: bool) -> None:
    with tempfile.TemporaryDirectory() as home:
        # One walk in ten forgets to start, one stops half-way.
        if luck == 1:
            wishes.insert(len(wishes) // 2, stop)
        walk = asyncio.run(walk_through(wishes, Path(home), starts=luck != 0, hasty=hasty))
    for events in walk.ended:
        assert is_grammatical(events), events
    health = walk.engine.health
    assert (health.alive, health.running, health.waiting) == (False, 0, 0)
