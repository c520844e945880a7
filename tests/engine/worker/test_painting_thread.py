"""The painting loop: commands between ticks, previews on a clock, trouble kept to one canvas."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

import pytest
from PIL import Image

from engine import Cancelled, Failed, Options, Started
from engine.painting.interface import Outcome, PaintSettings, Snapshot, StyleImage
from engine.worker.painting_thread import (
    Finish,
    Join,
    Leave,
    Painted,
    PaintingThread,
    PreviewDue,
    PreviewSent,
    Quit,
    Report,
)
from tests.engine.support import LIMIT
from tests.engine.workers import quick

T = TypeVar("T", bound=Report)
RED = Image.new("RGB", (8, 8), "red")
ENDLESS = 10_000


class Thread:
    """A painter at work in its thread."""

    def __init__(self) -> None:
        self._reports: SimpleQueue[Report] = SimpleQueue()
        self.painter = PaintingThread(self._reports.put)
        self.batch = Batch(PaintSettings("cpu", None, None, Path()))
        self.thread = threading.Thread(target=self.painter.run, args=(self.batch,))

    def join(self, name: str, **options: object) -> None:
        style = StyleImage("d", RED, 1.0)
        fields: dict[str, object] = {"steps": ENDLESS, "preview_every": 3600, **options}
        self.painter.submit(Join(name, RED, (style,), Options().replace(**fields)))

    def next(self, kind: type[T]) -> T:
        report = self._reports.get(timeout=LIMIT)
        assert isinstance(report, kind), report
        return report


class Batch(quick.QuickBatch):
    """Refuses to show a picture for the seed 99, and can be held up in a tick."""

    def __init__(self, settings: PaintSettings) -> None:
        super().__init__(settings)
        self.held, self.hold = threading.Event(), threading.Event()
        self.hold.set()

    def tick(self) -> Sequence[Outcome]:
        self.held.set()
        assert self.hold.wait(LIMIT)
        return super().tick()

    def snapshot(self, request_id: str) -> Snapshot:
        if self._photos[request_id][1].seed == 99:
            raise ZeroDivisionError
        return super().snapshot(request_id)


@pytest.fixture
def at_work() -> Iterator[Thread]:
    work = Thread()
    work.thread.start()
    yield work
    work.painter.submit(Quit())
    work.thread.join(LIMIT)
    assert not work.thread.is_alive()


def test_a_painting_is_started_and_painted(at_work: Thread) -> None:
    at_work.join("a", steps=3, format="png")
    assert at_work.next(Started).device == "quick"
    painted = at_work.next(Painted)
    assert (painted.id, painted.snapshot.step, painted.format, painted.kept) == (
        "a",
        3,
        "png",
        False,
    )


def test_leaving_is_confirmed_once(at_work: Thread) -> None:
    at_work.join("a")
    at_work.next(Started)
    at_work.painter.submit(Leave("a"))
    at_work.painter.submit(Leave("a"))
    assert at_work.next(Cancelled).id == "a"
    at_work.join("b", steps=1)
    at_work.next(Started)
    at_work.next(Painted)


def test_finishing_keeps_the_present_state(at_work: Thread) -> None:
    at_work.join("a", preview_every=0.1)
    at_work.next(Started)
    step = at_work.next(PreviewDue).snapshot.step
    at_work.painter.submit(Finish("a"))
    kept = at_work.next(Painted)
    assert kept.kept
    assert kept.snapshot.step >= step
    assert kept.seconds > 0


def test_finishing_what_is_unknown_does_nothing(at_work: Thread) -> None:
    at_work.painter.submit(Finish("nobody"))
    at_work.join("a", steps=1)
    at_work.next(Started)
    at_work.next(Painted)


def test_no_preview_is_made_while_the_last_is_on_its_way(at_work: Thread) -> None:
    at_work.join("a", preview_every=0.1, steps=80)
    at_work.next(Started)
    at_work.next(PreviewDue)
    # 80 ticks are several preview intervals, yet the first was never reported as sent.
    at_work.next(Painted)


def test_previews_go_on_once_the_last_has_left(at_work: Thread) -> None:
    at_work.join("a", preview_every=0.1)
    at_work.next(Started)
    steps = []
    for _ in range(3):
        steps.append(at_work.next(PreviewDue).snapshot.step)
        at_work.painter.submit(PreviewSent("a"))
    assert steps == sorted(set(steps))
    at_work.painter.submit(Leave("a"))


@pytest.mark.parametrize(
    ("seed", "kind"),
    [(quick.BREAKS, "BadOptions"), (quick.STARVES, "OutOfMemory"), (99, "InvalidState")],
)
def test_trouble_ends_one_painting_and_no_other(at_work: Thread, seed: int, kind: str) -> None:
    at_work.join("good")
    at_work.next(Started)
    at_work.join("bad", seed=seed, preview_every=0.1)
    if seed != quick.STARVES:
        at_work.next(Started)
    failed = at_work.next(Failed)
    assert (failed.id, failed.problem.kind) == ("bad", kind)
    assert failed.problem.words
    at_work.painter.submit(Finish("good"))
    assert at_work.next(Painted).id == "good"


def test_a_step_that_takes_long_shows(at_work: Thread) -> None:
    assert at_work.painter.stuck_for == 0.0
    at_work.batch.hold.clear()
    at_work.join("a", steps=1)
    at_work.next(Started)
    assert at_work.batch.held.wait(LIMIT)
    assert at_work.painter.stuck_for > 0.0
    at_work.batch.hold.set()
    at_work.next(Painted)
