"""One accepted job in memory: what is known of it now, and what its chat is shown of that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from telegram.ext import ExtBot

from bot.jobs.adjustments import is_delivered_as_file
from bot.jobs.preview_frames import FrameRecorder
from bot.jobs.progress import Pace, Progress, RestartReason, is_foreseeable, pace_of
from bot.jobs.status_message import PAUSES, StatusMessage, StatusObserver
from bot.preferences import EffectivePreferences, load_preferences
from bot.texts import Catalogue
from engine.messages import AnyEvent, Preview, Started, Terminal
from storage import Chats, Job, Jobs, People

LEAST_SECONDS: Final = 5.0
"""A painting is never foretold to be done sooner than this."""


class ActiveJob:
    """Brings a job's progress to its status message at the pace that the progress sets."""

    def __init__(self, job: Job, progress: Progress, message: StatusMessage) -> None:
        self.job = job
        self.message = message
        self.work: asyncio.Task[Terminal] | None = None
        """Fetching and painting, once a slot has taken the job."""
        self.holds_slot = False
        """Whether a slot has taken it from the queue and not yet passed it to its delivery."""
        self.cancelled_for: str | None = None
        """Why somebody ended it, if so."""
        self.is_ending = False
        """Whether its outcome is on the way to the chat, so that nothing can stop it."""
        self.is_unlike = False
        """Whether no earlier painting can answer it, as the picture is gone."""
        self.recorder = FrameRecorder()
        """The frames that were painted so far."""
        self.closed = asyncio.Event()
        """Set when nothing more will come of it."""
        self._progress = progress
        self._timer: asyncio.TimerHandle | None = None
        self._started_at: float | None = None
        self._ends_at: float | None = None

    def show_position(self, position: int, seconds: float) -> None:
        """Show its ``position`` in the queue, 1 being next; its turn comes in ``seconds``."""
        self._progress.show_position(position, seconds)
        self._refresh()

    def note(self, event: AnyEvent) -> None:
        """Show what the engine says."""
        match event:
            case Started():
                # Also after a restart of the engine, when all that was known is void.
                self._started_at, self._ends_at = _now(), None
                self.recorder.rewind()
            case Preview():
                self.recorder.add(event.picture)
                if is_foreseeable(event):
                    self._ends_at = _now() + event.seconds_left
        self._progress.note(event)
        self._refresh()

    def seconds_left(self, usual: float) -> float:
        """Return the seconds until it is painted; it takes ``usual`` where nothing is known yet.

        One that takes longer than was foretold is never said to be done already.
        """
        if self._ends_at is not None:
            return max(LEAST_SECONDS, self._ends_at - _now())
        # One that has its slot but is not begun yet has all its time before it.
        begun = _now() if self._started_at is None else self._started_at
        return max(LEAST_SECONDS, begun + usual - _now())

    def may_repeat(self, earlier: Job) -> bool:
        """Return whether an ``earlier`` painting of the same can answer this job."""
        # Telegram does not send a photo that it has as a file, nor the other way round.
        is_same_kind = is_delivered_as_file(earlier) == is_delivered_as_file(self.job)
        return is_same_kind and not self.is_unlike

    async def close(self) -> None:
        """Show nothing more."""
        self._stop_timer()
        await self.message.close()
        self.closed.set()

    def _refresh(self) -> None:
        # What is due is worked out anew, for the newest view may be due sooner than the last.
        self._stop_timer()
        wait = self._progress.seconds_until_due(_now())
        if wait is None:
            return
        view = self._progress.take(_now())
        if view is not None:
            self.message.show(view)
        else:
            # Too soon after the last view; what is newest by then is shown.
            self._timer = asyncio.get_running_loop().call_later(wait, self._refresh)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOpener:
    """Makes active jobs of rows, in the language and at the pace of their chats."""

    bot: ExtBot[Any]
    jobs: Jobs
    people: People
    chats: Chats
    catalogue: Catalogue
    pace: Callable[[int], Pace] = pace_of
    pauses: tuple[float, ...] = PAUSES

    async def open(
        self,
        job: Job,
        on_blocked: Callable[[], object],
        *,
        effective: EffectivePreferences | None = None,
        restarted_by: RestartReason | None = None,
    ) -> ActiveJob:
        """Make ``job`` active; ``on_blocked`` is called when its chat cannot see it any more.

        ``effective`` preferences of the person in the chat are read if they are not given.
        """
        if effective is None:
            effective = await load_preferences(
                self.people, self.chats, person_id=job.person_id, chat_id=job.chat_id
            )
        observer = StatusObserver(
            on_sent=partial(self.jobs.set_status_message, job.id),
            on_blocked=on_blocked,
            on_migrated=self.chats.migrate,
        )
        texts = self.catalogue.speak(effective.language)
        message = StatusMessage(self.bot, job, texts, observer, pauses=self.pauses)
        progress = Progress(
            self.pace(job.chat_id),
            style=message.title,
            restarted_by=restarted_by,
            previews=effective.preferences.previews,
        )
        return ActiveJob(job, progress, message)


def _now() -> float:
    return asyncio.get_running_loop().time()
