"""What came of a painting, brought into its chat and its row.

A result is shown first and its row follows; of a failure the row is told first, words come last.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Final, Protocol

from bot.jobs import progress
from bot.jobs.active_job import ActiveJob
from bot.jobs.adjustments import PLAIN, Adjustments, ResultAdjuster
from bot.jobs.estimates import Forecast, PaintingKind
from bot.jobs.preview_frames import FrameStore
from bot.jobs.progress import View
from bot.jobs.reactions import Reactions
from bot.jobs.status_message import Blocked, Undelivered
from bot.pictures.decoder import Decoder
from bot.pictures.downloads import FetchFailed
from bot.pictures.uploads import Painting
from bot.transport.chat_actions import DONE, SEEN
from engine.errors import EngineError, Problem
from engine.messages import Cancelled, Done, Failed, Terminal
from storage import Conflict, Job, Jobs, NotFound, Result, UnknownPicture

log = logging.getLogger(__name__)

# Why a job was cancelled.
ASKED: Final = "asked"
BLOCKED: Final = "blocked"


class ResultQuestion(Protocol):
    """What is asked under some finished paintings."""

    async def ask_under(self, job: Job, view: View, title: str) -> View:
        """Return ``view``, or a question in its place if there is one to ask about ``job``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Concludes jobs; whatever happens, no row stays as if it were being painted."""

    jobs: Jobs
    adjuster: ResultAdjuster
    decoder: Decoder
    forecast: Forecast
    reactions: Reactions
    frame_store: FrameStore | None = None
    question: ResultQuestion | None = None

    def acknowledge(self, job: Job) -> None:
        """Show whoever asked that ``job`` was taken on."""
        self.reactions.show(job, SEEN)

    async def repeat(self, active: ActiveJob, earlier: Job) -> bool:
        """Answer with an ``earlier`` painting; return whether Telegram still has it."""
        job, view = active.job, progress.repeated_view(active.message.title)
        file_id = None
        with _Logged(job, "cannot repeat"):
            try:
                view = await self._ask_under(active, view)
                file_id = await active.message.repeat(earlier.result_file_id or "", view)
            except Blocked:
                active.cancelled_for = BLOCKED
                await self.conclude(active, Cancelled(id=job.id))
                return True
        # Telegram has it no more, or does not answer: it is painted like any other.
        if file_id is None:
            return False
        with _Logged(job, "not brought to its end"):
            await self._finish(active, view, Result(file_id=file_id, bytes=earlier.result_bytes))
            self.reactions.show(job, DONE)
            return True
        await self._give_up(active)
        return True

    async def conclude(self, active: ActiveJob, outcome: Terminal) -> None:
        """Bring what the engine said last into the chat and the row."""
        job = active.job
        with _Logged(job, "not brought to its end"):
            try:
                await self._tell(active, outcome)
                self.reactions.show(job, DONE if isinstance(outcome, Done) else None)
            except Blocked:
                # There is nobody to tell; a row that is final already stays as it is.
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
                # The row first: without the words it must not be painted again all the same.
                await try_transition(self.jobs.fail(job.id, problem.reason, problem.words))
                await active.message.end(_view_of(outcome))
            case Cancelled():
                await try_transition(self.jobs.cancel(job.id, active.cancelled_for or ASKED))
                await active.message.end(progress.ended_view("painting-cancelled"))

    async def _give_up(self, active: ActiveJob) -> None:
        """Fail a job after an error that nobody foresaw."""
        job = active.job
        failed = failure_for(job, "internal")
        with _Logged(job, "given up without a word"):
            # A row that is final already has its end, and its chat was told of that one.
            if await try_transition(self.jobs.fail(job.id, failed.problem.reason)):
                await active.message.end(_view_of(failed))

    async def _deliver(self, active: ActiveJob, done: Done) -> None:
        job = active.job
        painting = Painting(
            picture=done.picture, format=done.format, width=done.width, height=done.height
        )
        # Before the upload, so that the question comes with the picture.
        view = await self._ask_under(active, progress.finished_view(done, active.message.title))
        try:
            file_id = await active.message.deliver(painting, view)
        except Undelivered as error:
            if error.refused:
                await try_transition(self.jobs.fail(job.id, "refused", str(error)))
                await active.message.end(progress.ended_view("error"))
            else:
                # Painted again at the next start, for Telegram is out of reach.
                await try_transition(self.jobs.requeue(job.id))
            raise
        result = Result(
            file_id=file_id, bytes=len(done.picture), seconds=done.seconds, partial=done.kept
        )
        await self._finish(active, view, result)
        if not done.kept:
            # One that was stopped early tells nothing about how long a whole one takes.
            self.forecast.learn(PaintingKind.of(job.options), done.seconds)

    async def _ask_under(self, active: ActiveJob, view: View) -> View:
        if self.question is None:
            return view
        return await self.question.ask_under(active.job, view, active.message.title)

    async def _finish(self, active: ActiveJob, view: View, result: Result) -> None:
        """The chat has the painting; what is added to it may fail, and it is done all the same."""
        job = active.job
        with _Logged(job, "shown as it was painted, without its film"):
            try:
                # Before the row is final, from when on the Film button looks for them.
                if self.frame_store is not None and active.recorder.frames:
                    await self.frame_store.keep(
                        job, active.recorder.frames, partial=result.partial
                    )
                await self._adjust(active, view, result.file_id)
            except Blocked:
                log.info("job %s: blocked after the delivery", job.id)
        # Last of all: buttons under the result wait for it, and would adjust it meanwhile.
        await try_transition(self.jobs.finish(job.id, result))

    async def _adjust(self, active: ActiveJob, view: View, painting: str) -> None:
        """Show the result, which is the file id ``painting``, as its job asks. Raises ``Blocked``.

        Where that fails it stays as it was painted, and the row is told so.
        """
        job, message, adjustments = active.job, active.message, Adjustments.of(active.job)
        if adjustments.is_plain:
            return

        async def write(picture: bytes) -> str:
            info = await self.decoder.check(picture)
            blended = Painting(
                picture=picture, format="jpeg", width=info.width, height=info.height
            )
            # The keyboard that goes with the picture tells them.
            message.adjustments = adjustments
            return await message.deliver(blended, view)

        try:
            await self.adjuster.show_blended(job, adjustments, painting, write)
        except (FetchFailed, EngineError, Undelivered) as error:
            log.warning("job %s: shown as it was painted: %s", job.id, error)
            message.adjustments = PLAIN
            await self.jobs.show(job.id, **PLAIN.shown)


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
    """Await ``move`` of a row, and return whether it could be made.

    It cannot where somebody else was there before: a button, or another process.
    """
    try:
        await move
    except (Conflict, NotFound) as error:
        log.info("%s", error)
        return False
    return True


def failure_for(job: Job, reason: str) -> Failed:
    """Return why ``job`` failed, as the bot itself says it."""
    return Failed(id=job.id, problem=Problem(kind="Runner", reason=reason, words=reason))


def _view_of(failed: Failed) -> View:
    is_gone = failed.problem.reason == UnknownPicture.reason
    return progress.ended_view("painting-style-gone" if is_gone else failed.problem)
