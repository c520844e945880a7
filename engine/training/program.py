"""The training program: ``python -m engine.training.program``, see ``engine.training.protocol``.

Its standard input ties it to whoever started it: once that is closed, the run writes its
checkpoint and ends, also when the other side has died.
"""

from __future__ import annotations

import _thread
import logging
import signal
import sys
import threading
from collections.abc import Generator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TextIO

import msgspec
import torch

from engine.errors import EngineError, OutOfMemory
from engine.training import commands
from engine.training.commands import Material
from engine.training.instant.polish import POLISH_COURSE
from engine.training.protocol import (
    ORDER,
    SHIPPED,
    Begun,
    Ending,
    Exported,
    Fit,
    Notice,
    Order,
    PolishStep,
    Step,
    Stopped,
    Train,
    TrainingEvent,
    TrainingFailed,
    Vector,
)
from engine.training.trainer import Course, TrainingReport
from engine.weights.shipped import weights_file

_EARLY_SHARE: Final = 1.5
"""Crops late in the instant painter's course, over those at its start."""
_MOST_CROP: Final = 256
_REPORTS: Final = 100
"""A short run tells more often, so that its curves have points."""
_FILES: Final = {"instant": "instant", "backbone": "lite", "faces": "faces"}


def main() -> None:
    """Obey the one order that comes in, then exit; 0 whatever became of it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    out, sys.stdout = sys.stdout, sys.stderr
    logging.basicConfig(
        handlers=[_NoticeHandler(out)], level=logging.WARNING, format="%(message)s"
    )
    # It warns of its own caches and fonts, which nobody who trains a network can mend.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    order = ORDER.decode(sys.stdin.readline())
    threading.Thread(target=_watch, args=(sys.stdin,), daemon=True).start()
    ending = _obey(order, out)
    # The other side will hang up on it, which is no interrupt any more.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _send(out, ending)


def _obey(order: Order, out: TextIO) -> Ending:
    try:
        for event in run_order(order):
            if isinstance(event, Exported | Vector):
                return event
            _send(out, event)
    except KeyboardInterrupt:
        return Stopped()
    except (MemoryError, torch.OutOfMemoryError):
        words = "Training does not fit into the memory. Take a smaller --batch or --crop."
        return TrainingFailed(problem=OutOfMemory(words, reason="device_memory").as_problem())
    except EngineError as error:
        return TrainingFailed(problem=error.as_problem())
    raise AssertionError("an order came to no end")


def run_order(order: Order) -> Generator[TrainingEvent, None, None]:
    """Obey ``order``; everything but its early end."""
    if order.threads is not None:
        torch.set_num_threads(order.threads)
    return _run_polish(order) if isinstance(order, Fit) else _run_training(order)


def _run_training(order: Train) -> Generator[TrainingEvent, None, None]:
    course = _course(order, _usual_course(order))
    folder = Path(order.folder)
    yield Begun(steps=course.steps, minutes=course.minutes)
    train = {"instant": _instant, "backbone": _backbone, "faces": _faces}[order.network]
    with closing(train(order, folder, course)) as run:
        for report in run:
            yield Step(
                step=report.step,
                seconds=report.seconds,
                rate=report.rate,
                numbers=dict(report.numbers),
            )
    network = folder / f"{_FILES[order.network]}.safetensors"
    yield Exported(
        network=str(network),
        card=str(network.with_suffix(".md")),
        curves=str(folder / commands.CURVES),
    )


def _usual_course(order: Train) -> Course:
    if order.network == "backbone":
        return commands.BACKBONE_COURSE
    if order.network == "faces":
        return commands.FACES_COURSE if order.start is None else commands.FURTHER_FACES_COURSE
    return commands.COURSE if order.start is None else commands.FURTHER_COURSE


def _instant(order: Train, folder: Path, course: Course) -> Generator[TrainingReport, None, None]:
    usual = commands.BATCHES
    size, count = order.crop or usual.size, order.batch or usual.count
    batches = replace(
        usual,
        size=size,
        count=count,
        late_size=min(_MOST_CROP, round(size * _EARLY_SHARE)),
        late_count=max(1, count // 2),
    )
    with _start(order) as start:
        yield from commands.train_instant(
            _material(order, order.paintings, order.favourites),
            folder,
            course=course,
            batches=batches,
            start=start,
            device=order.device,
            **_given(teachers=order.teachers),
        )


def _start(order: Train) -> AbstractContextManager[Path | None]:
    if order.start is None:
        return nullcontext()
    if order.start != SHIPPED:
        return nullcontext(Path(order.start))
    return weights_file("faces" if order.network == "faces" else "instant")


def _backbone(order: Train, folder: Path, course: Course) -> Generator[TrainingReport, None, None]:
    mixture = commands.MIXTURE
    if order.batch is not None:
        canvases = order.batch // 2
        pool = mixture.pool * canvases // mixture.canvases
        fresh = order.batch - canvases
        regressed = mixture.regressed * order.batch // (mixture.fresh + mixture.canvases)
        mixture = replace(
            mixture,
            fresh=fresh,
            canvases=canvases,
            pool=max(canvases, pool),
            regressed=max(order.batch, regressed),
        )
    mixture = replace(mixture, **_given(size=order.crop))
    material = _material(order, order.paintings)
    return commands.train_backbone(
        material, folder, course=course, mixture=mixture, device=order.device
    )


def _faces(order: Train, folder: Path, course: Course) -> Generator[TrainingReport, None, None]:
    with _start(order) as start:
        yield from commands.train_faces(
            _material(order, order.paintings, order.favourites),
            folder,
            course=course,
            start=start,
            device=order.device,
            **_given(count=order.batch),
        )


def _run_polish(order: Fit) -> Generator[TrainingEvent, None, None]:
    course = replace(POLISH_COURSE, **_given(steps=order.steps, seed=order.seed))
    yield Begun(steps=course.steps)
    before = after = 0.0
    vector = b""
    own = None if order.networks is None else Path(order.networks)
    with weights_file("instant", own) as network:
        run = commands.polish_style(
            network,
            Path(order.picture),
            _material(order),
            course=course,
            device=order.device,
            **_given(teachers=order.teachers),
        )
        with closing(run):
            for polished in run:
                before = polished.style if polished.step == 0 else before
                after, vector = polished.style, polished.as_bytes()
                yield PolishStep(step=polished.step, style=polished.style)
    yield Vector(vector=vector, before=before, after=after)


def _course(order: Train, usual: Course) -> Course:
    chosen = _given(steps=order.steps, minutes=order.minutes, seed=order.seed)
    course = replace(usual, **chosen)
    return replace(course, log_every=max(1, min(course.log_every, course.steps // _REPORTS)))


def _material(
    order: Order, paintings: tuple[str, ...] = (), favourites: tuple[str, ...] = ()
) -> Material:
    return Material(
        photos=tuple(map(Path, order.photos)),
        paintings=tuple(map(Path, paintings)),
        favourites=tuple(map(Path, favourites)),
        weights=Path(order.weights),
        cache=Path(order.cache),
    )


def _given(**values: Any) -> dict[str, Any]:
    """Leave out what nobody gave."""
    return {name: value for name, value in values.items() if value not in (None, ())}


class _NoticeHandler(logging.Handler):
    """Passes warnings on to whoever shows the progress."""

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self._out = out

    def emit(self, record: logging.LogRecord) -> None:
        """Tell one record."""
        _send(self._out, Notice(words=self.format(record)))


def _send(out: TextIO, event: TrainingEvent) -> None:
    out.write(msgspec.json.encode(event).decode() + "\n")
    out.flush()


def _watch(line: TextIO) -> None:
    line.read()
    _thread.interrupt_main()


if __name__ == "__main__":
    main()
