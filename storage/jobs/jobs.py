"""The durable rows of paintings: who asked for what, where it stands, what came out.

Rows are the truth; a waiting line in memory is refilled from ``Jobs.unfinished`` at start.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Select, insert, select, update

from storage.database import Database, utc_now
from storage.errors import InvalidTransition, UnknownJob
from storage.jobs.records import Added, Job, NewJob, Result, Timing, columns_of, job_of
from storage.jobs.states import UNFINISHED, State, sources
from storage.people.preferences import changed
from storage.tables import JobRow, JobStyleRow
from storage.upsert import insert_or_ignore, introduce


class Jobs:
    """The paintings. Every move between states is checked in the same statement that makes it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: NewJob) -> Added:
        """Queue a painting; a replayed request gives back the job it made the first time."""
        now = utc_now()
        row = columns_of(new) | {"id": secrets.token_urlsafe(9), "created": now, "queued": now}
        same = (JobRow.chat_id == new.chat_id, JobRow.origin == row["origin"])
        async with self._database.write() as session:
            await introduce(session, new.chat_id, new.person_id, now)
            statement = insert_or_ignore(session, JobRow, row, returning=JobRow.id)
            is_new = (await session.scalars(statement)).one_or_none() is not None
            if is_new and new.styles:
                await session.execute(insert(JobStyleRow), _styles(row["id"], new))
            return Added(
                job_of((await session.scalars(select(JobRow).where(*same))).one()), is_new
            )

    async def get(self, job_id: str) -> Job:
        """The job with this id. Raises ``UnknownJob``."""
        async with self._database.read() as session:
            row = await session.get(JobRow, job_id)
            if row is None:
                raise UnknownJob(job_id)
            return job_of(row)

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

    async def keep_file(self, job_id: str, name: str, file_id: str) -> Job:
        """Note a file made from the result, to be sent again at once. Raises ``UnknownJob``."""
        return await self._note(job_id, lambda row: {"files": {**row.files, name: file_id}})

    async def show(self, job_id: str, **shown: Any) -> Job:
        """Note how the message shows the result now; ``None`` takes a name out.

        Raises ``UnknownJob``.
        """
        return await self._note(job_id, lambda row: {"shown": changed(row.shown, shown)})

    async def by_message(self, chat_id: int, message_id: int) -> Job | None:
        """The painting that a message of ours shows; of several in one message the latest."""
        query = (
            select(JobRow)
            .where(JobRow.chat_id == chat_id, JobRow.status_message_id == message_id)
            .order_by(JobRow.created.desc())
            .limit(1)
        )
        return await self._first(query)

    async def latest(self, chat_id: int, person_id: int | None = None) -> Job | None:
        """What was asked for last in a chat, by this person if given, whatever came of it."""
        query = select(JobRow).where(JobRow.chat_id == chat_id)
        if person_id is not None:
            query = query.where(JobRow.person_id == person_id)
        return await self._first(query.order_by(JobRow.created.desc()).limit(1))

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
            return tuple(job_of(row) for row in await session.scalars(query))

    async def of_person(self, person_id: int) -> tuple[Job, ...]:
        """All that somebody asked for and that is kept, the oldest first."""
        query = select(JobRow).where(JobRow.person_id == person_id).order_by(JobRow.created)
        async with self._database.read() as session:
            return tuple(job_of(row) for row in await session.scalars(query))

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
        return await self._first(query)

    async def recent_timings(self, limit: int = 50) -> tuple[Timing, ...]:
        """What the complete paintings that were asked for last took, the newest first."""
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

    async def _note(self, job_id: str, note: Callable[[JobRow], Mapping[str, Any]]) -> Job:
        async with self._database.write() as session:
            row = await session.get(JobRow, job_id, with_for_update=True)
            if row is None:
                raise UnknownJob(job_id)
            for name, value in note(row).items():
                setattr(row, name, value)
            return job_of(row)

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
