"""One life of a decoder process: started, asked, brought to an end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from imaging.errors import ERRORS, BadPicture, PictureError, damaged, too_costly
from imaging.sandbox import channel
from imaging.sandbox.blobs import BlobError, Data, map_blob
from imaging.sandbox.messages import (
    AnyAnswer,
    AnyOperation,
    Checked,
    Encoded,
    MessageError,
    Opened,
    Ready,
    Refused,
    decode_answer,
    encode,
)

_log = logging.getLogger("imaging.sandbox")

PROGRAM: Final = "imaging.sandbox.worker"
_ROOT: Final = Path(__file__).resolve().parents[2]
_END_SECONDS: Final = 5.0
"""A killed process is gone long before."""
_FAREWELL_SECONDS: Final = 1.0
"""How long one that closed its socket has to be gone by itself."""
_LAST_WORDS: Final = 2000
_PIPE: Final = 1 << 16
_SLOWDOWN: Final = 2
"""By the clock an operation may take so many times its processor time: others work here too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxLimits:
    """What one decoder process may use, and how long it lives."""

    memory: int = 1200 << 20
    """Bytes that decoding one picture may take: 80 megapixels, held twice at most."""
    kept_memory: int = 400 << 20
    """Bytes; a process that holds more after an operation is replaced."""
    operations: int = 200
    """So many, and then it is replaced: what broke into it does not stay."""
    start_seconds: float = 20.0
    program: str = PROGRAM


class ProcessFailed(Exception):
    """A decoder process could not be started, or does not speak the language."""


