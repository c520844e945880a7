"""Short ways to make the records that storage tests need."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from storage import (
    Ban,
    Database,
    Job,
    JobStyle,
    NewJob,
    NewPendingPhoto,
    NewStyle,
    State,
    utc_now,
)
from storage.people.bans import current_ban

GROUP = -1001234567890
ANNA = 5_000_000_001
BORIS = 5_000_000_002

STARRY = JobStyle(key="d" * 64, title="Starry Night", style_id=1)


async def ban_of(database: Database, person_id: int) -> Ban | None:
    """The ban of a person, if one is in force now."""
    async with database.read() as session:
        return await current_ban(session, person_id)


def new_job(message_id: int = 1, **changes: Any) -> NewJob:
    asked: dict[str, Any] = {
        "chat_id": GROUP,
        "person_id": ANNA,
        "photo_file_id": "photo-file",
        "photo_unique_id": "photo",
        "styles": (STARRY,),
        "options": {"size": 512},
    }
    return NewJob(message_id=message_id, **(asked | changes))


def job_of(asked: NewJob, state: State = State.DONE, **changes: Any) -> Job:
    """What was ``asked`` for as its row could have it, without a database."""
    now = utc_now()
    given: dict[str, Any] = {field.name: getattr(asked, field.name) for field in fields(asked)}
    given |= {
        "id": f"job{asked.message_id}",
        "state": state,
        "attempts": 1,
        "created": now,
        "queued": now,
        "started": now,
        "finished": None,
        "reason": None,
        "detail": None,
        "result_file_id": None,
        "result_bytes": None,
        "seconds": None,
        "partial": False,
    }
    return Job(**(given | changes))


def new_style(slug: str = "starry", **changes: Any) -> NewStyle:
    given: dict[str, Any] = {"title": slug.title(), "picture": f"picture of {slug}".encode()}
    return NewStyle(slug=slug, **(given | changes))


def new_pending(message_id: int = 1, **changes: Any) -> NewPendingPhoto:
    given: dict[str, Any] = {
        "chat_id": GROUP,
        "person_id": ANNA,
        "file_id": f"file-{message_id}",
        "unique_id": f"unique-{message_id}",
    }
    return NewPendingPhoto(message_id=message_id, **(given | changes))
