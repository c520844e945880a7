"""The database: styles, chats, people, jobs, updates, and the log of what admins did.

    async with Database.open(home / "atelier.db") as database:
        await sync_presets(database, catalogue())
        styles, jobs = Styles(database), Jobs(database)

Repositories hand out frozen dataclasses, never rows; errors are ``storage.errors``.
"""

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
    InvalidInput,
    InvalidTransition,
    NewerDatabase,
    NotFound,
    StorageError,
    StyleExists,
    UnknownJob,
    UnknownPicture,
    UnknownStyle,
)
from storage.inbox import Inbox, RawUpdate
from storage.jobs.fingerprint import JobStyle
from storage.jobs.jobs import Jobs
from storage.jobs.pending_photos import NewPendingPhoto, PendingPhoto, PendingPhotos
from storage.jobs.quotas import QuotaOverride, Quotas, Usage
from storage.jobs.records import Added, Job, JobKind, NewJob, Result, Timing
from storage.jobs.states import State
from storage.jobs.stats import Day, Speed, Stats, StyleUse, Totals
from storage.name_matching import slug_of
from storage.people.audit import Audit, AuditEntry
from storage.people.bans import Ban, Bans
from storage.people.chats import Chat, Chats
from storage.people.people import People, Person
from storage.people.preferences import ChatPreferences, Faces, Preferences, Quality, Stroke, Who
from storage.retention import Forgotten, Pruned, Retention
from storage.styles.catalogue import NewStyle, Style, Styles
from storage.styles.editing import StyleEditor
from storage.styles.favourites import Favourites
from storage.styles.import_export import Imported, export_styles, import_styles
from storage.styles.pictures import StylePicture
from storage.styles.preset_sync import Synced, sync_presets
from storage.styles.vectors import StyleVector, StyleVectors

__all__ = [
    "Added",
    "Audit",
    "AuditEntry",
    "BadArchive",
    "BadSetting",
    "Ban",
    "Bans",
    "CannotOpen",
    "Chat",
    "ChatPreferences",
    "Chats",
    "Conflict",
    "DamagedDatabase",
    "Database",
    "DatabaseError",
    "DatabaseUnavailable",
    "Day",
    "DiskFull",
    "Faces",
    "Favourites",
    "Forgotten",
    "Imported",
    "Inbox",
    "InvalidInput",
    "InvalidTransition",
    "Job",
    "JobKind",
    "JobStyle",
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
    "Preferences",
    "Pruned",
    "Quality",
    "QuotaOverride",
    "Quotas",
    "RawUpdate",
    "Result",
    "Retention",
    "Speed",
    "State",
    "Stats",
    "StorageError",
    "Stroke",
    "Style",
    "StyleEditor",
    "StyleExists",
    "StylePicture",
    "StyleUse",
    "StyleVector",
    "StyleVectors",
    "Styles",
    "Synced",
    "Timing",
    "Totals",
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
