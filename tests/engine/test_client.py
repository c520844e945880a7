"""The engine as its users see it, around real worker processes."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path

import msgspec
import pytest

from engine import (
    AnyEvent,
    Cancelled,
    Done,
    Engine,
    EngineSettings,
    Failed,
    InvalidState,
    Preview,
    Queued,
    Started,
    Style,
)
from tests.engine.support import (
    LIMIT,
    events_of,
    gone,
    is_grammatical,
    names,
    picture,
    problem_of,
    ready,
    request,
    running,
    until,
)
from tests.engine.workers import quick

ENDLESS = 10_000


class TestAPainting:
    async def test_is_started_previewed_and_done(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            await ready(engine)
            events = await events_of(engine, request(steps=60, preview_every=0.1))
        first, *previews, last = events
        assert isinstance(first, Started)
        assert (first.width, first.height, first.steps) == (64, 48, 60)
        assert isinstance(last, Done)
        assert (last.width, last.height, last.step, last.format) == (64, 48, 60, "jpeg")
        assert last.picture.startswith(b"\xff\xd8")
        assert previews
        for preview in previews:
            assert isinstance(preview, Preview)
            assert preview.picture.startswith(b"\xff\xd8")

    async def test_is_a_png_if_asked(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            done = (await events_of(engine, request(steps=1, format="png")))[-1]
        assert isinstance(done, Done)
        assert done.picture.startswith(b"\x89PNG")

    async def test_waits_for_a_worker_that_is_still_starting(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            events = await events_of(engine, request(steps=1))
        assert names(events) == ["Queued", "Started", "Done"]

    async def test_carries_twenty_megabytes(self, tmp_path: Path) -> None:
        large = picture() + bytes(20 << 20)
        async with running(tmp_path) as engine:
            events = await events_of(engine, request(steps=1, photo=large))
        assert isinstance(events[-1], Done)

    async def test_of_more_bytes_than_frames_carry_is_refused(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            events = await events_of(engine, request(photo=bytes(97 << 20)))
            assert problem_of(events) == ("TooBig", "too_many_bytes")
            assert isinstance((await events_of(engine, request(steps=1)))[-1], Done)


class TestLeaving:
    async def test_the_stream_cancels_in_the_worker(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            async with aclosing(engine.run(request(steps=ENDLESS))) as events:
                async for event in events:
                    if isinstance(event, Started):
                        break
            assert engine.health.running == 1
            await until(lambda: engine.health.running == 0)

    async def test_by_cancelling_the_task_does_the_same(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            task = asyncio.create_task(events_of(engine, request(steps=ENDLESS)))
            await until(lambda: engine.health.running == 1)
            task.cancel()
            await until(lambda: engine.health.running == 0)
            assert task.cancelled()

    async def test_a_waiting_painting_leaves_the_line(self, tmp_path: Path) -> None:
        async with running(tmp_path, slots=1) as engine:
            other = asyncio.create_task(events_of(engine, request(steps=ENDLESS)))
            await until(lambda: engine.health.running == 1)
            async with aclosing(engine.run(request("b"))) as events:
                assert await anext(events) == Queued(id="b", ahead=0)
                assert engine.health.waiting == 1
            assert engine.health.waiting == 0
            await engine.cancel("a")
            await other


class TestCancel:
    async def test_ends_the_stream_and_frees_the_slot(self, tmp_path: Path) -> None:
        async with running(tmp_path, slots=1) as engine:

            async def cancel(event: AnyEvent) -> None:
                if isinstance(event, Started):
                    assert await engine.cancel("a")

            events = await events_of(engine, request(steps=ENDLESS), cancel)
            assert events[-1] == Cancelled(id="a")
            assert isinstance((await events_of(engine, request(steps=1)))[-1], Done)

    async def test_of_an_unknown_or_ended_painting_is_false(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            await events_of(engine, request(steps=1))
            assert not await engine.cancel("a")
            assert not await engine.cancel("never there")


class TestKeep:
    async def test_delivers_the_present_state(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:

            async def keep(event: AnyEvent) -> None:
                if isinstance(event, Preview):
                    assert await engine.keep("a")

            done = (await events_of(engine, request(steps=ENDLESS, preview_every=0.1), keep))[-1]
        assert isinstance(done, Done)
        assert done.kept
        assert 0 < done.step < ENDLESS
        assert done.picture.startswith(b"\xff\xd8")

    async def test_has_nothing_to_keep_of_what_waits_or_is_unknown(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            async with aclosing(engine.run(request())) as events:
                assert isinstance(await anext(events), Queued)
                assert not await engine.keep("a")
            assert not await engine.keep("never there")


class TestTheLine:
    async def test_is_told_and_served_in_order(self, tmp_path: Path) -> None:
        order: list[str] = []

        def note(event: AnyEvent) -> None:
            if isinstance(event, Started):
                order.append(event.id)

        async with running(tmp_path, slots=1) as engine:
            await ready(engine)
            runs = [events_of(engine, request(name, steps=2), note) for name in "abc"]
            streams = await asyncio.gather(*runs)
        assert [names(s)[0] for s in streams] == ["Started", "Queued", "Queued"]
        assert streams[2][0] == Queued(id="c", ahead=1)
        assert order == ["a", "b", "c"]

    async def test_runs_as_many_as_there_are_slots(self, tmp_path: Path) -> None:
        async with running(tmp_path, slots=3) as engine:
            assert engine.slots == 3
            runs = [
                asyncio.create_task(events_of(engine, request(n, steps=ENDLESS))) for n in "abcd"
            ]
            await until(lambda: engine.health.running == 3)
            assert engine.health.waiting == 1
        assert {problem_of(await run) for run in runs} == {("EngineDead", "stopped")}

    async def test_is_bounded(self, tmp_path: Path) -> None:
        async with running(tmp_path, slots=1, waiting=1) as engine:
            runs = [
                asyncio.create_task(events_of(engine, request(n, steps=ENDLESS))) for n in "ab"
            ]
            await until(lambda: engine.health.waiting == 1)
            assert problem_of(await events_of(engine, request("c"))) == ("Overloaded", "line_full")
        await asyncio.gather(*runs)


class TestWrongOrder:
    async def test_running_before_start(self, tmp_path: Path) -> None:
        engine = Engine(EngineSettings(home=tmp_path))
        with pytest.raises(InvalidState, match="not started"):
            await events_of(engine, request())
        await engine.stop()

    async def test_running_after_stop(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            pass
        with pytest.raises(InvalidState, match="stopped"):
            await events_of(engine, request())
        await engine.stop()

    async def test_starting_twice(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            with pytest.raises(InvalidState, match="started already"):
                await engine.start()

    async def test_two_paintings_of_one_id(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            async with aclosing(engine.run(request(steps=ENDLESS))) as events:
                await anext(events)
                with pytest.raises(InvalidState, match="id a is running"):
                    await events_of(engine, request())
            assert isinstance((await events_of(engine, request(steps=1)))[-1], Done)


class TestTrouble:
    @pytest.mark.parametrize(
        ("seed", "expected"),
        [
            (quick.BREAKS, ("BadOptions", "out_of_range")),
            (quick.STARVES, ("OutOfMemory", "device_memory")),
        ],
    )
    async def test_of_one_painting_leaves_the_others_alone(
        self, tmp_path: Path, seed: int, expected: tuple[str, str]
    ) -> None:
        async with running(tmp_path) as engine:
            troubled, other = await asyncio.gather(
                events_of(engine, request("a", seed=seed)),
                events_of(engine, request("b", steps=20)),
            )
            assert engine.health.restarts == 0
        assert problem_of(troubled) == expected
        assert isinstance(other[-1], Done)

    async def test_with_a_picture_names_which_it_was(self, tmp_path: Path) -> None:
        bad = Style(digest="bad", picture=b"no picture")
        async with running(tmp_path) as engine:
            asked = msgspec.structs.replace(request(), styles=(*request().styles, bad))
            for field, wish in {"style": asked, "photo": request(photo=b"no picture")}.items():
                failed = (await events_of(engine, wish))[-1]
                assert isinstance(failed, Failed)
                assert failed.problem.field == field

    @pytest.mark.parametrize(
        ("photo", "expected"),
        [
            (b"", ("BadPicture", "empty")),
            (b"hello, I am a text", ("BadPicture", "not_a_picture")),
            (picture((8, 8)), ("BadPicture", "too_small")),
        ],
    )
    async def test_with_the_photo_is_told(
        self, tmp_path: Path, photo: bytes, expected: tuple[str, str]
    ) -> None:
        async with running(tmp_path) as engine:
            assert problem_of(await events_of(engine, request(photo=photo))) == expected


class TestAFlood:
    async def test_of_previews_gives_way_to_the_result(self, tmp_path: Path) -> None:
        async with running(tmp_path, "tests.engine.workers.floods") as engine:
            await ready(engine)
            async with asyncio.timeout(LIMIT), aclosing(engine.run(request())) as stream:
                first = await anext(stream)
                # A reader that is busy elsewhere while the flood comes in.
                await until(lambda: engine.health.running == 0)
                rest = [event async for event in stream]
            assert is_grammatical([first, *rest])
            assert names(rest) == ["Done"]
            assert engine.health.restarts == 0


class TestStop:
    async def test_ends_streams_and_worker(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            pid = await ready(engine)
            run = asyncio.create_task(events_of(engine, request(steps=ENDLESS)))
            await until(lambda: engine.health.running == 1)
        assert problem_of(await run) == ("EngineDead", "stopped")
        assert await gone(pid)
        assert not engine.health.alive

    async def test_may_come_at_any_moment_of_the_start(self, tmp_path: Path) -> None:
        for turns in (0, 1, 2, 5, 10, 40):
            engine = Engine(EngineSettings(home=tmp_path, worker="tests.engine.workers.silent"))
            await engine.start()
            for _ in range(turns):
                await asyncio.sleep(0)
            async with asyncio.timeout(LIMIT):
                await asyncio.gather(engine.stop(), engine.stop())

    async def test_is_not_for_ctrl_c(self, tmp_path: Path) -> None:
        async with running(tmp_path) as engine:
            pid = await ready(engine)

            def interrupt(event: AnyEvent) -> None:
                if isinstance(event, Started):
                    os.kill(pid, signal.SIGINT)

            events = await events_of(engine, request(steps=10), interrupt)
        assert names(events) == ["Started", "Done"]


@pytest.mark.parametrize("module", ["engine", "engine.worker", "engine.worker.painting_thread"])
def test_torch_stays_out_until_painting_begins(module: str) -> None:
    code = f"import {module}, sys; print('torch' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=LIMIT
    )
    assert run.stdout == "False\n"
