"""A stream forgets previews that nobody read in time, and nothing else."""

from __future__ import annotations

import asyncio

from engine import Cancelled, Preview, Problem, Queued, Restarted, Started
from engine.messages import AnyEvent
from engine.supervision.event_stream import EventStream

QUEUED = Queued(id="a", ahead=0)
STARTED = Started(id="a", width=8, height=8, steps=9, backbone="none", device="none")
RESTARTED = Restarted(id="a", problem=Problem(kind="EngineDead", reason="died", words="."))
CANCELLED = Cancelled(id="a")


def preview(step: int) -> Preview:
    return Preview(id="a", picture=b"", step=step, steps=9, seconds_left=0.0)


async def unread(stream: EventStream) -> list[AnyEvent | None]:
    """What is read until the end of an ended stream."""
    seen: list[AnyEvent | None] = []
    while (event := await asyncio.wait_for(stream.get(), 60)) is not None:
        seen.append(event)
    return seen


async def test_the_newest_preview_replaces_an_unread_one() -> None:
    stream = EventStream()
    for event in (QUEUED, STARTED, preview(1), preview(2), preview(3)):
        stream.put(event)
    assert [await stream.get() for _ in range(3)] == [QUEUED, STARTED, preview(3)]


async def test_a_restart_and_the_end_replace_an_unread_preview() -> None:
    stream = EventStream()
    for event in (STARTED, preview(1), RESTARTED, STARTED, preview(2), CANCELLED):
        stream.put(event)
    assert await unread(stream) == [STARTED, RESTARTED, STARTED, CANCELLED]


async def test_a_preview_that_was_read_stays_read() -> None:
    stream = EventStream()
    stream.put(preview(1))
    assert await stream.get() == preview(1)
    stream.put(CANCELLED)
    assert await unread(stream) == [CANCELLED]


async def test_nothing_follows_the_end() -> None:
    stream = EventStream()
    stream.put(CANCELLED)
    stream.put(preview(1))
    stream.put(CANCELLED)
    assert stream.ended
    assert await unread(stream) == [CANCELLED]


async def test_a_reader_waits_for_what_comes() -> None:
    stream = EventStream()
    reader = asyncio.create_task(stream.get())
    await asyncio.sleep(0)
    stream.put(QUEUED)
    assert await asyncio.wait_for(reader, 60) == QUEUED
