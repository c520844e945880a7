"""The whole engine, as shipped: the real worker program paints small pictures with torch."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import aclosing

import msgspec
import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from engine import (
    AnyEvent,
    Cancelled,
    Done,
    Engine,
    Failed,
    Options,
    Preview,
    Request,
    Started,
    Style,
)
from tests.engine.support import LIMIT, events_of, is_grammatical, running, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

ENDLESS = 10_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    home = tmp_path_factory.mktemp("home")
    async with running(home, "engine.worker", device="cpu", threads=1, slots=3) as engine:
        # Loading torch takes a while on a busy machine; no test below waits for it.
        async with asyncio.timeout(2 * LIMIT):
            await until(lambda: engine.health.alive)
        yield engine


def coloured(seed: int, size: tuple[int, int] = (96, 64)) -> bytes:
    cells = np.random.default_rng(seed).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(cells).resize(size, Image.Resampling.BICUBIC).save(out, "PNG")
    return out.getvalue()


def painting(name: str, **options: object) -> Request:
    fields: dict[str, object] = {"size": 64, "steps": 4, "preview_every": 0.1, **options}
    return Request(
        id=name,
        photo=coloured(1),
        styles=(Style(digest="two", picture=coloured(2, (80, 80))),),
        options=Options().replace(**fields),
    )


def pixels_of(data: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(np.float64)


async def test_a_painting_has_the_photos_shape_and_new_colours(engine: Engine) -> None:
    events = await events_of(engine, painting("a", format="png", steps=8))
    assert is_grammatical(events)
    started, done = events[0], events[-1]
    assert isinstance(started, Started)
    assert isinstance(done, Done)
    assert started.device == "cpu"
    painted = pixels_of(done.picture)
    assert painted.shape == (done.height, done.width, 3)
    assert (started.width, started.height) == (done.width, done.height)
    assert max(done.width, done.height) == 64
    photo = np.asarray(Image.open(io.BytesIO(coloured(1))).resize((done.width, done.height)))
    assert float(np.abs(painted - photo).mean()) > 2.0


async def test_it_goes_on_from_a_picture_that_was_delivered(engine: Engine) -> None:
    start = coloured(3, (64, 43))
    options = {"format": "png", "steps": 1, "init": "painting"}
    request = msgspec.structs.replace(painting("resumed", **options), painting=start)
    done = (await events_of(engine, request))[-1]
    assert isinstance(done, Done)
    resumed = pixels_of(done.picture)
    apart = [float(np.abs(resumed - pixels_of(p)).mean()) for p in (start, coloured(1, (64, 43)))]
    assert apart[0] < 0.5 * apart[1]


async def test_a_picture_to_go_on_from_that_cannot_be_opened_is_named(engine: Engine) -> None:
    request = msgspec.structs.replace(painting("broken", init="painting"), painting=b"no picture")
    failed = (await events_of(engine, request))[-1]
    assert isinstance(failed, Failed)
    assert failed.problem.field == "painting"


async def test_the_same_request_gives_the_same_picture(engine: Engine) -> None:
    first, second = [
        (await events_of(engine, painting(name, format="png", seed=5)))[-1] for name in "ab"
    ]
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert float(np.abs(pixels_of(first.picture) - pixels_of(second.picture)).max()) <= 1.0


async def test_paintings_of_different_sizes_run_together(engine: Engine) -> None:
    sizes = {"a": 64, "b": 64, "c": 96}
    runs = [events_of(engine, painting(name, size=size)) for name, size in sizes.items()]
    for events, size in zip(await asyncio.gather(*runs), sizes.values(), strict=True):
        done = events[-1]
        assert isinstance(done, Done)
        assert max(done.width, done.height) == size


async def test_the_instant_picture_is_the_first_preview_whatever_the_clock_says(
    engine: Engine,
) -> None:
    async with aclosing(
        engine.run(painting("a", size=480, steps=ENDLESS, preview_every=3600))
    ) as events:
        async with asyncio.timeout(LIMIT):
            seen = [await anext(events), await anext(events)]
    started, preview = seen
    assert isinstance(started, Started)
    assert isinstance(preview, Preview)
    assert preview.step == 0
    assert pixels_of(preview.picture).shape == (started.height, started.width, 3)


async def test_one_pass_ends_with_its_picture(engine: Engine) -> None:
    done = (await events_of(engine, painting("a", method="instant", size=96)))[-1]
    assert isinstance(done, Done)
    assert (done.step, done.steps) == (1, 1)
    assert pixels_of(done.picture).shape == (done.height, done.width, 3)


async def test_leaving_stops_the_painting(engine: Engine) -> None:
    async with aclosing(engine.run(painting("a", steps=ENDLESS))) as events:
        async for event in events:
            if isinstance(event, Started):
                break
    await until(lambda: engine.health.running == 0)


async def test_cancel_and_keep_leave_companions_alone(engine: Engine) -> None:
    async def wish(event: AnyEvent) -> None:
        if isinstance(event, Preview):
            await {"cancelled": engine.cancel, "kept": engine.keep}[event.id](event.id)

    cancelled, kept, companion = await asyncio.gather(
        events_of(engine, painting("cancelled", steps=ENDLESS), wish),
        events_of(engine, painting("kept", steps=ENDLESS), wish),
        events_of(engine, painting("companion", steps=10)),
    )
    assert cancelled[-1] == Cancelled(id="cancelled")
    assert isinstance(kept[-1], Done)
    assert kept[-1].kept
    assert isinstance(companion[-1], Done)
    assert companion[-1].step == 10


async def test_an_unknown_layer_is_named_to_the_person(engine: Engine) -> None:
    failed = (await events_of(engine, painting("a", style_layers=("conv9_9",))))[-1]
    assert isinstance(failed, Failed)
    assert (failed.problem.kind, failed.problem.field) == ("BadOptions", "style_layers")


async def test_nothing_of_this_killed_the_worker(engine: Engine) -> None:
    assert engine.health.restarts == 0
    assert engine.health.alive
