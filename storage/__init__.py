"""What is remembered: styles, chats, people, paintings, updates, and what admins did.

    async with Database.open(home / "atelier.db") as database:
        await sync_presets(database, catalogue())
        styles, jobs = Styles(database), Jobs(database)

Repositories hand out frozen dataclasses, never rows; errors are ``storage.errors``.
"""

from storage.audit import Audit, Deed
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
from storage.exchange import Imported, export_styles, import_styles
from storage.favourites import Favourites
from storage.inbox import Inbox, Incoming
from storage.job import Added, Job, NewJob, Result, Timing
from storage.jobs import Jobs
from storage.names import slug_of
from storage.pending import NewPendingPhoto, PendingPhoto, PendingPhotos
from storage.people import People, Person
from storage.pictures import Picture
from storage.polishes import Polish, Polishes
from storage.preferences import ChatPreferences, Faces, Preferences, Quality, Stroke, Who
from storage.quotas import Quota, Quotas, Usage
from storage.recipes import StyleSource
from storage.retention import Forgotten, Pruned, Retention
from storage.states import State
from storage.stats import Day, Outcome, Speed, Stats, StyleUse, Totals
from storage.styles import NewStyle, Page, Style, Styles
from storage.sync import Synced, sync_presets

__all__ = [
    "Added",
    "Audit",
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
    "Day",
    "Deed",
    "DiskFull",
    "Faces",
    "Favourites",
    "Forgotten",
    "Imported",
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
    "Outcome",
    "Page",
    "PendingPhoto",
    "PendingPhotos",
    "People",
    "Person",
    "Picture",
    "Polish",
    "Polishes",
    "Preferences",
    "Pruned",
    "Quality",
    "Quota",
    "Quotas",
    "Result",
    "Retention",
    "Speed",
    "State",
    "Stats",
    "StorageError",
    "Stroke",
    "Style",
    "StyleExists",
    "StyleSource",
    "StyleUse",
    "Styles",
    "Synced",
    "Timing",
    "Totals",
    "Unfit",
    "UnknownJob",
    "UnknownPicture",
    "UnknownStyle",
    "Usage",
    "Who",
    "export_styles",
    "import_styles",
    "slug_of",
    "sync_presets",
    "utc_now",
]
