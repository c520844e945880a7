"""Keeps one worker alive: starts it, feeds it, notices its death and starts it again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Final

import msgspec

from engine.errors import EngineDead, EngineError, InvalidState
from engine.messages import Done
from engine.settings import EngineSettings
from engine.supervision.scheduler import Painting, Scheduler
from engine.supervision.worker_process import WorkerProcess
from engine.wire import (
    FrameError,
    Heartbeat,
    Paint,
    PaintEvent,
    Ready,
    StartupFailed,
    ToClient,
    ToWorker,
)

_log = logging.getLogger(__name__)

_MISSES: Final = 3


class WorkerLost(Exception):
    """The worker cannot be used any more; ``str()`` is for the operator, ``error`` for others."""

    def __init__(self, words: str, error: EngineDead, *, stuck: bool = False) -> None:
        super().__init__(words)
        self.error = error
        self.stuck = stuck or error.reason == "hung"


class CannotStart(WorkerLost):
    """The worker did not come to the point of painting."""

    def __init__(self, words: str, *, for_good: bool = False, stuck: bool = False) -> None:
        super().__init__(
            words,
            EngineDead(
                "The painter cannot start at the moment. "
                "Whoever runs this bot has to look at its log.",
                reason="cannot_start",
            ),
            stuck=stuck,
        )
        self.for_good = for_good
        """Whether trying again at once is pointless."""


class Supervisor:
    """Runs one worker after another; all but ``run`` may be called meanwhile, on the same loop."""

    def __init__(self, settings: EngineSettings, scheduler: Scheduler) -> None:
        self._settings = settings
        self._scheduler = scheduler
        self._worker: WorkerProcess | None = None
        self._wake = asyncio.Event()
        self._failed_starts = 0
        self._failures_in_a_row = 0
        self._heard = 0
        self.device = ""
        self.restarts = 0
        self.trouble = ""
        """Why the last worker was lost, for the operator."""
        self.broken: EngineError | None = None
        """Set while workers cannot be started: waiting for one is pointless."""

    @property
    def pid(self) -> int | None:
        """Of a worker that is ready to paint."""
        return None if self._worker is None else self._worker.pid

    def wake(self) -> None:
        """Have the queue looked at again."""
        self._wake.set()

    def post(self, message: ToWorker) -> None:
        """Send ``message`` to the worker, if there is one."""
        if self._worker is not None:
            self._worker.post(message)

    async def run(self) -> None:
        """Keep a worker alive until cancelled, then end it."""
        while True:
            await self._run_worker()
            self.restarts += 1
            await asyncio.sleep(self._settings.backoff(self._failures_in_a_row))

    def _on_worker_lost(self, lost: WorkerLost) -> None:
        # The lines that follow are its last output, which was logged when it came.
        _log.error("%s", str(lost).partition("\n")[0])
        self._worker = None
        self.trouble = str(lost)
        # Reset by a finished painting only: a worker that starts and then dies at its first
        # request would otherwise be started again at once, for ever.
        self._failures_in_a_row += 1
        self._scheduler.requeue_held(lost.error)
        if isinstance(lost, CannotStart):
            self._failed_starts += 1
            # Waiting paintings are told, but starting goes on: the operator may mend the cause.
            if lost.for_good or self._failed_starts >= self._settings.start_attempts:
                self.broken = lost.error
                self._scheduler.fail_waiting(lost.error)

    async def _run_worker(self) -> None:
        try:
            worker = await WorkerProcess.launch(self._settings)
        except OSError as error:
            self._on_worker_lost(CannotStart(f"cannot start the worker: {error}"))
            return
        try:
            self.device = await self._await_ready(worker)
            _log.info("worker %d paints on %s", worker.pid, self.device)
            # Only now: what is posted before ``Ready`` would wait in a worker that may never
            # paint.
            self._worker = worker
            self._failed_starts, self.broken = 0, None
            await self._serve(worker)
        except WorkerLost as lost:
            # Before the worker's end, which may take a while: its paintings need not wait for it.
            self._on_worker_lost(lost)
            worker.abort(stuck=lost.stuck)
        finally:
            self._worker = None
            await _await_uninterrupted(worker.end(self._settings.stop_limit))

    async def _await_ready(self, worker: WorkerProcess) -> str:
        """Wait for the worker's ``Ready``; return the device that it names."""
        limit = self._settings.start_limit
        try:
            # The limit holds for all of it: heartbeats alone do not make a worker ready.
            async with asyncio.timeout(limit):
                match await _first_message(worker):
                    case Ready(device=device):
                        return device
                    case StartupFailed(problem=problem):
                        raise CannotStart(
                            f"the worker cannot paint: {problem.words}", for_good=True
                        )
                    case None:
                        raise CannotStart(f"cannot start: {await worker.exit_summary()}")
                    case other:
                        raise CannotStart(f"the worker begins with {type(other).__name__}")
        except TimeoutError as error:
            words = f"the worker was not ready within {limit:g} s"
            raise CannotStart(words, stuck=True) from error
        except FrameError as error:
            raise CannotStart(f"the worker does not make sense: {error}") from error

    async def _serve(self, worker: WorkerProcess) -> None:
        """Serve the worker until it is lost, which raises ``WorkerLost``."""
        jobs: tuple[Coroutine[Any, Any, None], ...] = (
            self._listen(worker),
            self._send_paintings(worker),
            self._watch_heartbeat(worker),
        )
        # None of them ends by itself: the first that does says how the worker was lost.
        tasks = [asyncio.create_task(job) for job in jobs]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            # Waited for, so that none of them speaks to the next worker in this one's name.
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()

    async def _listen(self, worker: WorkerProcess) -> None:
        try:
            while (message := await worker.read()) is not None:
                # Anything heard is a sign of life, not only heartbeats.
                self._heard += 1
                self._handle(worker, message)
        except FrameError as error:
            raise WorkerLost(
                f"worker {worker.pid} does not make sense: {error}", _death_error()
            ) from error
        raise WorkerLost(await worker.exit_summary(), _death_error())

    def _handle(self, worker: WorkerProcess, message: ToClient) -> None:
        match message:
            case Heartbeat(stuck_for=seconds):
                if seconds > self._settings.stall_limit:
                    raise WorkerLost(
                        f"worker {worker.pid} has been at one step for {seconds:.0f} s",
                        _hang_error(),
                    )
            case Ready() | StartupFailed():
                raise FrameError("a greeting out of turn")
            case _:
                self._settle(message)

    def _settle(self, event: PaintEvent) -> None:
        if isinstance(event, Done):
            self._failures_in_a_row = 0
        self._scheduler.settle(event)
        self.wake()

    async def _send_paintings(self, worker: WorkerProcess) -> None:
        while True:
            # Before the queue is looked at: a change while it is being looked at is not missed.
            self._wake.clear()
            while (painting := self._scheduler.next()) is not None:
                self._send_painting(worker, painting)
                # Photos are large: not all of them are put into the socket's buffer at once.
                await worker.drain()
            await self._wake.wait()

    def _send_painting(self, worker: WorkerProcess, painting: Painting) -> None:
        # One request that cannot be encoded must not end the worker and the other paintings.
        request = msgspec.structs.replace(painting.request, id=painting.wire_id)
        try:
            worker.post(Paint(request=request))
        except EngineError as error:
            self._scheduler.refuse(painting, error)
        except (TypeError, ValueError, OverflowError) as error:
            words = f"The request cannot be sent: {error}"
            self._scheduler.refuse(painting, InvalidState(words, reason="internal"))

    async def _watch_heartbeat(self, worker: WorkerProcess) -> None:
        """Notice a worker that is there but silent."""
        pause = self._settings.heartbeat_limit / _MISSES
        heard, misses = -1, 0
        # Checks are counted instead of seconds: when this very process was suspended, the beats
        # lie unread in the socket and one check is missed, not all of them.
        while misses < _MISSES:
            misses = misses + 1 if heard == self._heard else 0
            heard = self._heard
            await asyncio.sleep(pause)
        limit = self._settings.heartbeat_limit
        raise WorkerLost(f"worker {worker.pid} was silent for {limit:g} s", _hang_error())


async def _await_uninterrupted(clean_up: Coroutine[Any, Any, None]) -> None:
    """Await ``clean_up`` to its end, and only then give way to one cancellation."""
    task = asyncio.create_task(clean_up)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


async def _first_message(worker: WorkerProcess) -> ToClient | None:
    # Heartbeats come before ``Ready``: the worker's loop runs while its painting thread loads.
    while isinstance(message := await worker.read(), Heartbeat):
        pass
    return message


def _death_error() -> EngineDead:
    return EngineDead(
        "The painter stopped unexpectedly. Please try again in a moment.", reason="died"
    )


def _hang_error() -> EngineDead:
    return EngineDead(
        "The painter got stuck and was restarted. Please try again in a moment.", reason="hung"
    )
