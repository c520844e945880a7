"""Which message to show now. Pure: what happened and the time go in, what to show comes out.

A painting's status message goes from its position in the queue over previews to the result. It
always shows the newest state; a pace per kind of chat says how often. Words are named, not
written: ``TextLine`` carries the id of a text.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum, auto
from typing import Final, TypeAlias

from bot.texts.style_titles import capitalise
from engine.errors import Problem
from engine.messages import AnyEvent, Done, Preview, Queued, Restarted, Started

Value: TypeAlias = str | float

_CELLS: Final = 12
"""Characters of a progress bar."""
_EPSILON: Final = 1e-6
_FORESEEABLE_PERCENT: Final = 3
_FEW_SECONDS: Final = 8.0
"""Fewer seconds are not told as a number, which would be wrong before it is read."""


class Buttons(Enum):
    """The buttons under a status message."""

    NONE = auto()
    CANCEL = auto()
    CANCEL_OR_KEEP = auto()
    FINISHED = auto()


@dataclass(frozen=True, slots=True)
class Publishing:
    """Buttons that publish or discard the style ``draft``; ``for_everyone``: in all chats, too."""

    draft: int
    for_everyone: bool


class RestartReason(StrEnum):
    """Why a painting had to begin anew, as an id of a text."""

    ENGINE = "painting-again-engine"
    BOT = "painting-again-bot"


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text: a message id and its values."""

    text: str
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """What the message shows; no ``picture`` leaves the one that is there."""

    lines: tuple[TextLine | Problem, ...]
    buttons: Buttons | Publishing = Buttons.NONE
    picture: bytes | None = field(default=None, repr=False)
    is_minor: bool = field(default=False, compare=False)
    """Whether it says more exactly what is known already, so that it may as well be dropped."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two changes of the message: of its position in the queue, and of frames."""

    positions: float
    frames: float


PRIVATE: Final = Pace(positions=3, frames=2)
GROUP: Final = Pace(positions=10, frames=6)


def pace_of(chat_id: int) -> Pace:
    """Return how often a chat is told: groups less, for all in one share 20 calls a minute."""
    # Ids of people are positive, those of groups and channels negative.
    return PRIVATE if chat_id > 0 else GROUP


class Progress:
    """Decides what one status message shows. Times are seconds of one steady clock."""

    def __init__(
        self,
        pace: Pace,
        *,
        style: str,
        restarted_by: RestartReason | None = None,
        previews: bool = True,
    ) -> None:
        """Begin with nothing to show; without ``previews`` only words say how far it is."""
        self._pace = pace
        self._previews = previews
        self._style = style
        self._restarted_by = restarted_by
        self._gap = pace.positions
        self._next: View | None = None
        self._shown: View | None = None
        self._shown_at: float | None = None
        self._has_picture = False
        self._position: int | None = None

    def show_position(self, position: int, seconds: float) -> None:
        """Show its ``position`` in the queue, 1 being next; its turn comes in ``seconds``."""
        count, unit = round_duration(seconds)
        text = "queue-next" if position == 1 else "queue-place"
        line = TextLine(text, {"place": position, "count": count, "unit": unit})
        # Far back a position matters less, and the many who wait there share the calls.
        gap = self._pace.positions * max(1, position // 3)
        self._set(TextLine("painting-preparing") if count == 0 else line, Buttons.CANCEL, gap=gap)
        if self._next is not None:
            self._next = replace(self._next, is_minor=position == self._position)
        self._position = position

    def note(self, event: AnyEvent) -> None:
        """Show what the engine says; an end shows nothing here, for the delivery answers it."""
        match event:
            case Queued():
                self._set(TextLine("painting-preparing"), Buttons.CANCEL)
            case Started():
                self._set(self._begun, Buttons.CANCEL_OR_KEEP)
            case Preview():
                picture = event.picture if self._previews else None
                self._set(self._course(event), Buttons.CANCEL_OR_KEEP, picture=picture)
            case Restarted():
                self._restarted_by = RestartReason.ENGINE
                self._set(TextLine("painting-preparing"), Buttons.CANCEL)
            case _:
                self._next = None

    def seconds_until_due(self, now: float) -> float | None:
        """Return the seconds until there is something to show; ``None`` if nothing changed."""
        if self._next is None or self._next == self._shown:
            return None
        # The first picture is what everybody waits for.
        is_first = self._next.picture is not None and not self._has_picture
        if self._shown_at is None or is_first:
            return 0.0
        wait = self._shown_at + self._gap - now
        return wait if wait > _EPSILON else 0.0

    def take(self, now: float) -> View | None:
        """Return what to show now, if anything; it counts as shown from then on."""
        if self.seconds_until_due(now) != 0.0:
            return None
        self._shown, self._shown_at = self._next, now
        self._has_picture |= self._next is not None and self._next.picture is not None
        return self._next

    @property
    def _begun(self) -> TextLine:
        return TextLine("painting-started", {"style": self._style})

    def _course(self, preview: Preview) -> TextLine:
        """Return how far it is, once the time that it takes can be foretold."""
        if not is_foreseeable(preview):
            return self._begun
        count, unit = round_duration(max(preview.seconds_left, 5.0))
        done = percent_done(preview.step, preview.steps)
        drawn = progress_bar(preview.step, preview.steps)
        values: dict[str, Value] = {
            "bar": drawn,
            "percent": done,
            "count": count,
            "unit": unit,
        }
        return TextLine("painting-progress", values)

    def _set(
        self,
        line: TextLine,
        buttons: Buttons,
        *,
        picture: bytes | None = None,
        gap: float | None = None,
    ) -> None:
        lines = (line,) if self._restarted_by is None else (TextLine(self._restarted_by), line)
        self._next = View(lines, buttons, picture)
        self._gap = self._pace.frames if gap is None else gap


def finished_view(done: Done, style: str) -> View:
    """Return what stands under a finished picture."""
    style = capitalise(style)
    if done.kept:
        line = TextLine(
            "painting-kept", {"style": style, "percent": percent_done(done.step, done.steps)}
        )
    else:
        line = TextLine("painting-done", {"style": style, "seconds": max(1, round(done.seconds))})
    return View((line,), Buttons.FINISHED)


def repeated_view(style: str) -> View:
    """Return what stands under a picture that was painted before."""
    return View(
        (TextLine("painting-done-before", {"style": capitalise(style)}),), Buttons.FINISHED
    )


def ended_view(why: str | Problem) -> View:
    """Return what tells of an end without a picture; ``why`` is a text or the engine's word."""
    return View((TextLine(why) if isinstance(why, str) else why,))


def percent_done(step: int, steps: int) -> int:
    """Return how much is done, from 0 to 100; 100 only when all is."""
    return max(0, min(100, 100 * step // max(1, steps)))


def is_foreseeable(preview: Preview) -> bool:
    """Return whether the time left is worth telling; the first steps tell nothing of it."""
    return percent_done(preview.step, preview.steps) >= _FORESEEABLE_PERCENT


def progress_bar(step: int, steps: int) -> str:
    """Return a bar of block characters, all of one width."""
    full = _CELLS * percent_done(step, steps) // 100
    return "█" * full + "░" * (_CELLS - full)


def round_duration(seconds: float) -> tuple[int, str]:
    """Return a duration as one says it: 0, a ``few``, 10, 15 … 90 ``seconds``, ``minutes``."""
    if seconds <= 90:
        count = 5 * round(max(0.0, seconds) / 5 + 0.3)
        return (5, "few") if count and seconds < _FEW_SECONDS else (count, "seconds")
    return round(seconds / 60), "minutes"
