"""The rows of jobs: who asked for which painting, its state, and its result.

Rows are the truth: the queue in memory is refilled from ``Jobs.active`` at start.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Select, insert, select, update

from storage.database import Database, utc_now
from storage.errors import InvalidTransition, UnknownJob
from storage.jobs.records import Added, Job, NewJob, Result, Timing, columns_of, job_of
from storage.jobs.states import UNFINISHED, State, predecessors
from storage.people.preferences import merge_settings
from storage.tables import JobRow, JobStyleRow
from storage.upsert import ensure_chat_and_person, insert_or_ignore


class Jobs:
    """The jobs. Every change of state is checked in the very statement that makes it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: NewJob) -> Added:
        """Queue a job; a repeated request returns the job it made the first time."""
        now = utc_now()
        row = columns_of(new) | {"id": secrets.token_urlsafe(9), "created": now, "queued": now}
        same = (JobRow.chat_id == new.chat_id, JobRow.origin == row["origin"])
        async with self._database.write() as session:
            await ensure_chat_and_person(session, new.chat_id, new.person_id, now)
            statement = insert_or_ignore(session, JobRow, row, returning=JobRow.id)
            is_new = (await session.scalars(statement)).one_or_none() is not None
            if is_new and new.styles:
                await session.execute(insert(JobStyleRow), _styles(row["id"], new))
            return Added(
                job_of((await session.scalars(select(JobRow).where(*same))).one()), is_new
            )

    async def get(self, job_id: str) -> Job:
        """Return the job with this id. Raises ``UnknownJob``."""
        async with self._database.read() as session:
            row = await session.get(JobRow, job_id)
            if row is None:
                raise UnknownJob(job_id)
            return job_of(row)

    async def start(self, job_id: str) -> Job:
        """Move a queued job to running and count an attempt."""
        values = {"started": utc_now(), "attempts": JobRow.attempts + 1}
        return await self._move(job_id, State.RUNNING, values)

    async def requeue(self, job_id: str) -> Job:
        """Move a running job back to queued, because the engine died or the bot was restarted."""
        return await self._move(job_id, State.QUEUED, {"queued": utc_now(), "started": None})

    async def finish(self, job_id: str, result: Result) -> Job:
        """Move a running job to done; a queued one too, when an earlier result was sent for it."""
        values = {
            "finished": utc_now(),
            "result_file_id": result.file_id,
            "result_bytes": result.bytes,
            "seconds": result.seconds,
            "partial": result.partial,
        }
        return await self._move(job_id, State.DONE, values)

    async def fail(self, job_id: str, reason: str, detail: str | None = None) -> Job:
        """Move a job to failed. ``reason`` is a slug, ``detail`` is for whoever runs the bot."""
        values = {"finished": utc_now(), "reason": reason, "detail": detail}
        return await self._move(job_id, State.FAILED, values)

    async def cancel(self, job_id: str, reason: str = "asked") -> Job:
        """Move a job to cancelled; ``reason`` is a slug."""
        return await self._move(job_id, State.CANCELLED, {"finished": utc_now(), "reason": reason})

    async def set_status_message(self, job_id: str, message_id: int) -> None:
        """Store the id of the message that shows the progress and later the result."""
        statement = update(JobRow).where(JobRow.id == job_id)
        async with self._database.write() as session:
            await session.execute(statement.values(status_message_id=message_id))

    async def keep_file(self, job_id: str, name: str, file_id: str) -> Job:
        """Store Telegram's id of a file made from the result. Raises ``UnknownJob``."""
        return await self._change(job_id, lambda row: {"files": {**row.files, name: file_id}})

    async def show(self, job_id: str, **shown: Any) -> Job:
        """Store how the message shows the result at present; ``None`` removes a name.

        Raises ``UnknownJob``.
        """
        return await self._change(job_id, lambda row: {"shown": merge_settings(row.shown, shown)})

    async def by_message(self, chat_id: int, message_id: int) -> Job | None:
        """Return the job whose status message this is, of several the latest."""
        query = (
            select(JobRow)
            .where(JobRow.chat_id == chat_id, JobRow.status_message_id == message_id)
            .order_by(JobRow.created.desc())
            .limit(1)
        )
        return await self._first(query)

    async def latest(self, chat_id: int, person_id: int | None = None) -> Job | None:
        """Return the job that was asked for last in a chat, by this person if given."""
        query = select(JobRow).where(JobRow.chat_id == chat_id)
        if person_id is not None:
            query = query.where(JobRow.person_id == person_id)
        return await self._first(query.order_by(JobRow.created.desc()).limit(1))

    async def active(
        self, *, chat_id: int | None = None, person_id: int | None = None
    ) -> tuple[Job, ...]:
        """Return queued and running jobs, of this chat and person if given, the oldest first."""
        query = select(JobRow).where(JobRow.state.in_(_values(UNFINISHED)))
        if chat_id is not None:
            query = query.where(JobRow.chat_id == chat_id)
        if person_id is not None:
            query = query.where(JobRow.person_id == person_id)
        # Of two requests of one instant that with the lower message number was sent first.
        query = query.order_by(JobRow.created, JobRow.chat_id, JobRow.message_id)
        async with self._database.read() as session:
            return tuple(job_of(row) for row in await session.scalars(query))

    async def of_person(self, person_id: int) -> tuple[Job, ...]:
        """Return all jobs of a person that are still kept, the oldest first."""
        query = select(JobRow).where(JobRow.person_id == person_id).order_by(JobRow.created)
        async with self._database.read() as session:
            return tuple(job_of(row) for row in await session.scalars(query))

    async def find_earlier_result(self, new: NewJob) -> Job | None:
        """Return the latest complete job with the same fingerprint, if there is one."""
        query = (
            select(JobRow)
            .where(
                JobRow.recipe == new.fingerprint,
                JobRow.state == State.DONE.value,
                JobRow.partial.is_(False),
                JobRow.result_file_id.is_not(None),
            )
            .order_by(JobRow.finished.desc())
            .limit(1)
        )
        return await self._first(query)

    async def recent_timings(self, limit: int = 50) -> tuple[Timing, ...]:
        """Return how long the latest complete paintings took, the newest first."""
        query = (
            select(JobRow.options, JobRow.seconds)
            .where(
                JobRow.state == State.DONE.value,
                JobRow.partial.is_(False),
                JobRow.seconds.is_not(None),
            )
            .order_by(JobRow.created.desc())
            .limit(limit)
        )
        async with self._database.read() as session:
            return tuple(
                Timing(options, secs or 0.0) for options, secs in await session.execute(query)
            )

    async def _first(self, query: Select[JobRow]) -> Job | None:
        async with self._database.read() as session:
            row = (await session.scalars(query)).one_or_none()
            return None if row is None else job_of(row)

    async def _change(self, job_id: str, changes: Callable[[JobRow], Mapping[str, Any]]) -> Job:
        async with self._database.write() as session:
            row = await session.get(JobRow, job_id, with_for_update=True)
            if row is None:
                raise UnknownJob(job_id)
            for name, value in changes(row).items():
                setattr(row, name, value)
            return job_of(row)

    async def _move(self, job_id: str, target: State, values: Mapping[str, Any]) -> Job:
        statement = (
            update(JobRow)
            .where(JobRow.id == job_id, JobRow.state.in_(_values(predecessors(target))))
            .values(state=target.value, **values)
            .returning(JobRow)
        )
        async with self._database.write() as session:
            row = (await session.scalars(statement)).one_or_none()
            if row is not None:
                return job_of(row)
            current = await session.scalar(select(JobRow.state).where(JobRow.id == job_id))
            if current is None:
                raise UnknownJob(job_id)
            raise InvalidTransition(job_id, current, target.value)


def _styles(job_id: str, new: NewJob) -> list[dict[str, Any]]:
    return [
        {"job_id": job_id, "position": number, "key": style.key, "style_id": style.style_id}
        for number, style in enumerate(new.styles)
    ]


def _values(states: Iterable[State]) -> list[str]:
    return [state.value for state in states]
