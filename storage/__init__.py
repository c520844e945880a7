"""What is remembered: styles, chats, people, jobs and updates.

    async with Database.open(home / "atelier.db") as database:
        await sync_presets(database, catalogue())
        styles, jobs = Styles(database), Jobs(database)

Repositories hand out frozen dataclasses, never rows; errors are ``storage.errors``.
"""

from storage.chats import Chat, Chats
from storage.database import Database, utc_now
from storage.errors import (
    CannotOpen,
    Conflict,
    DamagedDatabase,
    DatabaseError,
    DatabaseUnavailable,
    InvalidTransition,
    NewerDatabase,
    NotFound,
    StorageError,
    StyleExists,
    UnknownJob,
    UnknownPicture,
    UnknownStyle,
)
from storage.inbox import Inbox, Incoming
from storage.jobs import Added, Job, Jobs, NewJob, Result, Timing
from storage.names import slug_of
from storage.pending import NewPendingPhoto, PendingPhoto, PendingPhotos
from storage.people import People, Person
from storage.recipes import StyleSource
from storage.states import State
from storage.styles import NewStyle, Picture, Style, Styles
from storage.sync import Synced, sync_presets

__all__ = [
    "Added",
    "CannotOpen",
    "Chat",
    "Chats",
    "Conflict",
    "DamagedDatabase",
    "Database",
    "DatabaseError",
    "DatabaseUnavailable",
    "Inbox",
    "Incoming",
    "InvalidTransition",
    "Job",
    "Jobs",
    "NewJob",
    "NewPendingPhoto",
    "NewStyle",
    "NewerDatabase",
    "NotFound",
    "PendingPhoto",
    "PendingPhotos",
    "People",
    "Person",
    "Picture",
    "Result",
    "State",
    "StorageError",
    "Style",
    "StyleExists",
    "StyleSource",
    "Styles",
    "Synced",
    "Timing",
    "UnknownJob",
    "UnknownPicture",
    "UnknownStyle",
    "slug_of",
    "sync_presets",
    "utc_now",
]
