"""What a painting looked like on its way, kept for films: a few frames each, bounded on disk."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from storage import Job

log = logging.getLogger(__name__)

MOST_FRAMES: Final = 48
MOST_BYTES: Final = 256 << 20
KEPT_S: Final = 30 * 24 * 3600.0
_SUFFIX: Final = ".frames"


@dataclass(slots=True)
class FrameRecorder:
    """Collects the frames of one painting, thinned out evenly when they become too many."""

    frames: list[bytes] = field(default_factory=list)
    _every: int = 1
    _seen: int = 0

    def add(self, frame: bytes) -> None:
        """Add the next frame, an encoded picture."""
        if self._seen % self._every == 0:
            self.frames.append(frame)
        self._seen += 1
        if len(self.frames) > MOST_FRAMES:
            self.frames = self.frames[::2]
            self._every *= 2

    def rewind(self) -> None:
        """Forget all frames, for the painting begins anew."""
        self.frames.clear()
        self._every, self._seen = 1, 0


@dataclass(frozen=True, slots=True)
class FrameStore:
    """Keeps the frames of finished paintings, in one file each; the oldest go when it is too much.

    A painting that was answered with an earlier one of the same shares its frames.
    """

    folder: Path
    most_bytes: int = MOST_BYTES

    async def keep(self, job: Job, frames: Sequence[bytes], *, partial: bool = False) -> None:
        """Keep the frames of ``job``, which is done; a disk that fails costs only the film."""
        try:
            await asyncio.to_thread(self._write, self._path(job, partial), list(frames))
        except OSError as error:
            log.warning("job %s: no film was kept: %s", job.id, error)

    async def load(self, job: Job) -> tuple[bytes, ...]:
        """Return the frames of ``job``; none when they are gone."""
        try:
            content = await asyncio.to_thread(self._path(job, job.partial).read_bytes)
            return tuple(msgspec.msgpack.decode(content, type=list[bytes]))
        except (OSError, msgspec.DecodeError) as error:
            log.info("job %s: no film: %s", job.id, error)
            return ()

    async def drop(self, job: Job) -> None:
        """Forget the frames of ``job``."""
        path = self._path(job, job.partial)
        await asyncio.to_thread(path.unlink, missing_ok=True)

    def _path(self, job: Job, partial: bool) -> Path:
        # One that was stopped early is not what others get who ask for the same.
        return self.folder / ((job.id if partial else job.fingerprint) + _SUFFIX)

    def _write(self, path: Path, frames: list[bytes]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".part")
        # Renamed when it is whole, so that a crash leaves no half a file to be read.
        fresh.write_bytes(msgspec.msgpack.encode(frames))
        fresh.replace(path)
        self._make_room()

    def _make_room(self) -> None:
        kept = sorted(
            ((file.stat(), file) for file in self.folder.iterdir()),
            key=lambda one: one[0].st_mtime,
            reverse=True,
        )
        oldest, total = time.time() - KEPT_S, 0
        for facts, file in kept:
            total += facts.st_size
            if total > self.most_bytes or facts.st_mtime < oldest:
                file.unlink(missing_ok=True)
