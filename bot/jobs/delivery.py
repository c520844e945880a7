"""What came of a painting, brought into its chat and its row.

A result is shown first and its row follows; of a failure the row is told first, words come last.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol

from bot.jobs import progress
from bot.jobs.active_job import ActiveJob
from bot.jobs.adjustments import Adjustments, Blender
from bot.jobs.preview_frames import FrameStore
from bot.jobs.progress import View
from bot.jobs.status_message import Blocked, StatusMessage, Undelivered
from bot.pictures.downloads import FetchFailed
from bot.pictures.uploads import Painting
from bot.transport.chat_actions import DONE
from engine.errors import EngineError, Problem
from engine.imaging.codecs import open_picture
from engine.messages import Cancelled, Done, Failed, Terminal
from storage import Conflict, Job, Jobs, NotFound, Result, UnknownPicture

log = logging.getLogger(__name__)

# Why a job was cancelled.
ASKED: Final = "asked"
BLOCKED: Final = "blocked"


class Question(Protocol):
    """What is asked under some finished paintings."""

    async def under(self, job: Job, view: View, title: str) -> View:
        """``view``, or a question in its place if there is one to ask about ``job``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Concludes jobs; whatever happens, no row stays as if it were being painted."""

    jobs: Jobs
    adjuster: Adjuster
    frame_store: FrameStore | None
    question: Question | None
    learn: Callable[[ActiveJob, float], None]
    """Called with the seconds that a whole painting took."""
    react: Callable[[Job, str | None], None]
    """Shows a sign, or none any more, on the message that asked."""

    async def repeat(self, active: ActiveJob, earlier: Job) -> bool:
        """Answer with an ``earlier`` painting of the same; False if that is not to be had."""
        job, view = active.job, progress.repeated(active.message.title)
        file_id = None
        with _Logged(job, "cannot repeat"):
            try:
                view = await self._under(active, view)
                file_id = await active.message.repeat(earlier.result_file_id or "", view)
            except Blocked:
                active.cancelled_for = BLOCKED
                await self.conclude(active, Cancelled(id=job.id))
                return True
        if file_id is None:
            return False
        with _Logged(job, "not brought to its end"):
            await self._finish(active, view, Result(file_id=file_id, bytes=earlier.result_bytes))
            self.react(job, DONE)
            return True
        await self._give_up(active)
        return True

    async def conclude(self, active: ActiveJob, outcome: Terminal) -> None:
        """Bring what the engine said last into the chat and the row."""
        job = active.job
        with _Logged(job, "not brought to its end"):
            try:
                await self._tell(active, outcome)
                self.react(job, DONE if isinstance(outcome, Done) else None)
            except Blocked:
                await try_transition(self.jobs.cancel(job.id, BLOCKED))
            except Undelivered as error:
                log.warning("job %s: not delivered: %s", job.id, error)
            return
        await self._give_up(active)

    async def _tell(self, active: ActiveJob, outcome: Terminal) -> None:
        job = active.job
        match outcome:
            case Done():
                await self._deliver(active, outcome)
            case Failed(problem=problem):
                await try_transition(self.jobs.fail(job.id, problem.reason, problem.words))
                await active.message.end(_words(outcome))
            case Cancelled():
                await try_transition(self.jobs.cancel(job.id, active.cancelled_for or ASKED))
                await active.message.end(progress.ended("painting-cancelled"))

    async def _give_up(self, active: ActiveJob) -> None:
        """After an error that nobody foresaw: no row may stay as if it were being painted."""
        job = active.job
        failed = failed_for(job, "internal")
        with _Logged(job, "given up without a word"):
            if await try_transition(self.jobs.fail(job.id, failed.problem.reason)):
                await active.message.end(_words(failed))

    async def _deliver(self, active: ActiveJob, done: Done) -> None:
        job = active.job
        painting = Painting(
            picture=done.picture, format=done.format, width=done.width, height=done.height
        )
        view = await self._under(active, progress.finished(done, active.message.title))
        try:
            file_id = await active.message.deliver(painting, view)
        except Undelivered as error:
            if error.refused:
                await try_transition(self.jobs.fail(job.id, "refused", str(error)))
                await active.message.end(progress.ended("error"))
            else:
                # Painted again at the next start, for Telegram is out of reach.
                await try_transition(self.jobs.requeue(job.id))
            raise
        result = Result(
            file_id=file_id, bytes=len(done.picture), seconds=done.seconds, partial=done.kept
        )
        await self._finish(active, view, result)
        if not done.kept:
            self.learn(active, done.seconds)

    async def _under(self, active: ActiveJob, view: View) -> View:
        """``view`` with what is asked under this picture, if anything is."""
        if self.question is None:
            return view
        return await self.question.under(active.job, view, active.message.title)

    async def _finish(self, active: ActiveJob, view: View, result: Result) -> None:
        """The chat has the painting; what is added to it may fail, and it is done all the same."""
        job = active.job
        with _Logged(job, "shown as it was painted, without its film"):
            try:
                if self.frame_store is not None and active.recorder.frames:
                    await self.frame_store.keep(
                        job, active.recorder.frames, partial=result.partial
                    )
                await self.adjuster.show(job, active.message, view, result.file_id)
            except Blocked:
                log.info("job %s: blocked after the delivery", job.id)
        await try_transition(self.jobs.finish(job.id, result))


@dataclass(frozen=True, slots=True)
class _Logged:
    """Logs whatever goes wrong inside, with what that means; the work goes on after the block.

    Whatever it is, for nobody awaits these tasks: an error that went further, be it a mistake of
    ours, would end one silently and leave its row as if it were being painted.
    """

    job: Job
    meaning: str

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, Exception):
            return False
        log.error("job %s: %s", self.job.id, self.meaning, exc_info=error)
        return True


async def try_transition(move: Awaitable[Job]) -> bool:
    """Whether the row could make the move; another process may have been there before."""
    try:
        await move
    except (Conflict, NotFound) as error:
        log.info("%s", error)
        return False
    return True


def failed_for(job: Job, reason: str) -> Failed:
    """Why it failed, as the bot itself says it."""
    return Failed(id=job.id, problem=Problem(kind="Runner", reason=reason, words=reason))


def _words(failed: Failed) -> View:
    gone = failed.problem.reason == UnknownPicture.reason
    return progress.ended("painting-style-gone" if gone else failed.problem)


PLAIN: Final = Adjustments()


@dataclass(frozen=True, slots=True)
class Adjuster:
    """Gives results the look that their jobs ask for."""

    jobs: Jobs
    blender: Blender

    async def show(self, job: Job, message: StatusMessage, view: View, file_id: str) -> None:
        """Have ``message``, which shows the painting ``file_id``, look as ``job`` asks.

        Raises ``messenger.Blocked``.
        """
        look = Adjustments.of(job)
        if look.is_plain:
            return
        try:
            picture = await self.blender.of(job, look, file_id)
            painting = await asyncio.to_thread(_measured, picture)
            message.look = look
            shown = await message.deliver(painting, view)
        except (FetchFailed, EngineError, Undelivered) as error:
            log.warning("job %s: shown as it was painted: %s", job.id, error)
            message.look = PLAIN
            await self.jobs.show(job.id, **PLAIN.shown)
        else:
            await self.jobs.keep_file(job.id, look.name, shown)


def _measured(picture: bytes) -> Painting:
    width, height = open_picture(picture).size
    return Painting(picture=picture, format="jpeg", width=width, height=height)
