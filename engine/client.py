"""The engine as its users see it: requests in, streams of events out.

Usage::

    engine = Engine(settings)
    await engine.start()
    async with aclosing(engine.run(request)) as events:
        async for event in events:
            ...
    await engine.stop()
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from enum import Enum, auto

from engine.errors import EngineDead, InvalidState, Overloaded
from engine.messages import AnyEvent, Failed, Request
from engine.settings import EngineSettings
from engine.supervision.scheduler import Painting, Scheduler
from engine.supervision.supervisor import Supervisor
from engine.wire import Cancel, Keep

_log = logging.getLogger(__name__)


class _State(Enum):
    NEW = auto()
    RUNNING = auto()
    STOPPED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The engine at one moment."""

    alive: bool
    """Whether a worker is ready to paint."""
    pid: int | None
    device: str
    """As the last worker named it; empty before the first."""
    restarts: int
    """Workers lost so far, ready or not."""
    running: int
    waiting: int
    trouble: str
    """Why the last worker was lost, for the operator; empty if none was."""


class Engine:
    """One worker process and the paintings it is asked for. Not for use from several threads."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._scheduler = Scheduler(slots=settings.slots, waiting=settings.waiting)
        self._supervisor = Supervisor(settings, self._scheduler)
        self._state = _State.NEW
        self._task: asyncio.Task[None] | None = None

    @property
    def slots(self) -> int:
        """How many paintings advance at once; more wait in the engine."""
        return self._settings.slots

    @property
    def health(self) -> Health:
        """The engine's state at this moment."""
        return Health(
            alive=self._supervisor.pid is not None,
            pid=self._supervisor.pid,
            device=self._supervisor.device,
            restarts=self._supervisor.restarts,
            running=self._scheduler.held,
            waiting=self._scheduler.waiting,
            trouble=self._supervisor.trouble,
        )

    async def start(self) -> None:
        """Begin to start the worker; requests may be run at once and wait for it.

        Raises ``InvalidState`` when called a second time. An engine that was stopped stays so.
        """
        if self._state is not _State.NEW:
            raise InvalidState("The engine was started already.", reason="already_started")
        self._state = _State.RUNNING
        # Not awaited: loading torch takes seconds, in which requests may already wait.
        self._task = asyncio.create_task(self._supervise(), name="engine supervisor")

    async def run(self, request: Request) -> AsyncGenerator[AnyEvent, None]:
        """Paint ``request``; yield its events as the grammar in ``engine.messages`` has them.

        Leaving the generator cancels the painting; use ``contextlib.aclosing``. Raises
        ``InvalidState`` before ``start``, after ``stop`` and for an id that is running; every
        other error comes as ``Failed``.
        """
        self._assert_running()
        # At once, instead of after minutes in a queue that nobody works off.
        if (broken := self._supervisor.broken) is not None:
            yield Failed(id=request.id, problem=broken.as_problem())
            return
        try:
            painting = self._scheduler.add(request, at_once=self._supervisor.pid is not None)
        except Overloaded as error:
            yield Failed(id=request.id, problem=error.as_problem())
            return
        self._supervisor.wake()
        try:
            while (event := await painting.stream.get()) is not None:
                yield event
        finally:
            # However the caller leaves: nobody would ever read what is painted on.
            self._withdraw(painting)

    async def keep(self, request_id: str) -> bool:
        """End a painting with the picture as it stands: ``Done`` with ``kept`` follows.

        Returns whether it was being painted; one that waits has nothing to keep.
        """
        painting = self._scheduler.find(request_id)
        # ``Done`` or ``Failed`` follows in the stream, so there is nothing to wait for here.
        if painting is None or not painting.started:
            return False
        self._supervisor.post(Keep(id=painting.wire_id))
        return True

    async def cancel(self, request_id: str) -> bool:
        """End a painting's stream with ``Cancelled``; returns whether it was there."""
        painting = self._scheduler.find(request_id)
        if painting is None:
            return False
        self._withdraw(painting)
        return True

    async def stop(self) -> None:
        """End the worker within the time limits of the settings; running streams fail.

        May be called at any time, several times.
        """
        if self._state is _State.RUNNING and self._task is not None:
            # First the streams, then the worker: callers need not wait for its end.
            self._scheduler.fail_all(_stop_error())
            # Once only: a second cancellation would break off the worker's orderly end.
            self._task.cancel()
        self._state = _State.STOPPED
        if self._task is not None:
            # Not awaited itself: its cancellation is not ours.
            await asyncio.wait([self._task])

    def _assert_running(self) -> None:
        if self._state is _State.NEW:
            raise InvalidState("The engine was not started.", reason="not_started")
        if self._state is _State.STOPPED:
            raise InvalidState("The engine was stopped.", reason="stopped")

    def _withdraw(self, painting: Painting) -> None:
        if self._scheduler.withdraw(painting):
            self._supervisor.post(Cancel(id=painting.wire_id))

    async def _supervise(self) -> None:
        try:
            await self._supervisor.run()
        except Exception:  # noqa: BLE001 - a mistake of ours: nobody must wait for ever
            _log.exception("the engine's supervisor failed")
            # Later requests are refused instead of waiting for a worker that nobody starts.
            self._state = _State.STOPPED
            self._scheduler.fail_all(_stop_error())


def _stop_error() -> EngineDead:
    return EngineDead("The painter is being shut down. Please try again later.", reason="stopped")
