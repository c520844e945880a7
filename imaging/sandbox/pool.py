"""The pool: asks confined processes to do with strangers' pictures what must not happen here.

A process that dies or hangs costs the request it was busy with and no other. Nothing blocks the
loop, and every wait has its bound.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Hashable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Self

import msgspec
import numpy as np
import numpy.typing as npt

from imaging.codecs import PictureInfo
from imaging.errors import SandboxUnavailable
from imaging.sandbox.blobs import Data, create_blob
from imaging.sandbox.messages import (
    AnyAnswer,
    AnyOperation,
    Blend,
    Check,
    Checked,
    Encoded,
    Film,
    Open,
    Opened,
)
from imaging.sandbox.process import DecoderProcess, ProcessFailed, SandboxLimits
from imaging.sandbox.turns import Turns

_log = logging.getLogger("imaging.sandbox")

CHECK_SECONDS: Final = 4.0
"""Of processor time; by the clock it may be twice that and a second, which is below ten."""
OPEN_SECONDS: Final = 8.0
BLEND_SECONDS: Final = 20.0
"""A painting of 4096 x 4096 in its photo's colours takes about half of it."""
FILM_SECONDS: Final = 30.0
_SMALL: Final = 1 << 18
"""Bytes that are copied sooner than a thread would begin to."""
_EXPECTED: Final = frozenset({"resources", "no-new-privileges", "files", "system-calls"})


@dataclass(frozen=True, slots=True)
class Pixels:
    """A decoded picture: ``channels`` is 3 (RGB) or 4 (RGBA), 8 bits each, row by row."""

    width: int
    height: int
    channels: int
    data: Data

    @property
    def array(self) -> npt.NDArray[np.uint8]:
        """The pixels as H x W x channels; read-only, without a copy."""
        shape = (self.height, self.width, self.channels)
        return np.frombuffer(self.data, np.uint8).reshape(shape)


