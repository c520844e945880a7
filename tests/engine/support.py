"""What the engine's tests share: pictures, requests, engines that are surely stopped."""

from __future__ import annotations

import asyncio
import io
import os
import re
import select
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from engine import AnyEvent, Engine, EngineSettings, Failed, Options, Request, Style

QUICK = "tests.engine.workers.quick"
LIMIT = 60.0
"""No single wait in a test is longer; reaching it is a failure."""

_GRAMMAR = re.compile("(Queued )?(Started (Preview )*)?(Restarted (Started (Preview )*)?)?END ")
_END = re.compile("(Done|Failed|Cancelled) ")


def picture(size: tuple[int, int] = (64, 48), colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def request(name: str = "a", *, photo: bytes | None = None, **options: Any) -> Request:
    style = Style(digest="s", picture=picture(colour="orange"))
    return Request(
        id=name,
        photo=picture() if photo is None else photo,
        styles=(style,),
        options=Options(**options),
    )


@asynccontextmanager
async def running(home: Path, worker: str = QUICK, /, **settings: Any) -> AsyncIterator[Engine]:
    """A started engine."""
    engine = Engine(EngineSettings(**{"home": home, "worker": worker, **settings}))
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


async def events_of(
    engine: Engine,
    asked: Request,
    each: Callable[[AnyEvent], Any] | None = None,
) -> list[AnyEvent]:
    """All events of ``asked``; ``each`` sees them as they come and may return an awaitable."""
    seen = []
    async with asyncio.timeout(LIMIT), aclosing(engine.run(asked)) as events:
        async for event in events:
            seen.append(event)
            if each is not None and asyncio.iscoroutine(wish := each(event)):
                await wish
    return seen


def names(events: Iterable[AnyEvent]) -> list[str]:
    """The kinds of events without previews, whose number depends on the machine."""
    return [type(e).__name__ for e in events if type(e).__name__ != "Preview"]


def is_grammatical(events: Iterable[AnyEvent]) -> bool:
    """Whether this is a whole stream as ``engine.messages`` describes it."""
    text = "".join(f"{type(e).__name__} " for e in events)
    return _GRAMMAR.fullmatch(_END.sub("END ", text)) is not None


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition that no event announces."""
    async with asyncio.timeout(LIMIT):
        while not condition():  # noqa: ASYNC110 - a process announces nothing
            await asyncio.sleep(0.005)


async def ready(engine: Engine) -> int:
    """The pid of the worker once it can paint."""
    await until(lambda: engine.health.alive)
    assert engine.health.pid is not None
    return engine.health.pid


def problem_of(events: list[AnyEvent]) -> tuple[str, str]:
    """Kind and reason of the ``Failed`` that ends the stream."""
    last = events[-1]
    assert isinstance(last, Failed)
    assert last.problem.words
    return last.problem.kind, last.problem.reason


async def gone(pid: int) -> bool:
    """Whether the process ends within the limit; also for those that are not our children."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        ended, _, _ = await asyncio.to_thread(select.select, [handle], [], [], LIMIT)
    finally:
        os.close(handle)
    return handle in ended
