"""The records of jobs: what is asked for, what the row holds, and the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from storage.jobs.fingerprint import JobStyle, fingerprint
from storage.jobs.states import State
from storage.tables import JobRow


class JobKind(StrEnum):
    """How a painting was asked for."""

    REQUEST = "request"
    """By a message, or by the answer to the question that followed it."""
    TAP = "tap"
    """By a button under a picture of the bot; no message of a person asks for it."""
    DRAFT = "draft"
    """By an admin, to see the style that is the painting's only one and is not published yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A painting that somebody asks for.

    ``message_id`` is the message to answer. ``origin`` (at most 64 characters) says by which act
    it was asked for, unique within the chat: the same act, replayed, is the same painting. It is
    the message by default; one that comes from a button, or one of several from one message, needs
    its own, such as ``tap:<callback query id>``. Nothing is read out of it but whether two acts
    are the same.
    """

    chat_id: int
    person_id: int
    message_id: int
    photo_file_id: str
    photo_unique_id: str
    styles: tuple[JobStyle, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    thread_id: int | None = None
    status_message_id: int | None = None
    origin: str = ""
    kind: JobKind = JobKind.REQUEST
    parent_id: str | None = None
    """The job under whose result it was asked for; that row may be deleted by now."""
    shown: Mapping[str, Any] = field(default_factory=dict)
    """How the message shows the result, such as ``{"intensity": 70}``."""
    painter: int | None = None
    """The version of the painter; ``None`` in rows from before there were versions."""
    starts_from: str | None = None
    """Telegram's file id of the painting that this one starts from; ``None``: the photo."""

    @property
    def fingerprint(self) -> str:
        """Return a digest that is equal for equal requests, whoever asks and in whichever chat."""
        return fingerprint(
            self.photo_unique_id,
            self.styles,
            self.options,
            painter=self.painter,
            starts_from=self.starts_from,
        )

    @property
    def seed(self) -> int:
        """Return the option ``seed``; the engine uses 0 where none is given."""
        return int(self.options.get("seed", 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(NewJob):
    """A job as its row holds it. ``id`` is 12 characters, short enough for callback_data."""

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
    files: Mapping[str, str] = field(default_factory=dict)
    """Telegram's ids of files made from the result, by name, such as ``document``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result of a job: Telegram's file id, its size in bytes, and the seconds of painting.

    ``seconds`` is ``None`` where an earlier result was sent; ``partial`` marks a painting that was
    stopped and kept.
    """

    file_id: str
    bytes: int | None = None
    seconds: float | None = None
    partial: bool = False


class Added(NamedTuple):
    """A job, and whether it is new or the same act had asked for it before."""

    job: Job
    is_new: bool


class Timing(NamedTuple):
    """The options of a finished painting and the seconds it took."""

    options: Mapping[str, Any]
    seconds: float


def columns_of(new: NewJob) -> dict[str, Any]:
    """Return the columns of a job that is queued now."""
    return {
        "chat_id": new.chat_id,
        "person_id": new.person_id,
        "origin": new.origin or f"message:{new.message_id}",
        "kind": new.kind.value,
        "message_id": new.message_id,
        "thread_id": new.thread_id,
        "status_message_id": new.status_message_id,
        "photo_file_id": new.photo_file_id,
        "photo_unique_id": new.photo_unique_id,
        "styles": [asdict(style) for style in new.styles],
        "options": dict(new.options),
        "recipe": new.fingerprint,
        "state": State.QUEUED.value,
        "attempts": 0,
        "partial": False,
        "parent_id": new.parent_id,
        "files": {},
        "shown": dict(new.shown),
        "painter": new.painter,
        "starts_from": new.starts_from,
    }


def job_of(row: JobRow) -> Job:
    """Return the job that ``row`` holds."""
    return Job(
        id=row.id,
        chat_id=row.chat_id,
        person_id=row.person_id,
        origin=row.origin,
        kind=JobKind(row.kind),
        message_id=row.message_id,
        thread_id=row.thread_id,
        status_message_id=row.status_message_id,
        photo_file_id=row.photo_file_id,
        photo_unique_id=row.photo_unique_id,
        styles=tuple(JobStyle(**style) for style in row.styles),
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
        parent_id=row.parent_id,
        files=row.files,
        shown=row.shown,
        painter=row.painter,
        starts_from=row.starts_from,
    )