class DecoderPool:
    """Up to ``size`` decoder processes, started when they are needed.

    ``waiting`` requests at most wait for ``patience`` seconds at most. One owner of requests, such
    as a chat, has all but one of the processes at most.
    """

    def __init__(
        self,
        *,
        size: int = 2,
        waiting: int = 64,
        patience: float = 30.0,
        limits: SandboxLimits | None = None,
    ) -> None:
        self._size = size
        self._limits = limits or SandboxLimits()
        self._turns = Turns(
            size=size, per_owner=max(1, size - 1), waiting=waiting, patience=patience
        )
        self._idle: list[DecoderProcess] = []
        self._starting: set[asyncio.Task[None]] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._is_open = True
        self._has_told = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """End all processes; requests after that raise ``SandboxUnavailable``."""
        self._is_open = False
        for task in self._starting:
            task.cancel()
        while self._idle:
            self._end(self._idle.pop())
        await asyncio.gather(*self._starting, *self._ending, return_exceptions=True)

    async def warm_up(self) -> None:
        """Start one process, so that the first request need not wait for it.

        Raises ``SandboxUnavailable`` when none can be started.
        """
        async with self._process():
            pass

    async def check(self, picture: bytes, *, owner: Hashable | None = None) -> PictureInfo:
        """Return format and size of ``picture`` after a quick look. Raises ``PictureError``."""
        answer, _ = await self._ask(Check(seconds=CHECK_SECONDS), [picture], owner)
        if not isinstance(answer, Checked):
            raise _confused(answer)
        return answer.info

    async def open(
        self,
        picture: bytes,
        *,
        max_side: int,
        keep_alpha: bool = False,
        owner: Hashable | None = None,
    ) -> Pixels:
        """Return the pixels of ``picture`` as a person sees it, at most ``max_side`` a side.

        They are RGBA with ``keep_alpha`` if some of it is transparent. Raises ``PictureError``.
        """
        asked = Open(max_side=max_side, keep_alpha=keep_alpha, seconds=OPEN_SECONDS)
        answer, data = await self._ask(asked, [picture], owner)
        if not isinstance(answer, Opened):
            raise _confused(answer)
        return Pixels(answer.width, answer.height, answer.channels, data)

    async def blend(
        self,
        painting: bytes,
        photo: bytes,
        *,
        intensity: int,
        keep_colours: bool,
        owner: Hashable | None = None,
    ) -> bytes:
        """Return a JPEG of ``painting`` blended with ``photo``; see ``imaging.blending.blend``.

        Raises ``ValueError`` for an intensity outside 0 to 100, and ``PictureError``.
        """
        if not 0 <= intensity <= 100:
            raise ValueError("the intensity must be between 0 and 100 percent")
        asked = Blend(intensity=intensity, keep_colours=keep_colours, seconds=BLEND_SECONDS)
        return await self._encode(asked, [painting, photo], owner)

    async def film(
        self, frames: Sequence[bytes], *, width: int, owner: Hashable | None = None
    ) -> bytes:
        """Return an animated GIF of ``frames``; see ``imaging.animation.film``.

        Raises ``PictureError``.
        """
        return await self._encode(Film(width=width, seconds=FILM_SECONDS), frames, owner)

    async def _encode(
        self, operation: AnyOperation, pictures: Sequence[Data], owner: Hashable | None
    ) -> bytes:
        answer, data = await self._ask(operation, pictures, owner)
        if not isinstance(answer, Encoded):
            raise _confused(answer)
        return bytes(data)

    async def _ask(
        self, operation: AnyOperation, pictures: Sequence[Data], owner: Hashable | None
    ) -> tuple[AnyAnswer, Data]:
        sizes = tuple(len(picture) for picture in pictures)
        operation = msgspec.structs.replace(operation, parts=sizes)
        async with (
            self._turns.take(owner),
            _blob_of(pictures, sum(sizes)) as blob,
            self._process() as process,
        ):
            return await process.ask(operation, blob)

    @asynccontextmanager
    async def _process(self) -> AsyncIterator[DecoderProcess]:
        """Lend a process that is fit; afterwards it is kept, or replaced."""
        if not self._is_open:
            raise SandboxUnavailable("No picture can be opened just now.", reason="stopped")
        process = self._take_idle() or await self._start()
        try:
            yield process
        finally:
            if process.is_fit and self._is_open:
                self._idle.append(process)
            else:
                self._end(process)
                self._restock()

    def _take_idle(self) -> DecoderProcess | None:
        while self._idle:
            process = self._idle.pop()
            if process.is_fit:
                return process
            self._end(process)
        return None

    async def _start(self) -> DecoderProcess:
        try:
            process = await DecoderProcess.start(self._limits)
        except ProcessFailed as error:
            _log.error("no decoder process can be started: %s", error)
            raise SandboxUnavailable(
                "No picture can be opened just now. Please try again later.",
                reason="cannot_start",
            ) from error
        self._tell_confinement(process)
        return process

    def _tell_confinement(self, process: DecoderProcess) -> None:
        if self._has_told:
            return
        self._has_told = True
        _log.info("strangers' pictures are opened confined by: %s", ", ".join(process.confinement))
        if missing := _EXPECTED.difference(process.confinement):
            _log.warning("this system does not confine decoders by: %s", ", ".join(missing))

    def _end(self, process: DecoderProcess) -> None:
        _keep(asyncio.ensure_future(process.end()), self._ending)

    def _restock(self) -> None:
        """Have a process at hand for the next request."""
        if self._is_open and not self._idle and not self._starting:
            _keep(asyncio.ensure_future(self._start_idle()), self._starting)

    async def _start_idle(self) -> None:
        try:
            process = await self._start()
        except SandboxUnavailable:
            # The next request tries again, and its sender is told.
            return
        self._idle.append(process)


def _keep(task: asyncio.Task[None], tasks: set[asyncio.Task[None]]) -> None:
    """Hold ``task`` in ``tasks`` until it is done; the loop itself would forget it."""
    tasks.add(task)
    task.add_done_callback(tasks.discard)


@asynccontextmanager
async def _blob_of(pictures: Sequence[Data], size: int) -> AsyncIterator[int]:
    """Hold ``pictures`` in a blob; a large one is written in a thread."""
    if size <= _SMALL:
        fd = create_blob(pictures)
    else:
        writing = asyncio.get_running_loop().run_in_executor(None, create_blob, pictures)
        try:
            fd = await asyncio.shield(writing)
        except asyncio.CancelledError:
            writing.add_done_callback(_close_result)
            raise
    try:
        yield fd
    finally:
        os.close(fd)


def _close_result(writing: asyncio.Future[int]) -> None:
    if not writing.cancelled() and writing.exception() is None:
        os.close(writing.result())


def _confused(answer: AnyAnswer) -> SandboxUnavailable:
    _log.error("a decoder answered out of turn: %s", type(answer).__name__)
    return SandboxUnavailable("No picture can be opened just now.", reason="cannot_start")
