"""The errors of storage, grouped by who can act on them.

    StorageError
    ├── NotFound                 the person who asked can correct it
    │   ├── UnknownStyle         no style of that name; ``suggestions`` holds the nearest ones
    │   ├── UnknownJob           no such painting (its row may have been pruned)
    │   └── UnknownPicture       no picture with that digest
    ├── InvalidInput             the person who gave it can correct it
    │   ├── BadSetting           a setting does not take this value; ``name`` says which
    │   └── BadArchive           no archive of styles, or one that is not safe to import
    ├── Conflict                 the calling code, or the person, was overtaken by events
    │   ├── StyleExists          the slug is taken in that scope
    │   └── InvalidTransition    a painting is not in a state from which this can happen
    └── DatabaseError            whoever runs the bot must look
        ├── CannotOpen           no such folder, no permission, no server
        ├── DamagedDatabase      not a database, or its contents are broken
        ├── NewerDatabase        written by a later version of the program
        └── DatabaseUnavailable  an operation failed: lock held too long, server gone
            └── DiskFull         there is no space left, at the start or later

Every error carries ``words`` (one English sentence fit for a person) and ``reason`` (a stable slug
that front ends translate by).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

SUPPORTED = ("sqlite", "postgresql")
"""The kinds of databases that this package can use."""
_LONGEST_QUOTE = 40


class StorageError(Exception):
    """Base of all errors of storage."""

    reason: ClassVar[str] = "storage"

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class NotFound(StorageError):
    """What was asked for is not there."""


class UnknownStyle(NotFound):
    """No visible style answers to ``name``; ``suggestions`` do, the nearest first."""

    reason = "unknown_style"

    def __init__(self, name: str, suggestions: Sequence[str] = ()) -> None:
        self.name = quote(name)
        self.suggestions = tuple(suggestions)
        words = f"There is no style called “{self.name}”."
        if self.suggestions:
            words += f" Did you mean {_either(self.suggestions)}?"
        super().__init__(words)


class UnknownJob(NotFound):
    """No painting has this id."""

    reason = "unknown_job"

    def __init__(self, job_id: str) -> None:
        super().__init__("That painting is no longer known.")
        self.job_id = job_id


class UnknownPicture(NotFound):
    """No picture is kept under this digest."""

    reason = "unknown_picture"

    def __init__(self, digest: str) -> None:
        super().__init__("The picture of that style is no longer there.")
        self.digest = digest


class InvalidInput(StorageError):
    """What was given is not acceptable."""


class BadSetting(InvalidInput):
    """The setting ``name`` does not take the value."""

    reason = "bad_setting"

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.name = name


class BadArchive(InvalidInput):
    """An archive of styles cannot be imported; nothing of it was."""

    reason = "bad_archive"


class Conflict(StorageError):
    """The present rows do not allow it."""


class StyleExists(Conflict):
    """The slug is taken in the scope, by a visible or a hidden style."""

    reason = "style_exists"

    def __init__(self, slug: str) -> None:
        super().__init__(f"A style called “{quote(slug)}” exists already.")
        self.slug = slug


class InvalidTransition(Conflict):
    """The painting is in state ``current``, from which ``target`` cannot be reached."""

    reason = "invalid_transition"

    def __init__(self, job_id: str, current: str, target: str) -> None:
        super().__init__(f"That painting is {current} and cannot become {target}.")
        self.job_id = job_id
        self.current = current
        self.target = target


class DatabaseError(StorageError):
    """Whoever runs the bot must look."""


class CannotOpen(DatabaseError):
    """The database could not be opened or created."""

    reason = "cannot_open"


def unsupported_database(kind: str) -> CannotOpen:
    """Return the error for a database of a kind that is not in ``SUPPORTED``."""
    return CannotOpen(
        f"A database of the kind {kind} cannot be used: {' or '.join(SUPPORTED)} can."
    )


class DamagedDatabase(DatabaseError):
    """The file is no database of this program, or its contents are broken."""

    reason = "damaged"


class NewerDatabase(DatabaseError):
    """The database has a revision that this version of the program does not know."""

    reason = "newer"


class DatabaseUnavailable(DatabaseError):
    """One operation failed; nothing of it was kept."""

    reason = "unavailable"


class DiskFull(DatabaseUnavailable):
    """No space is left where the database lies."""

    reason = "disk_full"


def quote(name: str) -> str:
    """Return ``name`` on one line, cut to 40 characters, to be quoted in a sentence."""
    line = " ".join(name.split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"


def _either(names: Sequence[str]) -> str:
    head, last = names[:-1], names[-1]
    return f"{', '.join(head)} or {last}" if head else last
