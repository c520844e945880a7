"""What can go wrong in the engine, named after who must act.

    EngineError
    ├── PersonError          the person who asked can mend it
    │   ├── BadPicture       not a picture, damaged, animated, or far too small
    │   ├── TooBig           more pixels or bytes than the engine opens
    │   ├── BadOptions       an option out of its range; ``field`` names it
    │   └── Overloaded       too many paintings wait already
    ├── OperatorError        whoever runs the bot must look
    │   ├── EngineDead       the engine process died and could not be started again
    │   ├── OutOfMemory      the painting did not fit the device
    │   └── MissingWeights   a backbone whose weights are neither local nor downloadable
    └── ProgrammerError
        └── InvalidState     the engine was used before ``start`` or after ``stop``

``field`` says what an error is about: an option, or ``photo`` or ``style`` of a request.
Every error carries ``words`` (one English sentence fit for a person), ``reason`` (a stable slug
that front ends translate by) and ``retryable`` (whether the same request may succeed later).
Errors cross the socket as a ``Problem``, never as a pickled exception.
"""

from __future__ import annotations

from typing import ClassVar, Final

import msgspec

import imaging.errors
from imaging.errors import PictureError


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """An ``EngineError`` as data."""

    kind: str
    reason: str
    words: str
    retryable: bool = False
    field: str | None = None


class EngineError(Exception):
    """Base of all errors of the engine."""

    retryable: ClassVar[bool] = False

    def __init__(self, words: str, *, reason: str, field: str | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.reason = reason
        self.field = field

    def as_problem(self) -> Problem:
        """Return this error as data that can cross a socket."""
        return Problem(
            kind=type(self).__name__,
            reason=self.reason,
            words=self.words,
            retryable=self.retryable,
            field=self.field,
        )


class PersonError(EngineError):
    """The person who asked can mend it."""


class BadPicture(PersonError):
    """The bytes cannot be painted.

    Reasons: ``empty``, ``not_a_picture``, ``damaged``, ``animated``, ``too_small``, ``too_long``
    (one side is many times the other).
    """


class TooBig(PersonError):
    """Reasons: ``too_many_pixels``, ``too_many_bytes``, ``too_costly`` (to open)."""


class BadOptions(PersonError):
    """``field`` is always set.

    Reasons: ``out_of_range``, ``not_a_number``, ``unknown_value``, ``unknown_layer``,
    ``bad_vector``.
    """


class Overloaded(PersonError):
    """Reason: ``line_full``."""

    retryable = True


class OperatorError(EngineError):
    """Whoever runs the bot must look."""


class EngineDead(OperatorError):
    """Reasons: ``died``, ``hung``, ``cannot_start``, ``stopped`` (being shut down)."""

    retryable = True


class OutOfMemory(OperatorError):
    """Reason: ``device_memory``."""


class MissingWeights(OperatorError):
    """Reasons: ``not_found``, ``download_failed``, ``hash_mismatch``."""


class ProgrammerError(EngineError):
    """The calling code is wrong."""


class InvalidState(ProgrammerError):
    """The engine was used in the wrong order, or has a mistake of its own.

    Reasons: ``not_started``, ``already_started``, ``stopped``, ``duplicate_id``, ``internal``.
    """


_KINDS: Final[dict[str, type[EngineError]]] = {
    cls.__name__: cls
    for cls in (
        BadPicture,
        TooBig,
        BadOptions,
        Overloaded,
        EngineDead,
        OutOfMemory,
        MissingWeights,
        InvalidState,
    )
}


def from_picture_error(error: PictureError, field: str | None = None) -> EngineError:
    """Return the error of the engine that ``error`` is; ``field`` says which picture it is of."""
    classes: dict[type[PictureError], type[EngineError]] = {
        imaging.errors.BadPicture: BadPicture,
        imaging.errors.TooBig: TooBig,
        imaging.errors.Busy: Overloaded,
        imaging.errors.SandboxUnavailable: EngineDead,
    }
    return classes[type(error)](error.words, reason=error.reason, field=field)


def from_problem(problem: Problem) -> EngineError:
    """Return the error that ``problem`` describes; an unknown kind becomes ``InvalidState``."""
    cls = _KINDS.get(problem.kind, InvalidState)
    return cls(problem.words, reason=problem.reason, field=problem.field)