class DecoderProcess:
    """Made by ``start``; ``end`` must be awaited in every case."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        sock: socket.socket,
        output: int,
        limits: SandboxLimits,
    ) -> None:
        self._process = process
        self._sock = sock
        self._output = output
        self._limits = limits
        self._operations = 0
        self._memory = 0
        self._is_broken = False
        self.confinement: tuple[str, ...] = ()

    @classmethod
    async def start(cls, limits: SandboxLimits) -> DecoderProcess:
        """Start the program and wait until it is confined. Raises ``ProcessFailed``."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        output, theirs_output = _create_output()
        try:
            # Only when our copy of its end is closed does its death reach us as end of file.
            with theirs:
                process = await _spawn(limits, theirs.fileno(), theirs_output)
        except BaseException as error:
            ours.close()
            os.close(output)
            if isinstance(error, OSError):
                raise ProcessFailed(str(error)) from error
            raise
        finally:
            os.close(theirs_output)
        self = cls(process, ours, output, limits)
        try:
            await self._become_ready()
        except BaseException:
            await self.end()
            raise
        return self

    @property
    def pid(self) -> int:
        """Of the operating system."""
        return self._process.pid

    @property
    def is_fit(self) -> bool:
        """Whether it can be asked again."""
        return (
            not self._is_broken
            and not self._is_gone()
            and self._operations < self._limits.operations
            and self._memory <= self._limits.kept_memory
        )

    async def ask(self, operation: AnyOperation, blob: int | None) -> tuple[AnyAnswer, Data]:
        """Return the answer to ``operation``, whose pictures are in ``blob``, and its bytes.

        Raises ``PictureError``, also where the process dies of the picture or takes too long.
        Whoever leaves early leaves a process that is not fit any more.
        """
        self._operations += 1
        self._is_broken = True
        try:
            async with asyncio.timeout(_SLOWDOWN * operation.seconds + 1):
                await channel.send_async(self._sock, encode(operation), blob)
                answer, data = await self._receive()
        except TimeoutError as error:
            _log.warning("decoder %d: ended by the clock", self.pid)
            raise too_costly() from error
        except (channel.ChannelClosed, ConnectionError) as error:
            raise await self._explain_death() from error
        except (ProcessFailed, channel.ChannelError) as error:
            # Only a process that was broken into speaks so.
            _log.error("decoder %d: %s", self.pid, error)
            raise damaged() from error
        self._is_broken = False
        self._read_output()
        if isinstance(answer, Refused):
            raise _error_of(answer)
        return answer, data

    async def end(self) -> None:
        """Kill it and wait for its end, a few seconds at most."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_END_SECONDS):
                await self._process.wait()
        self._sock.close()
        os.close(self._output)

    def _is_gone(self) -> bool:
        if self._process.returncode is not None:
            return True
        try:
            # The socket tells sooner than the loop hears of the death.
            return not self._sock.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    async def _become_ready(self) -> None:
        try:
            async with asyncio.timeout(self._limits.start_seconds):
                payload, fd = await channel.receive_async(self._sock)
        except (TimeoutError, channel.ChannelError) as error:
            raise ProcessFailed(f"no decoder started: {self._last_words()}") from error
        _close(fd)
        try:
            ready = decode_answer(payload)
        except MessageError as error:
            raise ProcessFailed(str(error)) from error
        if not isinstance(ready, Ready):
            raise ProcessFailed("a decoder that is not ready")
        self.confinement = ready.confinement

    async def _receive(self) -> tuple[AnyAnswer, Data]:
        payload, fd = await channel.receive_async(self._sock)
        try:
            answer = decode_answer(payload)
            if isinstance(answer, Ready):
                raise ProcessFailed("ready twice")
            self._memory = answer.memory
            return answer, b"" if fd is None else map_blob(fd, _size_of(answer))
        except (BlobError, MessageError) as error:
            raise ProcessFailed(str(error)) from error
        finally:
            _close(fd)

    async def _explain_death(self) -> PictureError:
        """Return the error for the picture that the process died of."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                await self._process.wait()
        code = self._process.returncode
        _log.warning("decoder %d died (%s): %s", self.pid, code, self._last_words())
        # Killed by the limit of its processor time, or by a machine that is out of memory.
        if code in {-signal.SIGXCPU, -signal.SIGKILL}:
            return too_costly()
        return damaged()

    def _last_words(self) -> str:
        text = self._read_output()[-_LAST_WORDS:]
        return text.decode(errors="replace").strip() or "without a word"

    def _read_output(self) -> bytes:
        """Return what it printed since the last time, as far as a pipe holds that."""
        try:
            return os.read(self._output, _PIPE)
        except BlockingIOError:
            return b""


async def _spawn(limits: SandboxLimits, fd: int, output: int) -> asyncio.subprocess.Process:
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    return await asyncio.create_subprocess_exec(
        sys.executable,
        # Not from the directory it runs in.
        "-P",
        "-m",
        limits.program,
        str(fd),
        str(limits.memory),
        pass_fds=(fd,),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd="/",
        # No token and nothing else that was set for the bot.
        env={
            "PYTHONPATH": path,
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
            # Threads of numpy would take address space and the cores of others.
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "MALLOC_ARENA_MAX": "2",
        },
        # Ctrl-C at the terminal is the parent's; this process ends with its socket.
        start_new_session=True,
    )


def _create_output() -> tuple[int, int]:
    """Return both ends of a pipe for what the program prints; if it is full, that is lost."""
    ours, theirs = os.pipe()
    for end in (ours, theirs):
        os.set_blocking(end, False)
    return ours, theirs


def _size_of(answer: AnyAnswer) -> int:
    match answer:
        case Opened(width=width, height=height, channels=channels):
            return width * height * channels
        case Encoded(size=size):
            return size
        case Checked() | Refused():
            return 0


def _error_of(refused: Refused) -> PictureError:
    cls = ERRORS.get(refused.error, BadPicture)
    if refused.cause:
        _log.info("a picture refused as %s: %s", refused.reason, refused.cause)
    return cls(refused.words, reason=refused.reason, format_name=refused.format_name)


def _close(fd: int | None) -> None:
    if fd is not None:
        os.close(fd)
