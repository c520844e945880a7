"""The runner: takes jobs from the line, has them painted and sees to it that the chat gets them.

Rows are the truth. A job is open from ``submit`` until its row is final; one task per engine slot
paints, another task per finished painting delivers, so that no upload holds up a slot. Shutdown:
the line closes, paintings stop, deliveries get the time limit; what did not get through goes back
to ``queued`` and is taken up at the next start.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any, Final, TypeAlias

from telegram.ext import ExtBot

from bot.concurrency import cancel_all
from bot.jobs.active_job import ActiveJob
from bot.jobs.adjustments import Blender, comes_as_file
from bot.jobs.delivery import (
    ASKED,
    BLOCKED,
    Adjuster,
    Delivery,
    Question,
    failed_for,
    try_transition,
)
from bot.jobs.estimates import WaitEstimates
from bot.jobs.executor import JobExecutor
from bot.jobs.preview_frames import FrameStore
from bot.jobs.progress import Again, Pace, Progress, pace_of
from bot.jobs.queue import FairQueue, JobId, QueueClosed, QueueEntry, QueueFull
from bot.jobs.status_message import PAUSES, Notify, StatusMessage
from bot.preferences import load_preferences
from bot.texts import Catalogue
from bot.transport.chat_actions import SEEN, react
from engine.messages import Cancelled, Terminal
from storage import Chats, Job, Jobs, People, State

log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 5
"""A job that was begun so often without an end is not begun again; it may be what kills us."""

REFRESH: Final = 15.0
"""Seconds after which those who wait are told anew how long, though the line has not moved."""

TIMINGS: Final = 200
"""So many of the latest paintings tell how long those to come will take."""

STOP_SECONDS: Final = 10.0

Migrated: TypeAlias = Callable[[int, int], Awaitable[object]]


class Runner:
    """Owns the tasks of the slots and of the deliveries."""

    def __init__(
        self,
        *,
        bot: ExtBot[Any],
        executor: JobExecutor,
        jobs: Jobs,
        people: People,
        chats: Chats,
        catalogue: Catalogue,
        line: FairQueue,
        slots: int,
        pace: Callable[[int], Pace] = pace_of,
        migrated: Migrated | None = None,
        frame_store: FrameStore | None = None,
        blender: Blender | None = None,
        question: Question | None = None,
        pauses: tuple[float, ...] = PAUSES,
        refresh: float = REFRESH,
    ) -> None:
        self._bot = bot
        self._executor = executor
        self._jobs = jobs
        self._people = people
        self._chats = chats
        self._catalogue = catalogue
        self._line = line
        self._slots = slots
        self._pace = pace
        self._migrated = migrated or _note_migration
        self._pauses = pauses
        self._refresh = refresh
        self._open: dict[JobId, ActiveJob] = {}
        self.estimates = WaitEstimates(line, self._open, slots)
        blender = blender or Blender(executor.fetch)
        self._outcomes = Delivery(
            jobs=jobs,
            adjuster=Adjuster(jobs, blender),
            frame_store=frame_store,
            question=question,
            learn=self.estimates.learn,
            react=self._react,
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._endings: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def start(self) -> None:
        """Take up what an earlier life left unfinished, then serve the line."""
        self.estimates.remember(await self._jobs.recent_timings(TIMINGS))
        for job in await self._jobs.unfinished():
            await self._readmit(job)
        for slot in range(self._slots):
            self._own(self._tasks, self._serve_slot(), f"slot {slot}")
        self._own(self._tasks, self.estimates.announce(self._refresh), "places in line")

    async def stop(self, limit: float = 10.0) -> None:
        """End every task within about twice ``limit`` seconds; unfinished rows become queued."""
        self._stopping = True
        self._line.close()
        await cancel_all(self._tasks, limit)
        if self._endings:
            await asyncio.wait(self._endings, timeout=limit)
        await cancel_all(self._endings, limit)
        for active in self._open.values():
            await active.close()
            if active.cancelled_for is not None:
                await try_transition(self._jobs.cancel(active.job.id, active.cancelled_for))
            elif active.job.state is State.RUNNING:
                await try_transition(self._jobs.requeue(active.job.id))
        self._open.clear()

    @property
    def in_hand(self) -> int:
        """Jobs that wait, are painted or are being delivered."""
        return len(self._open)

    async def submit(self, job: Job) -> None:
        """Take a job whose row is committed; one that is open or over already is left alone.

        The job's one status message ("you are 3rd, ~40 s") follows or, when the same request was
        painted before, the picture; when the line is full the job fails and the person is told.
        Raises errors of storage only.
        """
        if job.id in self._open or job.state.is_final or self._stopping:
            return
        active = await self._active_job(job)
        if self._open.setdefault(job.id, active) is not active:
            return
        if (ending := await self._repetition(active)) is not None:
            self._end(active, ending)
        else:
            self._react(job, SEEN)
            self._enqueue(active)

    async def cancel(self, job_id: JobId) -> bool:
        """Cancel a queued or running job; False when there is nothing (any more) to cancel.

        The caller has checked that the person may. The status message will say so.
        """
        if job_id in self._open:
            return self._cancel(job_id, ASKED)
        # A painting that could not be delivered waits in its row for the next start.
        return await try_transition(self._jobs.cancel(job_id, ASKED))

    async def keep(self, job_id: JobId) -> bool:
        """Deliver the present state of a running job as its result; False if it has none yet."""
        return await self._executor.painter.keep(job_id)

    async def over(self, job_id: JobId, limit: float = STOP_SECONDS) -> None:
        """Until nothing more comes of a job that is being delivered, ``limit`` s at most."""
        active = self._open.get(job_id)
        if active is not None and active.is_ending:
            with suppress(TimeoutError):
                async with asyncio.timeout(limit):
                    await active.over.wait()

    async def _readmit(self, job: Job) -> None:
        if job.state is State.RUNNING:
            job = await self._jobs.requeue(job.id)
        again = Again.BOT if job.attempts else None
        active = self._open[job.id] = await self._active_job(job, again)
        if job.attempts >= MOST_ATTEMPTS:
            log.error("job %s: given up after %d attempts", job.id, job.attempts)
            self._end(active, self._conclude(active, failed_for(job, "died")))
        else:
            self._enqueue(active, readmit=True)

    async def _active_job(self, job: Job, again: Again | None = None) -> ActiveJob:
        effective = await load_preferences(
            self._people, self._chats, person_id=job.person_id, chat_id=job.chat_id
        )
        texts = self._catalogue.speak(effective.language)
        notify = Notify(
            sent=partial(self._jobs.set_status_message, job.id),
            blocked=partial(self._cancel, job.id, BLOCKED),
            migrated=self._migrated,
        )
        message = StatusMessage(self._bot, job, texts, notify, pauses=self._pauses)
        shown = Progress(
            self._pace(job.chat_id),
            style=message.title,
            again=again,
            previews=effective.preferences.previews,
        )
        return ActiveJob(job, shown, message)

    def _enqueue(self, active: ActiveJob, *, readmit: bool = False) -> None:
        try:
            self._line.put(QueueEntry(active.job.id, active.job.chat_id), readmit=readmit)
        except QueueFull:
            self._end(active, self._conclude(active, failed_for(active.job, "line_full")))
        except QueueClosed:
            log.info("job %s: waits for the next start", active.job.id)

    async def _serve_slot(self) -> None:
        while True:
            try:
                ticket = await self._line.get()
            except QueueClosed:
                return
            active = self._open[ticket.job_id]
            active.holds_slot = True
            try:
                # The same may have been painted while this one waited.
                ending = await self._repetition(active) or self._conclude(
                    active, await self._work(active)
                )
            except Exception:
                # All of them: the slot serves everybody, and one painting must not end it.
                log.exception("job %s: failed", ticket.job_id)
                ending = self._conclude(active, failed_for(active.job, "internal"))
            active.holds_slot = False
            self._end(active, ending)

    async def _repetition(self, active: ActiveJob) -> Coroutine[Any, Any, None] | None:
        """How to answer a job with an earlier painting of the same, if there is one."""
        earlier = None if active.is_unlike else await self._jobs.painted_before(active.job)
        if earlier is not None and comes_as_file(earlier) != comes_as_file(active.job):
            # Telegram does not send a photo that it has as a file, nor the other way round.
            earlier = None
        return None if earlier is None else self._repeat(active, earlier)

    async def _work(self, active: ActiveJob) -> Terminal:
        active.job = await self._jobs.start(active.job.id)
        active.wait(1, 0)
        if active.cancelled_for is None:
            work = self._executor.paint(active.job, active.note)
            active.work = asyncio.create_task(work, name=f"paint {active.job.id}")
            try:
                await asyncio.wait({active.work})
            finally:
                await cancel_all({active.work}, STOP_SECONDS)
        if active.cancelled_for is not None or active.work is None:
            return Cancelled(id=active.job.id)
        return active.work.result()

    def _cancel(self, job_id: JobId, reason: str) -> bool:
        active = self._open.get(job_id)
        if active is None or active.is_ending or active.cancelled_for is not None:
            return False
        active.cancelled_for = reason
        if self._line.cancel(job_id):
            self._end(active, self._conclude(active, Cancelled(id=job_id)))
        elif active.work is not None:
            # Leaving the engine's events cancels there within a tick.
            active.work.cancel()
        return True

    def _end(self, active: ActiveJob, ending: Coroutine[Any, Any, None]) -> None:
        active.is_ending = True
        self._own(self._endings, ending, f"end {active.job.id}")

    async def _repeat(self, active: ActiveJob, earlier: Job) -> None:
        if await self._outcomes.repeat(active, earlier):
            await self._forget(active)
        else:
            active.is_ending, active.is_unlike = False, True
            self._enqueue(active, readmit=True)

    async def _conclude(self, active: ActiveJob, outcome: Terminal) -> None:
        await self._outcomes.conclude(active, outcome)
        await self._forget(active)

    def _react(self, job: Job, emoji: str | None) -> None:
        """Show on the message that asked, in a group, what became of it."""
        asked = job.message_id > 0 and job.message_id != job.status_message_id
        if job.chat_id < 0 and asked and not job.origin.startswith("tap:"):
            sign = react(self._bot, job.chat_id, job.message_id, emoji)
            self._own(self._tasks, sign, f"react {job.id}")

    async def _forget(self, active: ActiveJob) -> None:
        self._open.pop(active.job.id, None)
        await active.close()

    def _own(
        self, tasks: set[asyncio.Task[None]], work: Coroutine[Any, Any, None], name: str
    ) -> None:
        task = asyncio.create_task(work, name=name)
        tasks.add(task)
        task.add_done_callback(tasks.discard)


async def _note_migration(old: int, new: int) -> None:
    log.info("chat %d became %d", old, new)
