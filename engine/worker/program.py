"""The worker program: ``python -m engine.worker FD`` paints for the client at socket FD.

Three kinds of threads: this module's asyncio loop talks to the client and keeps the heartbeat, one
painting thread (``painting_thread``) runs the batch, and a small pool opens incoming pictures and
encodes outgoing ones, off the painting thread.
"""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import logging
import os
import resource
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from PIL import Image

from engine.errors import EngineError, InvalidState
from engine.imaging.codecs import encode_jpeg, encode_png, open_picture
from engine.messages import Cancelled, Done, Failed, Preview, Request, Started
from engine.painting.interface import Canvases, PaintSettings, StyleImage
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
    from_client,
)
from engine.worker.painting_thread import (
    Finish,
    Join,
    Leave,
    Painted,
    PaintingThread,
    PreviewDue,
    PreviewSent,
    Report,
    as_engine_error,
)

T = TypeVar("T")
BatchMaker: TypeAlias = Callable[[PaintSettings], Canvases]

# Not __name__, which is __main__ in the program.
_log = logging.getLogger("engine.worker")

_READ_AHEAD: Final = 1 << 20
_PHOTO_SIDE: Final = 4096
"""Pictures are opened at no more than this: the largest ``Options.size``."""
_STYLE_SIDE: Final = 2048
_AT_HAND: Final = frozenset({"auto", "lite"})
"""Backbones whose weights never have to be downloaded."""
_PREVIEW_QUALITY: Final = 85
_RESULT_QUALITY: Final = 93


def main(make_batch: BatchMaker | None = None) -> None:
    """Run as a program, painting with ``make_batch`` (the real batch by default)."""
    # Ctrl-C belongs to the parent, which sends Shutdown or vanishes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The parent aborts a stuck worker: we want its stacks, not gigabytes of core.
    faulthandler.enable()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What is wrong with strangers' pictures is told to them, not to the log.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    code = asyncio.run(_serve(int(sys.argv[1]), make_batch or _make_batch))
    logging.shutdown()
    # Not sys.exit: the painting thread may be deep in a step, and nobody waits for it any more.
    os._exit(code)


def _make_batch(settings: PaintSettings) -> Canvases:
    # Here and nowhere else torch comes in, on the painting thread.
    from engine.painting.batch import Batch

    return Batch(settings)


async def _serve(fd: int, make_batch: BatchMaker) -> int:
    """Exit status: 0 after ``Shutdown`` or the client's end, 1 otherwise."""
    sock = socket.socket(fileno=fd)
    sock.set_inheritable(False)
    reader, writer = await asyncio.open_unix_connection(sock=sock, limit=_READ_AHEAD)
    messages = from_client(reader)
    setup = await messages.read()
    if not isinstance(setup, Setup):
        return 0 if setup is None else 1
    return await Worker(messages, writer, setup).run(make_batch)


