"""Short ways to make the records that storage tests need."""

from __future__ import annotations

from typing import Any

from storage import NewJob, NewPendingPhoto, NewStyle, StyleSource

GROUP = -1001234567890
ANNA = 5_000_000_001
BORIS = 5_000_000_002

STARRY = StyleSource(key="d" * 64, title="Starry Night", style_id=1)


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
