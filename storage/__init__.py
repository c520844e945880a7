"""What is remembered: styles, chats, people, jobs and updates.

    async with Database.open(home / "atelier.db") as database:
        await sync_presets(database, catalogue())
        styles, jobs = Styles(database), Jobs(database)

Repositories hand out frozen dataclasses, never rows; errors are ``storage.errors``.
"""

from storage.bans import Ban, Bans
from storage.chats import Chat, Chats
from storage.curation import Curation
from storage.database import Database, utc_now
from storage.errors import (
    BadArchive,
    BadSetting,
    CannotOpen,
    Conflict,
    DamagedDatabase,
    DatabaseError,
    DatabaseUnavailable,
    DiskFull,
    InvalidTransition,
    NewerDatabase,
    NotFound,
    StorageError,
    StyleExists,
    Unfit,
    UnknownJob,
    UnknownPicture,
    UnknownStyle,
)
from storage.favourites import Favourites
from storage.inbox import Inbox, Incoming
from storage.job import Added, Job, NewJob, Result, Timing
from storage.jobs import Jobs
from storage.names import slug_of
from storage.pending import NewPendingPhoto, PendingPhoto, PendingPhotos
from storage.people import People, Person
from storage.pictures import Picture
from storage.preferences import ChatPreferences, Preferences, Quality, Who
from storage.recipes import StyleSource
from storage.states import State
from storage.styles import NewStyle, Page, Style, Styles
from storage.sync import Synced, sync_presets

__all__ = [
    "Added",
    "BadArchive",
    "BadSetting",
    "Ban",
    "Bans",
    "CannotOpen",
    "Chat",
    "ChatPreferences",
    "Chats",
    "Conflict",
    "Curation",
    "DamagedDatabase",
    "Database",
    "DatabaseError",
    "DatabaseUnavailable",
    "DiskFull",
    "Favourites",
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
    "Page",
    "PendingPhoto",
    "PendingPhotos",
    "People",
    "Person",
    "Picture",
    "Preferences",
    "Quality",
    "Result",
    "State",
    "StorageError",
    "Style",
    "StyleExists",
    "StyleSource",
    "Styles",
    "Synced",
    "Timing",
    "Unfit",
    "UnknownJob",
    "UnknownPicture",
    "UnknownStyle",
    "Who",
    "slug_of",
    "sync_presets",
    "utc_now",
]
