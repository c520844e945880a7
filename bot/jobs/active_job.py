"""One accepted job in memory: what is known of it now, and what its chat is shown of that."""

from __future__ import annotations

import asyncio
from typing import Final

from bot.jobs.preview_frames import FrameRecorder
from bot.jobs.progress import Progress, View, is_foreseeable
from bot.jobs.status_message import StatusMessage
from engine.messages import AnyEvent, Preview, Started, Terminal
from storage import Job

LEAST_SECONDS: Final = 5.0


class ActiveJob:
    """Brings a job's progress to its status message at the pace that the progress sets."""

    def __init__(self, job: Job, progress: Progress, message: StatusMessage) -> None:
        self.job = job
        self.message = message
        self.work: asyncio.Task[Terminal] | None = None
        """Fetching and painting, once a slot has taken the job."""
        self.holds_slot = False
        """Whether it is its turn: from when it leaves the line until it is delivered."""
        self.cancelled_for: str | None = None
        """Why somebody ended it, if so."""
        self.is_ending = False
        """Whether its outcome is on the way to the chat, so that nothing can stop it."""
        self.is_unlike = False
        """Whether no earlier painting can answer it, as the picture is gone."""
        self.recorder = FrameRecorder()
        """What it looked like on its way."""
        self.over = asyncio.Event()
        """Set when nothing more will come of it."""
        self._progress = progress
        self._timer: asyncio.TimerHandle | None = None
        self._started_at: float | None = None
        self._ends_at: float | None = None

    def wait(self, target: int, seconds: float) -> None:
        """It has this place in line, and its turn comes in about ``seconds``."""
        self._progress.wait(target, seconds)
        self._refresh()

    def note(self, event: AnyEvent) -> None:
        """The engine says something."""
        match event:
            case Started():
                self._started_at, self._ends_at = _now(), None
                self.recorder.rewind()
            case Preview():
                self.recorder.add(event.picture)
                if is_foreseeable(event):
                    self._ends_at = _now() + event.seconds_left
        self._progress.note(event)
        self._refresh()

    def seconds_left(self, usual: float) -> float:
        """Until the painting is done; ``usual`` where nothing is known yet.

        One that takes longer than was foretold is never said to be done already.
        """
        if self._ends_at is not None:
            return max(LEAST_SECONDS, self._ends_at - _now())
        begun = _now() if self._started_at is None else self._started_at
        return max(LEAST_SECONDS, begun + usual - _now())

    async def close(self) -> None:
        """Nothing more is shown."""
        self._stop_timer()
        await self.message.close()
        self.over.set()

    def _refresh(self) -> None:
        self._stop_timer()
        wait = self._progress.due(_now())
        if wait is None:
            return
        view: View | None = self._progress.take(_now())
        if view is not None:
            self.message.show(view)
        else:
            self._timer = asyncio.get_running_loop().call_later(wait, self._refresh)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _now() -> float:
    return asyncio.get_running_loop().time()
