"""Which message to show now. Pure: what happened and the time go in, what to show comes out.

A painting's status message goes from its place in line over previews to the result. What is shown
is always the newest state; a pace per kind of chat says how often. Words are named, not written:
``Line`` carries the id of a text.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum, auto
from typing import Final, TypeAlias

from bot.texts.style_titles import opening
from engine.errors import Problem
from engine.messages import AnyEvent, Done, Preview, Queued, Restarted, Started

Value: TypeAlias = str | float

_CELLS: Final = 12
_INSTANT: Final = 1e-6
_FORESEEABLE: Final = 3
_FEW_SECONDS: Final = 8.0
"""Less is no number that could be told before it is wrong."""


class Buttons(Enum):
    """Which buttons belong under the message."""

    NONE = auto()
    CANCEL = auto()
    CANCEL_OR_KEEP = auto()
    FINISHED = auto()


@dataclass(frozen=True, slots=True)
class Publishing:
    """Buttons that publish or discard the style ``draft``, in a group also ``for_everyone``."""

    draft: int
    for_everyone: bool


class Again(StrEnum):
    """Why a painting had to begin anew; the person is told."""

    ENGINE = "painting-again-engine"
    BOT = "painting-again-bot"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: a message id and its values."""

    text: str
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class View:
    """What the message shows; no ``picture`` leaves the one that is there."""

    lines: tuple[Line | Problem, ...]
    buttons: Buttons | Publishing = Buttons.NONE
    picture: bytes | None = field(default=None, repr=False)
    is_minor: bool = field(default=False, compare=False)
    """Whether it says more exactly what is known already, so that it may as well be dropped."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two changes of the message: of its place in line, and of the painting."""

    places: float
    frames: float


PRIVATE: Final = Pace(places=3, frames=2)
GROUP: Final = Pace(places=10, frames=6)


def pace_of(chat_id: int) -> Pace:
    """People have positive ids; groups and channels, where all share 20 calls a minute, not."""
    return PRIVATE if chat_id > 0 else GROUP


class Progress:
    """What one painting's status message should show. Times are seconds of one steady clock."""

    def __init__(
        self, pace: Pace, *, style: str, again: Again | None = None, previews: bool = True
    ) -> None:
        """Without ``previews`` only words say how far it is."""
        self._pace = pace
        self._previews = previews
        self._style = style
        self._again = again
        self._gap = pace.places
        self._next: View | None = None
        self._shown: View | None = None
        self._shown_at: float | None = None
        self._has_picture = False
        self._target: int | None = None

    def wait(self, target: int, seconds: float) -> None:
        """It has this place in line (1 is next), and its turn comes in about ``seconds``."""
        count, unit = spoken(seconds)
        text = "queue-next" if target == 1 else "queue-place"
        line = Line(text, {"place": target, "count": count, "unit": unit})
        # Far back a place matters less, and there are many who would be told.
        gap = self._pace.places * max(1, target // 3)
        self._set(Line("painting-preparing") if count == 0 else line, Buttons.CANCEL, gap=gap)
        if self._next is not None:
            self._next = replace(self._next, is_minor=target == self._target)
        self._target = target

    def note(self, event: AnyEvent) -> None:
        """The engine says something. Terminal events are the runner's to answer."""
        match event:
            case Queued():
                self._set(Line("painting-preparing"), Buttons.CANCEL)
            case Started():
                self._set(self._begun, Buttons.CANCEL_OR_KEEP)
            case Preview():
                picture = event.picture if self._previews else None
                self._set(self._course(event), Buttons.CANCEL_OR_KEEP, picture=picture)
            case Restarted():
                self._again = Again.ENGINE
                self._set(Line("painting-preparing"), Buttons.CANCEL)
            case _:
                self._next = None

    def due(self, now: float) -> float | None:
        """Seconds until there is something to show; ``None``: nothing changed."""
        if self._next is None or self._next == self._shown:
            return None
        # The first picture is what everybody waits for.
        is_first = self._next.picture is not None and not self._has_picture
        if self._shown_at is None or is_first:
            return 0.0
        wait = self._shown_at + self._gap - now
        return wait if wait > _INSTANT else 0.0

    def take(self, now: float) -> View | None:
        """What to show now, if anything; it counts as shown from then on."""
        if self.due(now) != 0.0:
            return None
        self._shown, self._shown_at = self._next, now
        self._has_picture |= self._next is not None and self._next.picture is not None
        return self._next

    @property
    def _begun(self) -> Line:
        return Line("painting-started", {"style": self._style})

    def _course(self, preview: Preview) -> Line:
        """How far it is, once the time that it takes can be foretold."""
        if not is_foreseeable(preview):
            return self._begun
        count, unit = spoken(max(preview.seconds_left, 5.0))
        done = percent(preview.step, preview.steps)
        drawn = bar(preview.step, preview.steps)
        values: dict[str, Value] = {"bar": drawn, "percent": done, "count": count, "unit": unit}
        return Line("painting-progress", values)

    def _set(
        self,
        line: Line,
        buttons: Buttons,
        *,
        picture: bytes | None = None,
        gap: float | None = None,
    ) -> None:
        lines = (line,) if self._again is None else (Line(self._again), line)
        self._next = View(lines, buttons, picture)
        self._gap = self._pace.frames if gap is None else gap


def finished(done: Done, style: str) -> View:
    """Under the finished picture."""
    style = opening(style)
    if done.kept:
        line = Line("painting-kept", {"style": style, "percent": percent(done.step, done.steps)})
    else:
        line = Line("painting-done", {"style": style, "seconds": max(1, round(done.seconds))})
    return View((line,), Buttons.FINISHED)


def repeated(style: str) -> View:
    """Under a picture that was painted before."""
    return View((Line("painting-done-before", {"style": opening(style)}),), Buttons.FINISHED)


def ended(why: str | Problem) -> View:
    """Ended without a picture, for the reason that a text names or that the engine tells."""
    return View((Line(why) if isinstance(why, str) else why,))


def percent(step: int, steps: int) -> int:
    """How much is done; 100 only when all is."""
    return max(0, min(100, 100 * step // max(1, steps)))


def is_foreseeable(preview: Preview) -> bool:
    """Whether its time left is worth telling; the first steps are no measure of the others."""
    return percent(preview.step, preview.steps) >= _FORESEEABLE


def bar(step: int, steps: int) -> str:
    """A progress bar of block characters, all of one width."""
    full = _CELLS * percent(step, steps) // 100
    return "█" * full + "░" * (_CELLS - full)


def spoken(seconds: float) -> tuple[int, str]:
    """A duration as one says it: 0, a ``few``, 10, 15 … 90 ``seconds``, then ``minutes``."""
    if seconds <= 90:
        count = 5 * round(max(0.0, seconds) / 5 + 0.3)
        return (5, "few") if count and seconds < _FEW_SECONDS else (count, "seconds")
    return round(seconds / 60), "minutes"
