"""``atelier train``: shows the training program's events as a progress bar, then one line."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from bot.cli.paint import BadArgument
from engine import from_problem
from engine.training.client import run_training
from engine.training.protocol import (
    CHECKPOINT,
    SHIPPED,
    TEACHERS,
    Begun,
    Exported,
    Notice,
    PolishStep,
    Step,
    Stopped,
    Train,
    TrainingFailed,
    Vector,
)

_MINUTE_S: Final = 60
_COLUMNS: Final = ("{task.description}", "{task.fields[loss]}", "{task.fields[left]}")


class Interrupted(Exception):
    """Somebody stopped the training; the words say how to go on."""


@dataclass(slots=True)
class RunProgress:
    """How far a run is, in words. Pure."""

    begun: Begun
    step: int = 0
    seconds: float = 0.0
    _pace: float = field(default=0.0, init=False)

    def note(self, step: Step) -> None:
        """Note that the run has come to ``step``."""
        steps, seconds = step.step - self.step, step.seconds - self.seconds
        # What an earlier session did tells little about this one.
        self._pace = steps / seconds if seconds > 0 else self._pace
        self.step, self.seconds = step.step, step.seconds

    @property
    def fraction(self) -> float:
        """The share that is done, from 0 to 1."""
        done = self.step / self.begun.steps
        if self.begun.minutes is not None:
            done = max(done, self.seconds / _MINUTE_S / self.begun.minutes)
        return min(1.0, done)

    @property
    def pace(self) -> str:
        """Steps per second, in words."""
        return f"{self._pace:.3g} steps/s" if self._pace else ""

    @property
    def left(self) -> str:
        """The time that remains, in words."""
        if not self._pace:
            return ""
        seconds = (self.begun.steps - self.step) / self._pace
        if self.begun.minutes is not None:
            seconds = min(seconds, self.begun.minutes * _MINUTE_S - self.seconds)
        return f"{format_duration(max(0.0, seconds))} left"


async def train(order: Train, console: Console) -> None:
    """Train, showing the progress.

    Raises ``BadArgument``, ``Interrupted`` and ``EngineError``.
    """
    await asyncio.to_thread(check_folders, order.photos + order.paintings + order.favourites)
    await asyncio.to_thread(check_start, order.start)
    check_teachers(order.teachers)
    last: Step | None = None
    try:
        with _bar(console) as progress:
            bar = progress.add_task("Getting ready (for minutes)", total=None, loss="", left="")
            run = RunProgress(Begun(steps=1))
            async with aclosing(run_training(order)) as events:
                async for event in events:
                    match event:
                        case Begun():
                            run = RunProgress(event)
                        case Step():
                            last = event
                            _show(progress, bar, run, event)
                        case Notice(words=words):
                            progress.console.print(words, highlight=False)
                        case Exported():
                            ending = event
                        case TrainingFailed(problem=problem):
                            raise from_problem(problem)
                        case Stopped() | PolishStep() | Vector():
                            raise AssertionError(f"{event} was not asked for")
    except asyncio.CancelledError:
        raise Interrupted(explain_resuming(Path(order.folder))) from None
    console.print(summarise(ending, last), highlight=False, soft_wrap=True)


def check_folders(folders: Iterable[str]) -> None:
    """Raise ``BadArgument`` for the first of ``folders`` that is none. Reads the disk."""
    for folder in folders:
        if not Path(folder).is_dir():
            raise BadArgument(f"There is no folder {folder}.")


def check_start(start: str | None) -> None:
    """Raise ``BadArgument`` unless ``start`` may be a file of weights. Reads the disk."""
    if start is not None and start != SHIPPED and not Path(start).is_file():
        raise BadArgument(f"There is no file {start}. Take one of weights, or: {SHIPPED}.")


def check_teachers(names: Iterable[str]) -> None:
    """Raise ``BadArgument`` for the first of ``names`` that is no teacher's."""
    for name in names:
        if name not in TEACHERS:
            raise BadArgument(f"There is no teacher {name}. Take from: {', '.join(TEACHERS)}.")


def format_duration(seconds: float) -> str:
    """Return a duration, such as ``40 s``, ``12 min`` or ``3 h 5 min``."""
    if seconds < 2 * _MINUTE_S:
        return f"{seconds:.0f} s"
    hours, minutes = divmod(round(seconds / _MINUTE_S), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def summarise(done: Exported, last: Step | None) -> str:
    """Return what became of a run; ``last`` is ``None`` if it took no step."""
    network = Path(done.network)
    beside = (
        f"{Path(done.card).name} and {Path(done.curves).name} lie beside it. "
        f"ATELIER_NETWORKS={shlex.quote(str(network.parent))} has it paint."
    )
    if last is None:
        return f"{network}: this run was over already. {beside}"
    loss = f"loss {last.numbers.get('loss', 0):.4g}"
    return f"{network}: {last.step:,} steps in {format_duration(last.seconds)}, {loss}; {beside}"


def explain_resuming(folder: Path) -> str:
    """Return what to say of a run in ``folder`` that somebody stopped. Reads the disk."""
    if (folder / CHECKPOINT).exists():
        return f"Stopped. {folder / CHECKPOINT} keeps it; the same command goes on from there."
    return "Stopped before the first step; there is nothing to keep."


def _bar(console: Console) -> Progress:
    description, *more = map(TextColumn, _COLUMNS)
    return Progress(description, BarColumn(), *more, console=console, transient=True)


def _show(progress: Progress, bar: TaskID, run: RunProgress, step: Step) -> None:
    run.note(step)
    loss = f"loss {step.numbers.get('loss', 0):.4g}"
    parts = (run.pace, f"rate {step.rate:.2g}", run.left)
    progress.update(
        bar,
        description=f"Step {step.step:,} of {run.begun.steps:,}",
        total=1.0,
        completed=run.fraction,
        loss=loss,
        left=" · ".join(filter(None, parts)),
    )
