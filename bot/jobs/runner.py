"""The runner: takes jobs from the queue, has them painted and sees that the chat gets them.

Rows are the truth. A job is active from ``submit`` until its row is final; one task per engine
slot paints, another task per finished painting delivers, so that no upload holds up a slot.
Shutdown: the queue closes, paintings stop, deliveries get the time limit; what did not get through
goes back to ``queued`` and is taken up at the next start.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from bot.concurrency import BackgroundTasks, cancel_all
from bot.jobs.active_job import ActiveJob, JobOpener
from bot.jobs.delivery import ASKED, BLOCKED, Delivery, failure_for, try_transition
from bot.jobs.estimates import Forecast, WaitEstimates
from bot.jobs.executor import JobExecutor
from bot.jobs.progress import RestartReason
from bot.jobs.queue import FairQueue, JobId, QueueClosed, QueueEntry, QueueFull
from bot.preferences import EffectivePreferences
from engine.messages import Cancelled, Terminal
from storage import Job, Jobs, State

log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 5
"""A job that was begun so often without an end is not begun again; it may be what kills us."""

REFRESH_SECONDS: Final = 15.0
"""Those who wait are told anew how long after this time, though nobody in the queue has moved."""

TIMINGS: Final = 200
"""So many of the latest paintings tell how long those to come will take."""

STOP_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class JobFacts:
    """What whoever submits a job has read of it already, so that nobody reads it twice."""

    effective: EffectivePreferences
    """Preferences of the person in the chat."""
    earlier: Job | None
    """The painting that answers the same request, if there is one."""


class Runner:
    """Owns the tasks of the slots and of the deliveries."""

    def __init__(
        self,
        *,
        jobs: Jobs,
        queue: FairQueue,
        opener: JobOpener,
        executor: JobExecutor,
        delivery: Delivery,
        forecast: Forecast,
        slots: int,
        refresh: float = REFRESH_SECONDS,
    ) -> None:
        self._jobs = jobs
        self._queue = queue
        self._opener = opener
        self._executor = executor
        self._delivery = delivery
        self._forecast = forecast
        self._slots = slots
        self._refresh = refresh
        self._active: dict[JobId, ActiveJob] = {}
        self.estimates = WaitEstimates(queue, self._active, forecast, slots)
        # Apart, because a stop breaks off the former and waits for the latter.
        self._tasks = BackgroundTasks()
        self._endings = BackgroundTasks()
        self._is_stopping = False

    async def start(self) -> None:
        """Take up what an earlier life left unfinished, then serve the queue."""
        self._forecast.remember(await self._jobs.recent_timings(TIMINGS))
        # All are queued before a slot takes one, so that chats take turns from the first on.
        for job in await self._jobs.active():
            await self._readmit(job)
        for slot in range(self._slots):
            self._tasks.start(self._serve_slot(), f"slot {slot}")
        self._tasks.start(self.estimates.announce(self._refresh), "positions in the queue")

    async def stop(self, limit: float = STOP_SECONDS) -> None:
        """End every task within about twice ``limit`` seconds; unfinished rows become queued."""
        self._is_stopping = True
        self._queue.close()
        # First the slots: a painting that ends now would begin one more delivery.
        await self._tasks.cancel(limit)
        await self._delivery.reactions.cancel(limit)
        await self._endings.wait(limit)
        await self._endings.cancel(limit)
        for active in self._active.values():
            await active.close()
            # Else the next start would paint what somebody cancelled.
            if active.cancelled_for is not None:
                await try_transition(self._jobs.cancel(active.job.id, active.cancelled_for))
            elif active.job.state is State.RUNNING:
                await try_transition(self._jobs.requeue(active.job.id))
        self._active.clear()

    async def submit(self, job: Job, facts: JobFacts | None = None) -> None:
        """Take a job whose row is committed; one that is active or over already is left alone.

        The job's one status message ("you are 3rd, ~40 s") follows or, when the same request was
        painted before, the picture; when the queue is full the job fails and the person is told.
        Without ``facts`` they are read. Raises errors of storage only.
        """
        # While it stops, what is committed stays in its row for the next start.
        if job.id in self._active or job.state.is_final or self._is_stopping:
            return
        active = await self._open(job, effective=facts.effective if facts else None)
        # The same job may have been submitted once more while its settings were read.
        if self._active.setdefault(job.id, active) is not active:
            return
        earlier = facts.earlier if facts else await self._jobs.find_earlier_result(job)
        if earlier is not None and active.may_repeat(earlier):
            self._end(active, self._repeat(active, earlier))
        else:
            self._delivery.acknowledge(job)
            self._enqueue(active)

    async def cancel(self, job_id: JobId) -> bool:
        """Cancel a queued or running job; return whether there was anything to cancel.

        The caller has checked that the person may. The status message will say so.
        """
        if job_id in self._active:
            return self._cancel(job_id, ASKED)
        # A painting that could not be delivered waits in its row for the next start.
        return await try_transition(self._jobs.cancel(job_id, ASKED))

    async def keep(self, job_id: JobId) -> bool:
        """Deliver a running job as it stands; return whether it has anything to deliver yet."""
        return await self._executor.painter.keep(job_id)

    async def wait_delivered(self, job_id: JobId, limit: float = STOP_SECONDS) -> None:
        """Wait until nothing more comes of a job that is being delivered, ``limit`` s at most."""
        active = self._active.get(job_id)
        if active is not None and active.is_ending:
            with suppress(TimeoutError):
                async with asyncio.timeout(limit):
                    await active.closed.wait()

    async def _readmit(self, job: Job) -> None:
        # It ran when the bot was killed; in the engine nothing is left of it.
        if job.state is State.RUNNING:
            job = await self._jobs.requeue(job.id)
        restarted_by = RestartReason.BOT if job.attempts else None
        active = self._active[job.id] = await self._open(job, restarted_by=restarted_by)
        if job.attempts >= MOST_ATTEMPTS:
            log.error("job %s: given up after %d attempts", job.id, job.attempts)
            self._end(active, self._conclude(active, failure_for(job, "died")))
        else:
            self._enqueue(active, readmit=True)

    async def _open(
        self,
        job: Job,
        *,
        effective: EffectivePreferences | None = None,
        restarted_by: RestartReason | None = None,
    ) -> ActiveJob:
        on_blocked = partial(self._cancel, job.id, BLOCKED)
        return await self._opener.open(
            job, on_blocked, effective=effective, restarted_by=restarted_by
        )

    def _enqueue(self, active: ActiveJob, *, readmit: bool = False) -> None:
        try:
            self._queue.put(QueueEntry(active.job.id, active.job.chat_id), readmit=readmit)
        except QueueFull:
            self._end(active, self._conclude(active, failure_for(active.job, "line_full")))
        except QueueClosed:
            log.info("job %s: waits for the next start", active.job.id)

    async def _serve_slot(self) -> None:
        while True:
            try:
                entry = await self._queue.get()
            except QueueClosed:
                return
            active = self._active[entry.job_id]
            active.holds_slot = True
            try:
                ending = await self._paint_or_repeat(active)
            except Exception:
                # All of them: the slot serves everybody, and one painting must not end it.
                log.exception("job %s: failed", entry.job_id)
                ending = self._conclude(active, failure_for(active.job, "internal"))
            active.holds_slot = False
            # In a task of its own: the slot paints the next while this one is uploaded.
            self._end(active, ending)

    async def _paint_or_repeat(self, active: ActiveJob) -> Coroutine[Any, Any, None]:
        """Return how to end a job whose turn it is."""
        # The same may have been painted while this one waited.
        earlier = await self._jobs.find_earlier_result(active.job)
        if earlier is not None and active.may_repeat(earlier):
            return self._repeat(active, earlier)
        return self._conclude(active, await self._paint(active))

    async def _paint(self, active: ActiveJob) -> Terminal:
        active.job = await self._jobs.start(active.job.id)
        # Until the engine says more, the chat reads that it is being prepared.
        active.show_position(1, 0)
        if active.cancelled_for is None:
            work = self._executor.paint(active.job, active.note)
            active.work = asyncio.create_task(work, name=f"paint {active.job.id}")
            try:
                # Not awaited itself: a cancelled job must not look like a cancelled slot.
                await asyncio.wait({active.work})
            finally:
                await cancel_all({active.work}, STOP_SECONDS)
        if active.cancelled_for is not None or active.work is None:
            return Cancelled(id=active.job.id)
        return active.work.result()

    def _cancel(self, job_id: JobId, reason: str) -> bool:
        active = self._active.get(job_id)
        if active is None or active.is_ending or active.cancelled_for is not None:
            return False
        active.cancelled_for = reason
        if self._queue.cancel(job_id):
            self._end(active, self._conclude(active, Cancelled(id=job_id)))
        elif active.work is not None:
            # Leaving the engine's events cancels there within a tick.
            active.work.cancel()
        # Else a slot has just taken it, and looks for the reason before it paints.
        return True

    def _end(self, active: ActiveJob, ending: Coroutine[Any, Any, None]) -> None:
        active.is_ending = True
        self._endings.start(ending, f"end {active.job.id}")

    async def _repeat(self, active: ActiveJob, earlier: Job) -> None:
        if await self._delivery.repeat(active, earlier):
            await self._forget(active)
        else:
            # It was accepted before, however full the queue is by now.
            active.is_ending, active.is_unlike = False, True
            self._enqueue(active, readmit=True)

    async def _conclude(self, active: ActiveJob, outcome: Terminal) -> None:
        await self._delivery.conclude(active, outcome)
        await self._forget(active)

    async def _forget(self, active: ActiveJob) -> None:
        self._active.pop(active.job.id, None)
        await active.close()
