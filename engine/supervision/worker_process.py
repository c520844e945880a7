"""One life of the worker program: started, spoken to, brought to an end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from engine.settings import EngineSettings
from engine.wire import Setup, Shutdown, ToClient, TornFrame, ToWorker, encode, from_worker

_log = logging.getLogger("engine.worker")
_ROOT = Path(__file__).resolve().parents[2]
_READ_AHEAD = 1 << 20
_KILL_LIMIT = 5.0
_LONGEST_LINE = 2000
_SETTINGS = "ATELIER_"


class WorkerProcess:
    """Made by ``launch``; ``end`` must be awaited in every case."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._process = process
        self._messages = from_worker(reader)
        self._writer = writer
        # Bounded: a worker that floods its output must not fill our memory.
        self._last_output: deque[str] = deque(maxlen=20)
        self._output_task = asyncio.create_task(self._log_output(), name="worker output")

    @classmethod
    async def launch(cls, settings: EngineSettings) -> WorkerProcess:
        """Start the program and tell it how to paint. Raises ``OSError``."""
        ours, theirs = socket.socketpair()
        # Only when our copy of the worker's end is closed does its death reach us as EOF.
        with theirs:
            reader, writer = await asyncio.open_unix_connection(sock=ours, limit=_READ_AHEAD)
            try:
                process = await _spawn(settings.worker, theirs.fileno())
            except BaseException:
                writer.transport.abort()
                raise
        worker = cls(process, reader, writer)
        worker.post(
            Setup(
                device=settings.device,
                threads=settings.threads,
                weights=None if settings.weights is None else str(settings.weights),
                cache=str(settings.home / "weights"),
                networks=None if settings.networks is None else str(settings.networks),
                heartbeat_every=settings.heartbeat_every,
            )
        )
        return worker

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def post(self, message: ToWorker) -> None:
        """Send without waiting; nothing happens when the worker is gone."""
        # Encoded first: a message that cannot be sent is an error whether or not anybody listens.
        frame = encode(message)
        if not self._writer.is_closing():
            self._writer.write(frame)

    async def drain(self) -> None:
        """Wait until the worker has taken in most of what was posted."""
        # That the worker is gone is told by ``read``, which everybody waits for anyway.
        with contextlib.suppress(ConnectionError):
            await self._writer.drain()

    async def read(self) -> ToClient | None:
        """Read the worker's next message; return ``None`` when it is gone.

        Raises ``FrameError``.
        """
        # A death with bytes unread on either side is no end of file, but means the same.
        with contextlib.suppress(TornFrame, ConnectionError):
            return await self._messages.read()
        return None

    async def exit_summary(self) -> str:
        """Say how a worker that closed its socket ended, and in further lines its last output."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_KILL_LIMIT):
                await self._process.wait()
                # What it printed last may still be in the pipe. Shielded: a timeout here must not
                # end the logging of a worker that lives on.
                await asyncio.shield(self._output_task)
        match self._process.returncode:
            case None:
                how = "closed its socket but still runs"
            case code if code < 0:
                how = f"was killed by {_signal_name(-code)}"
            case code:
                how = f"exited with {code}"
        return "\n    ".join((f"worker {self.pid} {how}", *self._last_output))

    async def end(self, limit: float) -> None:
        """Ask for an orderly end, then terminate, then kill; each gets ``limit`` seconds."""
        # A worker between two messages obeys the Shutdown; one that reads no more sees the EOF.
        self.post(Shutdown())
        self._writer.close()  # Sends what is buffered, then EOF, which means the same.
        if not await self._exits_within(limit):
            _log.warning("worker %d does not shut down; terminating it", self.pid)
            self._signal(signal.SIGTERM)
            if not await self._exits_within(limit):
                self._signal(signal.SIGKILL)
                await self._exits_within(_KILL_LIMIT)
        # A worker that will not read would leave buffered bytes in the transport for ever.
        self._writer.transport.abort()
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(_KILL_LIMIT):
                await self._writer.wait_closed()
        self._output_task.cancel()
        await asyncio.gather(self._output_task, return_exceptions=True)

    def abort(self, *, stuck: bool) -> None:
        """Signal it to end at once; one that is ``stuck`` first prints where each thread is."""
        self._signal(signal.SIGABRT if stuck else signal.SIGTERM)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)

    async def _exits_within(self, limit: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limit):
                await self._process.wait()
        return self._process.returncode is not None

    async def _log_output(self) -> None:
        """Log what the worker prints; its own log lines begin with their level."""
        stdout = self._process.stdout
        assert stdout is not None  # noqa: S101 - asked for in _spawn
        level, rest = logging.WARNING, b""
        while chunk := await stdout.read(1 << 16):
            *lines, rest = (rest + chunk).split(b"\n")
            for raw in lines:
                level = self._log_line(raw, level)
            # A line without an end is cut, so that it cannot grow without bounds.
            rest = rest[-_LONGEST_LINE:]
        if rest:
            self._log_line(rest, level)

    def _log_line(self, raw: bytes, level: int) -> int:
        line = raw[:_LONGEST_LINE].decode(errors="replace").rstrip()
        name, _, text = line.partition(" ")
        known = logging.getLevelNamesMapping().get(name)
        self._last_output.append(line)
        _log.log(known or level, "%s", text if known else line)
        # A traceback goes on over many lines.
        return known or level


async def _spawn(module: str, fd: int) -> asyncio.subprocess.Process:
    # The program must be found wherever this process was started from.
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        str(fd),
        pass_fds=(fd,),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**worker_environment(os.environ), "PYTHONPATH": path},
        # Ctrl-C at the terminal is the parent's; the worker is told by message.
        start_new_session=True,
    )


def worker_environment(ours: Mapping[str, str]) -> dict[str, str]:
    """Return the worker's environment: ours without the bot's settings, the token among them.

    What it has to know of them comes in ``Setup``.
    """
    kept = {name: value for name, value in ours.items() if not name.startswith(_SETTINGS)}
    # Threads of torch that spin while they wait take the very cores that the others need:
    # on two busy cores a step took six times as long.
    return {"OMP_WAIT_POLICY": "passive", **kept, "PYTHONUNBUFFERED": "1"}


def _signal_name(number: int) -> str:
    """Return the name of a signal, such as ``SIGKILL``."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
