"""The painting thread: one loop that ticks the batch and obeys commands between two ticks.

Nothing reaches the batch but through ``PaintingThread.submit``, and nothing leaves it but through
``report``; both are safe from any thread, so that the batch needs no locks.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TypeAlias, assert_never

from PIL import Image

from engine.errors import EngineError, InvalidState, OutOfMemory
from engine.messages import Cancelled, Failed, Options, PictureFormat, Started
from engine.painting.interface import BatchProtocol, Broken, Finished, Snapshot, StyleImage

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Join:
    """Begin a canvas."""

    id: str
    photo: Image.Image
    styles: tuple[StyleImage, ...]
    options: Options
    painting: Image.Image | None = None
    """What ``init="painting"`` goes on from."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Drop a canvas; told ``Cancelled`` if it was there."""

    id: str


@dataclass(frozen=True, slots=True)
class Finish:
    """End a canvas with its present state; told ``Painted`` if it was there."""

    id: str


@dataclass(frozen=True, slots=True)
class PreviewSent:
    """The last preview of a canvas has left; the next may be made when it is due."""

    id: str


@dataclass(frozen=True, slots=True)
class Quit:
    """Return from ``run``."""


Command: TypeAlias = Join | Leave | Finish | PreviewSent | Quit


@dataclass(frozen=True, slots=True)
class PreviewDue:
    """A preview is due."""

    id: str
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Painted:
    """A canvas has ended with a picture."""

    id: str
    snapshot: Snapshot
    seconds: float
    format: PictureFormat
    kept: bool


Report: TypeAlias = Started | PreviewDue | Painted | Failed | Cancelled


@dataclass(slots=True)
class _ActiveCanvas:
    options: Options
    began: float
    preview_due: float
    preview_unsent: bool = False


class PaintingThread:
    """The loop and its queue of commands, which wait until ``run``, the body of the thread."""

    def __init__(self, report: Callable[[Report], None]) -> None:
        self._report = report
        self._commands: SimpleQueue[Command] = SimpleQueue()
        self._active: dict[str, _ActiveCanvas] = {}
        self._working_since: float | None = None

    def submit(self, command: Command) -> None:
        """Queue a command; it is obeyed before the next tick."""
        self._commands.put(command)

    @property
    def stuck_for(self) -> float:
        """Seconds spent so far in the present tick or command; 0 when idle."""
        # Read once: the painting thread may set it to None between two reads.
        since = self._working_since
        return 0.0 if since is None else time.monotonic() - since

    def run(self, batch: BatchProtocol) -> None:
        """Tick and obey until ``Quit``. An exception out of the batch's tick is not caught."""
        self._batch = batch
        while not isinstance(command := self._next_command(), Quit):
            # Anew for every tick and command, so that only a single one can look stuck.
            self._working_since = time.monotonic()
            if command is not None:
                self._execute(command)
            else:
                self._tick()

    def _next_command(self) -> Command | None:
        """Return the next command; ``None`` when there is none and the batch has work."""
        try:
            return self._commands.get_nowait()
        except Empty:
            if len(self._batch):
                return None
        # Idle is not stuck, however long it lasts.
        self._working_since = None
        return self._commands.get()

    def _execute(self, command: Join | Leave | Finish | PreviewSent) -> None:
        match command:
            case Join():
                self._join(command)
            case Leave(id=name):
                # It may have ended by itself just before; then its end was reported instead.
                if self._active.pop(name, None) is not None:
                    self._batch.leave(name)
                    self._report(Cancelled(id=name))
            case Finish(id=name):
                self._finish(name)
            case PreviewSent(id=name):
                if (active := self._active.get(name)) is not None:
                    active.preview_unsent = False

    def _join(self, join: Join) -> None:
        try:
            joined = self._batch.join(
                join.id, join.photo, join.styles, join.options, join.painting
            )
        except Exception as error:  # noqa: BLE001 - one painting's trouble must not end others
            self._fail(join.id, error)
            return
        # From here, not from the request: waiting and loading networks is no painting time.
        now = time.monotonic()
        wait = 0.0 if joined.has_first_picture else join.options.preview_every
        self._active[join.id] = _ActiveCanvas(join.options, now, now + wait)
        self._report(
            Started(
                id=join.id,
                width=joined.width,
                height=joined.height,
                steps=joined.steps,
                backbone=joined.backbone,
                device=self._batch.device_name,
            )
        )
        # The instant picture is there already; the first step may take seconds.
        if joined.has_first_picture:
            self._report_due_previews()

    def _finish(self, name: str) -> None:
        if name not in self._active:
            return
        snapshot = self._snapshot(name)
        if snapshot is None:
            return
        self._batch.leave(name)
        active = self._active.pop(name)
        seconds = time.monotonic() - active.began
        self._report(Painted(name, snapshot, seconds, active.options.format, kept=True))

    def _tick(self) -> None:
        for outcome in self._batch.tick():
            active = self._active.pop(outcome.request_id, None)
            match outcome:
                case _ if active is None:
                    _log.error("the batch ended %s, which it was not given", outcome.request_id)
                case Finished(request_id=name, snapshot=snapshot, seconds=seconds):
                    self._report(
                        Painted(name, snapshot, seconds, active.options.format, kept=False)
                    )
                case Broken(request_id=name, error=error):
                    self._fail(name, error)
                case _:
                    assert_never(outcome)
        self._report_due_previews()

    def _report_due_previews(self) -> None:
        """Report the previews that are due. One still on its way out is not overtaken."""
        for name, active in list(self._active.items()):
            if active.preview_unsent or time.monotonic() < active.preview_due:
                continue
            snapshot = self._snapshot(name)
            if snapshot is not None:
                # Until the loop says that it has left: a slow client gets fewer, not older ones.
                active.preview_unsent = True
                active.preview_due = time.monotonic() + active.options.preview_every
                self._report(PreviewDue(name, snapshot))

    def _snapshot(self, name: str) -> Snapshot | None:
        try:
            return self._batch.snapshot(name)
        except Exception as error:  # noqa: BLE001 - as in _join
            self._active.pop(name, None)
            self._fail(name, error)
            return None

    def _fail(self, name: str, error: Exception) -> None:
        # The batch may still hold it, when taking a picture of it failed.
        self._batch.leave(name)
        self._report(Failed(id=name, problem=as_engine_error(error).as_problem()))


def as_engine_error(error: Exception) -> EngineError:
    """Turn ``error`` into one with words; log what is no ``EngineError`` with its trace."""
    if isinstance(error, EngineError):
        return error
    # Torch's own class, named instead of imported: this module must not load torch.
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        _log.error("out of memory: %s", error)
        return OutOfMemory(
            "This painting did not fit into the memory. Please try a smaller size.",
            reason="device_memory",
        )
    _log.error("a painting failed", exc_info=error)
    return InvalidState(
        "Something went wrong while painting. Whoever runs this bot can find more in its log.",
        reason="internal",
    )
