"""What people and chats can set: names, values and defaults, in one place.

Rows keep only what was set. So a default can change later, and settings can be laid over one
another: ``Preferences.of(person.settings, chat.settings)`` is what holds for a person in a chat
whose settings go first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final, Self

from storage.errors import BadSetting

LEAST_SIZE, MOST_SIZE = 64, 4096
LEAST_STRENGTH, MOST_STRENGTH = 0.1, 10.0


class Quality(StrEnum):
    """How long a painting may take."""

    INSTANT = "instant"
    BALANCED = "balanced"
    MASTERPIECE = "masterpiece"


class Faces(StrEnum):
    """How faces are treated: likeness first, unmistakably the person, or as anything else."""

    KEEP = "keep"
    PAINT = "paint"
    FREE = "free"


class Stroke(StrEnum):
    """The size of brush strokes."""

    FINE = "fine"
    USUAL = "usual"
    BOLD = "bold"


class Who(StrEnum):
    """Who of a group may do something; ``ASKER`` is who asked for the painting, and admins."""

    EVERYONE = "everyone"
    ADMINS = "admins"
    ASKER = "asker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How somebody wants paintings."""

    language: str | None = None
    """An IETF tag such as ``zh-hant``; ``None``: the language of the person's Telegram."""
    quality: Quality = Quality.BALANCED
    size: int | None = None
    """Longest side in pixels, 64 to 4096; ``None``: what suits the device."""
    strength: float = 1.0
    """Of the style, 0.1 to 10; 1 is as the style is meant."""
    faces: Faces = Faces.PAINT
    stroke: Stroke = Stroke.USUAL
    keep_colours: bool = False
    previews: bool = True

    @classmethod
    def of(cls, *layers: Mapping[str, Any]) -> Self:
        """The preferences in ``layers`` of stored settings, the last of which goes first.

        What is no setting, and what this version does not understand, is left out.
        """
        known = {field.name for field in fields(cls)}
        merged: dict[str, Any] = {}
        for layer in layers:
            merged |= {k: v for k, v in layer.items() if k in known and _takes(k, v)}
        return cls(**{name: _READ.get(name, _same)(value) for name, value in merged.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatPreferences(Preferences):
    """How a chat wants paintings and, of a group, who may do what."""

    who_paints: Who = Who.EVERYONE
    who_adds: Who = Who.ADMINS
    """Who may add styles to the group."""
    who_presses: Who = Who.EVERYONE
    """Who may press the buttons under a result."""


def checked(settings: Mapping[str, Any]) -> dict[str, Any]:
    """``settings`` as they are stored; ``None`` stays, it restores a default.

    Names that are no preference are the caller's own notes and pass. Raises ``BadSetting``.
    """
    for name, value in settings.items():
        if value is not None and not _takes(name, value):
            raise BadSetting(name, f"{name} must be {_RULES[name][1]}.")
    return {n: str(v) if isinstance(v, StrEnum) else v for n, v in settings.items()}


def changed(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The stored settings ``before`` with ``changes``, of which ``None`` takes a setting out."""
    return {n: v for n, v in {**before, **changes}.items() if v is not None}


def _takes(name: str, value: Any) -> bool:
    rule = _RULES.get(name)
    return rule is None or rule[0](value)


def _is_number(value: Any, least: float, most: float, *, whole: bool) -> bool:
    # True and False are ints to Python, not to a person.
    kind = int if whole else (int, float)
    return isinstance(value, kind) and not isinstance(value, bool) and least <= value <= most


def _one_of(*choices: str) -> tuple[Callable[[Any], bool], str]:
    return lambda value: value in choices, f"one of {', '.join(choices)}"


def _same(value: Any) -> Any:
    return value


_SWITCH: Final = (lambda value: isinstance(value, bool), "on or off")
_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_RULES: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "language": (
        lambda value: isinstance(value, str) and _TAG.fullmatch(value) is not None,
        "the tag of a language, such as en or zh-hant",
    ),
    "quality": _one_of(*Quality),
    "size": (
        lambda value: _is_number(value, LEAST_SIZE, MOST_SIZE, whole=True),
        f"a whole number of pixels from {LEAST_SIZE} to {MOST_SIZE}",
    ),
    "strength": (
        lambda value: _is_number(value, LEAST_STRENGTH, MOST_STRENGTH, whole=False),
        f"a number from {LEAST_STRENGTH:g} to {MOST_STRENGTH:g}",
    ),
    "faces": _one_of(*Faces),
    "stroke": _one_of(*Stroke),
    "keep_colours": _SWITCH,
    "previews": _SWITCH,
    "who_paints": _one_of(Who.EVERYONE, Who.ADMINS),
    "who_adds": _one_of(Who.EVERYONE, Who.ADMINS),
    "who_presses": _one_of(*Who),
}
_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "quality": Quality,
    "faces": Faces,
    "stroke": Stroke,
    "who_paints": Who,
    "who_adds": Who,
    "who_presses": Who,
}
