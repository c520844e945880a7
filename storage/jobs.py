"""The durable rows of paintings: who asked for what, where it stands, what came out.

Rows are the truth; a waiting line in memory is refilled from ``Jobs.unfinished`` at start.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, update

from storage.database import Database, utc_now
from storage.errors import InvalidTransition, UnknownJob
from storage.recipes import StyleSource, recipe
from storage.states import UNFINISHED, State, sources
from storage.tables import JobRow
from storage.upsert import insert_or_ignore, introduce


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A painting somebody asks for.

    ``message_id`` is the message to answer. ``origin`` (at most 64 characters) says by which act
    it was asked for, unique within the chat: the same act, replayed, is the same painting. It is
    the message by default; one that comes from a button, or one of several from one message, needs
    its own, such as ``tap:<callback query id>``.
    """

    chat_id: int
    person_id: int
    message_id: int
    photo_file_id: str
    photo_unique_id: str
    styles: tuple[StyleSource, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    thread_id: int | None = None
    status_message_id: int | None = None
    origin: str = ""

    @property
    def recipe(self) -> str:
        """A digest that is equal for equal requests, whoever asks and wherever."""
        return recipe(self.photo_unique_id, self.styles, self.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(NewJob):
    """A painting as its row has it. ``id`` is 12 opaque characters, fit for callback_data."""

    id: str
    state: State
    attempts: int
    created: datetime
    queued: datetime
    started: datetime | None
    finished: datetime | None
    reason: str | None
    detail: str | None
    result_file_id: str | None
    result_bytes: int | None
    seconds: float | None
    partial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came out: Telegram's file, its size in bytes and the seconds it took to paint.

    ``seconds`` is ``None`` for one that was answered from an earlier painting; ``partial`` marks
    one that was stopped and kept.
    """

    file_id: str
    bytes: int | None = None
    seconds: float | None = None
    partial: bool = False


class Added(NamedTuple):
    """A job and whether it is new: ``False`` means that the same act had asked for it before."""

    job: Job
    is_new: bool


class Timing(NamedTuple):
    """What a finished painting was asked with, and the seconds it took."""

    options: Mapping[str, Any]
    seconds: float


class Jobs:
    """The paintings. Every move between states is checked in the same statement that makes it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: NewJob) -> Added:
        """Queue a painting; a replayed request gives back the job it made the first time."""
        now = utc_now()
        row = _columns(new) | {"id": secrets.token_urlsafe(9), "created": now, "queued": now}
        same = (JobRow.chat_id == new.chat_id, JobRow.origin == row["origin"])
        async with self._database.write() as session:
            await introduce(session, new.chat_id, new.person_id, now)
            statement = insert_or_ignore(session, JobRow, row, returning=JobRow.id)
            is_new = (await session.scalars(statement)).one_or_none() is not None
            return Added(_job((await session.scalars(select(JobRow).where(*same))).one()), is_new)

    async def get(self, job_id: str) -> Job:
        """The job with this id. Raises ``UnknownJob``."""
        async with self._database.read() as session:
            row = await session.get(JobRow, job_id)
            if row is None:
                raise UnknownJob(job_id)
            return _job(row)

    async def start(self, job_id: str) -> Job:
        """The engine begins: queued becomes running, and it counts as an attempt."""
        values = {"started": utc_now(), "attempts": JobRow.attempts + 1}
        return await self._move(job_id, State.RUNNING, values)

    async def requeue(self, job_id: str) -> Job:
        """The attempt came to nothing (engine died, bot restarted): running becomes queued."""
        return await self._move(job_id, State.QUEUED, {"queued": utc_now(), "started": None})

    async def finish(self, job_id: str, result: Result) -> Job:
        """The painting was delivered; from queued too, when an earlier painting answers it."""
        values = {
            "finished": utc_now(),
            "result_file_id": result.file_id,
            "result_bytes": result.bytes,
            "seconds": result.seconds,
            "partial": result.partial,
        }
        return await self._move(job_id, State.DONE, values)

    async def fail(self, job_id: str, reason: str, detail: str | None = None) -> Job:
        """It will not be painted. ``reason`` is a slug, ``detail`` words for the operator."""
        values = {"finished": utc_now(), "reason": reason, "detail": detail}
        return await self._move(job_id, State.FAILED, values)

    async def cancel(self, job_id: str, reason: str = "asked") -> Job:
        """Somebody who may has stopped it."""
        return await self._move(job_id, State.CANCELLED, {"finished": utc_now(), "reason": reason})

    async def set_status_message(self, job_id: str, message_id: int) -> None:
        """Note the message that shows how far the painting is, and later the painting."""
        statement = update(JobRow).where(JobRow.id == job_id)
        async with self._database.write() as session:
            await session.execute(statement.values(status_message_id=message_id))

    async def unfinished(self) -> tuple[Job, ...]:
        """All queued and running jobs, the oldest request first; running ones were interrupted."""
        return await self.active()

    async def active(
        self, *, chat_id: int | None = None, person_id: int | None = None
    ) -> tuple[Job, ...]:
        """Queued and running jobs, of this chat and of this person if given, the oldest first."""
        query = select(JobRow).where(JobRow.state.in_(_values(UNFINISHED)))
        if chat_id is not None:
            query = query.where(JobRow.chat_id == chat_id)
        if person_id is not None:
            query = query.where(JobRow.person_id == person_id)
        # Two requests of one instant: Telegram numbers messages in the order they were sent.
        query = query.order_by(JobRow.created, JobRow.chat_id, JobRow.message_id)
        async with self._database.read() as session:
            return tuple(_job(row) for row in await session.scalars(query))

    async def painted_before(self, new: NewJob) -> Job | None:
        """The latest complete painting of the same photo, styles and options, if any."""
        query = (
            select(JobRow)
            .where(
                JobRow.recipe == new.recipe,
                JobRow.state == State.DONE.value,
                JobRow.partial.is_(False),
                JobRow.result_file_id.is_not(None),
            )
            .order_by(JobRow.finished.desc())
            .limit(1)
        )
        async with self._database.read() as session:
            row = (await session.scalars(query)).one_or_none()
            return None if row is None else _job(row)

    async def recent_timings(self, limit: int = 50) -> tuple[Timing, ...]:
        """What the latest complete paintings took, the newest first, to foretell the next."""
        query = (
            select(JobRow.options, JobRow.seconds)
            .where(
                JobRow.state == State.DONE.value,
                JobRow.partial.is_(False),
                JobRow.seconds.is_not(None),
            )
            .order_by(JobRow.finished.desc())
            .limit(limit)
        )
        async with self._database.read() as session:
            return tuple(
                Timing(options, secs or 0.0) for options, secs in await session.execute(query)
            )

    async def _move(self, job_id: str, target: State, values: Mapping[str, Any]) -> Job:
        statement = (
            update(JobRow)
            .where(JobRow.id == job_id, JobRow.state.in_(_values(sources(target))))
            .values(state=target.value, **values)
            .returning(JobRow)
        )
        async with self._database.write() as session:
            row = (await session.scalars(statement)).one_or_none()
            if row is not None:
                return _job(row)
            current = await session.scalar(select(JobRow.state).where(JobRow.id == job_id))
            if current is None:
                raise UnknownJob(job_id)
            raise InvalidTransition(job_id, current, target.value)


def _values(states: Iterable[State]) -> list[str]:
    return [state.value for state in states]


def _columns(new: NewJob) -> dict[str, Any]:
    return {
        "chat_id": new.chat_id,
        "person_id": new.person_id,
        "origin": new.origin or f"message:{new.message_id}",
        "message_id": new.message_id,
        "thread_id": new.thread_id,
        "status_message_id": new.status_message_id,
        "photo_file_id": new.photo_file_id,
        "photo_unique_id": new.photo_unique_id,
        "styles": [asdict(style) for style in new.styles],
        "options": dict(new.options),
        "recipe": new.recipe,
        "state": State.QUEUED.value,
        "attempts": 0,
        "partial": False,
    }


def _job(row: JobRow) -> Job:
    return Job(
        id=row.id,
        chat_id=row.chat_id,
        person_id=row.person_id,
        origin=row.origin,
        message_id=row.message_id,
        thread_id=row.thread_id,
        status_message_id=row.status_message_id,
        photo_file_id=row.photo_file_id,
        photo_unique_id=row.photo_unique_id,
        styles=tuple(StyleSource(**style) for style in row.styles),
        options=row.options,
        state=State(row.state),
        attempts=row.attempts,
        created=row.created,
        queued=row.queued,
        started=row.started,
        finished=row.finished,
        reason=row.reason,
        detail=row.detail,
        result_file_id=row.result_file_id,
        result_bytes=row.result_bytes,
        seconds=row.seconds,
        partial=row.partial,
    )
