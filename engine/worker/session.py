"""What one client asks of one worker, from its first ``Paint`` to the worker's end.

Runs on the worker's event loop. The painting thread is spoken to by commands and answers by
reports, so that neither ever waits for the other.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from engine.errors import EngineError, InvalidState
from engine.messages import Cancelled, Done, Failed, Request, Started
from engine.painting.interface import BatchProtocol, PaintSettings
from engine.wire import (
    Cancel,
    FrameError,
    Heartbeat,
    Keep,
    MessageReader,
    Paint,
    Ready,
    Setup,
    Shutdown,
    StartupFailed,
    ToClient,
    ToWorker,
    encode,
)
from engine.worker.painting_thread import (
    Finish,
    Leave,
    Painted,
    PaintingThread,
    PreviewDue,
    PreviewSent,
    Report,
    as_engine_error,
)
from engine.worker.pictures import encode_preview, encode_result, open_pictures
from imaging.sandbox import DecoderPool

T = TypeVar("T")
BatchMaker: TypeAlias = Callable[[PaintSettings], BatchProtocol]

# Not __name__: the client's log shows one name for everything that the worker says.
_log = logging.getLogger("engine.worker")

_AT_HAND: Final = frozenset({"auto", "lite"})
"""Backbones whose weights never have to be downloaded."""


class Session:
    """The paintings of one client, its socket, and the threads that work for it."""

    def __init__(
        self, messages: MessageReader[ToWorker], writer: asyncio.StreamWriter, setup: Setup
    ) -> None:
        self._messages = messages
        self._writer = writer
        self._setup = setup
        self._loop = asyncio.get_running_loop()
        self._exit_code: asyncio.Future[int] = self._loop.create_future()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = PaintingThread(partial(self._call_soon, self._on_report))
        # Two: a large photo being opened must not hold up another painting.
        self._decoders = DecoderPool(size=2)
        # Two: a large result being encoded must not hold up the previews of another painting.
        self._encoders = ThreadPoolExecutor(max_workers=2, thread_name_prefix="encoders")
        # One: what two paintings need is fetched once, the second finds it in the cache.
        self._weights = ThreadPoolExecutor(max_workers=1, thread_name_prefix="weights")
        self._opening: dict[str, asyncio.Task[None]] = {}
        """Paintings that the painting thread does not know yet, by id."""
        self._running: set[str] = set()
        """Ids of the paintings that have not ended."""

    async def run(self, make_batch: BatchMaker) -> int:
        """Serve until the client ends or the painting thread dies; return the exit status."""
        threading.Thread(
            target=self._paint, args=(make_batch,), name="painting", daemon=True
        ).start()
        # Heartbeats start at once: torch takes long to load, and the client must not think
        # that a worker that loads it is dead.
        self._spawn(self._send_heartbeats())
        self._spawn(self._listen())
        async with self._decoders:
            return await self._exit_code

    def _paint(self, make_batch: BatchMaker) -> None:
        """Run the painting thread: everything here happens on it."""
        setup = self._setup
        try:
            batch = make_batch(
                PaintSettings(
                    setup.device,
                    setup.threads,
                    setup.weights_dir,
                    Path(setup.cache),
                    setup.networks_dir,
                )
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent is told
            if not isinstance(error, EngineError):
                # Words that were meant for people say all there is.
                _log.exception("cannot begin to paint")
            self._call_soon(self._on_startup_failed, error)
            return
        self._call_soon(self._post, Ready(device=batch.device_name))
        try:
            self._thread.run(batch)
        except BaseException:  # noqa: BLE001 - the batch's state is unknown: a new process is safer
            _log.exception("the painting thread failed")
            self._call_soon(self._end, 1)

    def _call_soon(self, call: Callable[[T], object], argument: T) -> None:
        """Call on the loop's thread, from any thread."""
        # The loop is closed while the program exits; nobody listens by then.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call, argument)

    def _end(self, code: int) -> None:
        if not self._exit_code.done():
            self._exit_code.set_result(code)

    def _on_startup_failed(self, error: Exception) -> None:
        if not isinstance(error, EngineError):
            error = InvalidState(f"{type(error).__name__}: {error}", reason="internal")
        self._spawn(self._send_and_end(StartupFailed(problem=error.as_problem())))

    async def _send_and_end(self, message: ToClient) -> None:
        self._post(message)
        # Until everything is out, not only most of it: the program exits without looking back.
        self._writer.transport.set_write_buffer_limits(high=0)
        await self._writer.drain()
        self._end(1)

    async def _listen(self) -> None:
        while (message := await self._messages.read()) is not None:
            match message:
                case Paint(request=request) if request.id in self._running:
                    # Written, not posted: the refusal must not end the painting that has the id.
                    self._write(_refuse_duplicate(request.id))
                case Paint(request=request):
                    self._running.add(request.id)
                    self._opening[request.id] = self._spawn(self._open(request))
                case Cancel(id=name):
                    self._cancel(name)
                case Keep(id=name):
                    self._thread.submit(Finish(name))
                case Shutdown():
                    break
                case Setup():
                    raise FrameError("a second Setup")
        # The end of file counts as Shutdown: without a client there is nobody to paint for.
        self._end(0)

    def _cancel(self, name: str) -> None:
        opening = self._opening.pop(name, None)
        if opening is None:
            self._thread.submit(Leave(name))
        else:
            # The painting thread never hears of it, so the answer comes from here.
            opening.cancel()
            self._post(Cancelled(id=name))

    async def _open(self, request: Request) -> None:
        try:
            join = await open_pictures(self._decoders, request)
            if request.options.backbone not in _AT_HAND:
                # Not on the painting thread: all other paintings would wait for the download.
                fetch = partial(_fetch_weights, request.options.backbone, self._setup)
                await self._loop.run_in_executor(self._weights, fetch)
        except Exception as error:  # noqa: BLE001 - must not end the other paintings
            self._post(Failed(id=request.id, problem=as_engine_error(error).as_problem()))
        else:
            self._thread.submit(join)
        self._opening.pop(request.id, None)

    async def _send_heartbeats(self) -> None:
        # From this loop, so that they go on during a long step, which the client judges.
        while True:
            self._post(Heartbeat(stuck_for=self._thread.stuck_for))
            await asyncio.sleep(self._setup.heartbeat_every)

    def _on_report(self, report: Report) -> None:
        match report:
            case Started() | Failed() | Cancelled():
                self._post(report)
            case PreviewDue():
                self._spawn(self._send_preview(report))
            case Painted():
                self._spawn(self._send_result(report))

    async def _send_preview(self, due: PreviewDue) -> None:
        self._post(await self._loop.run_in_executor(self._encoders, encode_preview, due))
        # Only what has left makes room for the next: a slow client gets fewer previews, not old
        # ones, and nothing piles up here.
        await self._writer.drain()
        self._thread.submit(PreviewSent(due.id))

    async def _send_result(self, painted: Painted) -> None:
        try:
            self._post(await self._loop.run_in_executor(self._encoders, encode_result, painted))
        except Exception as error:  # noqa: BLE001 - must not end the other paintings
            self._post(Failed(id=painted.id, problem=as_engine_error(error).as_problem()))

    def _post(self, message: ToClient) -> None:
        """Send ``message``; after a terminal event the painting's id is free again."""
        if isinstance(message, Done | Failed | Cancelled):
            self._running.discard(message.id)
        self._write(message)

    def _write(self, message: ToClient) -> None:
        if not self._writer.is_closing():
            self._writer.write(encode(message))

    def _spawn(self, job: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(job)
        # The loop itself holds tasks by weak references only.
        self._tasks.add(task)
        task.add_done_callback(self._on_task_done)
        return task

    def _on_task_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        # The client went away in the middle of something, or a mistake of ours.
        gone = isinstance(error, ConnectionError)
        if not gone:
            _log.error("the worker failed", exc_info=error)
        self._end(0 if gone else 1)


def _refuse_duplicate(name: str) -> Failed:
    """Return the answer to an id that is in use; the painting that has it goes on."""
    error = InvalidState(f"A painting with the id {name} is running.", reason="duplicate_id")
    return Failed(id=name, problem=error.as_problem())


def _fetch_weights(name: str, setup: Setup) -> None:
    # Imported here: this module must not load torch, which the painting thread does.
    from engine.backbones import fetch
    from engine.weights.store import WeightStore

    fetch(name, WeightStore(setup.weights_dir, Path(setup.cache)))