class Worker:
    """What one client asks of one painter."""

    def __init__(
        self, messages: MessageReader[ToWorker], writer: asyncio.StreamWriter, setup: Setup
    ) -> None:
        self._messages = messages
        self._writer = writer
        self._setup = setup
        self._loop = asyncio.get_running_loop()
        self._over: asyncio.Future[int] = self._loop.create_future()
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="pictures")
        self._thread = PaintingThread(partial(self._soon, self._on_report))
        self._tasks: set[asyncio.Task[None]] = set()
        # One at a time: what two paintings need is fetched once.
        self._fetching = ThreadPoolExecutor(max_workers=1, thread_name_prefix="weights")
        self._opening: dict[str, asyncio.Task[None]] = {}
        self._known: set[str] = set()
        """Ids of the paintings that have not ended."""

    async def run(self, make_batch: BatchMaker) -> int:
        """Until the client ends or the painting thread dies; the exit status."""
        threading.Thread(
            target=self._paint, args=(make_batch,), name="painting", daemon=True
        ).start()
        self._spawn(self._listen())
        self._spawn(self._send_heartbeats())
        return await self._over

    def _paint(self, make_batch: BatchMaker) -> None:
        """The painting thread."""
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
            self._soon(self._on_unfit, error)
            return
        self._soon(self._post, Ready(device=batch.device_name))
        try:
            self._thread.run(batch)
        except BaseException:  # noqa: BLE001 - the batch's state is unknown: a new process is safer
            _log.exception("the painting thread failed")
            self._soon(self._end, 1)

    def _soon(self, call: Callable[[T], object], argument: T) -> None:
        """Call on the loop's thread, from any thread."""
        # The loop is closed while the program exits; nobody listens by then.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call, argument)

    def _end(self, code: int) -> None:
        if not self._over.done():
            self._over.set_result(code)

    def _on_unfit(self, error: Exception) -> None:
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
                case Paint(request=request) if request.id in self._known:
                    self._write(_refuse_duplicate(request.id))
                case Paint(request=request):
                    self._known.add(request.id)
                    self._opening[request.id] = self._spawn(self._open(request))
                case Cancel(id=name):
                    self._cancel(name)
                case Keep(id=name):
                    self._thread.submit(Finish(name))
                case Shutdown():
                    break
                case Setup():
                    raise FrameError("a second Setup")
        self._end(0)

    def _cancel(self, name: str) -> None:
        opening = self._opening.pop(name, None)
        if opening is None:
            self._thread.submit(Leave(name))
        else:
            opening.cancel()
            self._post(Cancelled(id=name))

    async def _open(self, request: Request) -> None:
        try:
            join = await self._loop.run_in_executor(self._pool, _open_pictures, request)
            if request.options.backbone not in _AT_HAND:
                fetch = partial(_fetch_weights, request.options.backbone, self._setup)
                await self._loop.run_in_executor(self._fetching, fetch)
        except Exception as error:  # noqa: BLE001 - must not end the other paintings
            self._post(Failed(id=request.id, problem=as_engine_error(error).as_problem()))
        else:
            self._thread.submit(join)
        self._opening.pop(request.id, None)

    async def _send_heartbeats(self) -> None:
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
        snapshot = due.snapshot
        picture = await self._encode(encode_jpeg, snapshot.pixels, _PREVIEW_QUALITY)
        self._post(
            Preview(
                id=due.id,
                picture=picture,
                step=snapshot.step,
                steps=snapshot.steps,
                seconds_left=snapshot.seconds_left,
            )
        )
        await self._writer.drain()
        self._thread.submit(PreviewSent(due.id))

    async def _send_result(self, painted: Painted) -> None:
        try:
            self._post(await self._as_done(painted))
        except Exception as error:  # noqa: BLE001 - must not end the other paintings
            self._post(Failed(id=painted.id, problem=as_engine_error(error).as_problem()))

    async def _as_done(self, painted: Painted) -> Done:
        snapshot = painted.snapshot
        height, width = snapshot.pixels.shape[:2]
        if painted.format == "png":
            picture = await self._encode(encode_png, snapshot.pixels)
        else:
            picture = await self._encode(encode_jpeg, snapshot.pixels, _RESULT_QUALITY)
        return Done(
            id=painted.id,
            picture=picture,
            format=painted.format,
            width=width,
            height=height,
            step=snapshot.step,
            steps=snapshot.steps,
            seconds=painted.seconds,
            kept=painted.kept,
        )

    async def _encode(self, encoder: Callable[..., bytes], *arguments: object) -> bytes:
        return await self._loop.run_in_executor(self._pool, encoder, *arguments)

    def _post(self, message: ToClient) -> None:
        if isinstance(message, Done | Failed | Cancelled):
            self._known.discard(message.id)
        self._write(message)

    def _write(self, message: ToClient) -> None:
        if not self._writer.is_closing():
            self._writer.write(encode(message))

    def _spawn(self, job: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(job)
        self._tasks.add(task)
        task.add_done_callback(self._on_done)
        return task

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        # The client went away in the middle of something, or a mistake of ours.
        gone = isinstance(error, ConnectionError)
        if not gone:
            _log.error("the worker failed", exc_info=error)
        self._end(0 if gone else 1)


def _refuse_duplicate(name: str) -> Failed:
    """The answer to an id that is in use; the painting that has it goes on."""
    error = InvalidState(f"A painting with the id {name} is running.", reason="duplicate_id")
    return Failed(id=name, problem=error.as_problem())


def _open_pictures(request: Request) -> Join:
    photo = _open_named(request.photo, _PHOTO_SIDE, "photo")
    styles = tuple(
        StyleImage(
            s.digest, _open_named(s.picture, _STYLE_SIDE, "style"), s.weight, s.vector, s.measured
        )
        for s in request.styles
    )
    painting = None
    if request.painting is not None and request.options.init == "painting":
        painting = _open_named(request.painting, _PHOTO_SIDE, "painting")
    return Join(request.id, photo, styles, request.options, painting)


def _fetch_weights(name: str, setup: Setup) -> None:
    """Here rather than on the painting thread, where all other paintings would wait for it."""
    from engine.backbones import fetch
    from engine.weights.store import WeightStore

    fetch(name, WeightStore(setup.weights_dir, Path(setup.cache)))


def _open_named(data: bytes, max_side: int, field: str) -> Image.Image:
    """An error says which of the pictures it is about."""
    try:
        return open_picture(data, max_side=max_side)
    except EngineError as error:
        error.field = field
        raise
