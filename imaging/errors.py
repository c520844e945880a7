"""What can go wrong with a picture, named after who must act.

    PictureError
    ├── BadPicture           the person who sent it can send another
    ├── TooBig               opening it costs more than is spent on one picture
    ├── Busy                 too many pictures wait to be opened; later it may succeed
    └── SandboxUnavailable   whoever runs the bot must look: no decoder can be started

Every error carries ``words`` (one English sentence fit for a person) and ``reason`` (a stable slug
that front ends translate by). Errors cross processes as these two, never as a pickled exception.
"""

from __future__ import annotations

from typing import ClassVar, Final


class PictureError(Exception):
    """Base of all errors about pictures."""

    retryable: ClassVar[bool] = False

    def __init__(self, words: str, *, reason: str, format_name: str | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.reason = reason
        self.format_name = format_name
        """What people call the format of a file that is not opened here, such as ``PDF``."""


class BadPicture(PictureError):
    """The bytes cannot be painted.

    Reasons: ``empty``, ``not_a_picture``, ``damaged``, ``animated``, ``too_small``, ``too_long``
    (one side is many times the other).
    """


class TooBig(PictureError):
    """Reasons: ``too_many_pixels``, ``too_many_bytes``, ``too_costly`` (time or memory)."""


class Busy(PictureError):
    """Reason: ``line_full``."""

    retryable = True


class SandboxUnavailable(PictureError):
    """Reasons: ``cannot_start``, ``stopped`` (being shut down)."""

    retryable = True


ERRORS: Final[dict[str, type[PictureError]]] = {
    cls.__name__: cls for cls in (BadPicture, TooBig, Busy, SandboxUnavailable)
}


def damaged() -> BadPicture:
    """Return the error for a picture whose bytes contradict themselves or end early."""
    return BadPicture(
        "This picture is damaged or incomplete. Please send it again.", reason="damaged"
    )


def too_costly() -> TooBig:
    """Return the error for a picture that takes more time or memory than is spent on one."""
    return TooBig(
        "This picture takes too much work to open. Please send it as a photo, or save it anew.",
        reason="too_costly",
    )


def too_many_pixels(limit: int) -> TooBig:
    """Return the error for a picture of more than ``limit`` pixels."""
    return TooBig(
        f"This picture has too many pixels; at most {limit // 1_000_000} million can be "
        "opened. Please send a smaller one.",
        reason="too_many_pixels",
    )
