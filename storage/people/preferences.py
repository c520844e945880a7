"""The settings of people and chats: names, values and defaults.

Rows keep only what was set. So a default can change later, and settings can be merged:
``Preferences.of(person.settings, chat.settings)`` holds for a person in a chat, where the chat's
settings win.
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
    """How faces are painted: likeness first, recognisable, or as any other part."""

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
    """How somebody wants paintings made."""

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
        """Merge ``layers`` of stored settings into preferences; later layers win.

        Names that are no preference, and values that this version does not know, are left out.
        """
        known = {field.name for field in fields(cls)}
        merged: dict[str, Any] = {}
        for layer in layers:
            merged |= {k: v for k, v in layer.items() if k in known and _is_valid(k, v)}
        return cls(**{name: _CONVERTERS.get(name, _same)(value) for name, value in merged.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatPreferences(Preferences):
    """How a chat wants paintings made and, in a group, who may do what."""

    who_paints: Who = Who.EVERYONE
    who_adds: Who = Who.ADMINS
    """Who may add styles to the group."""
    who_presses: Who = Who.EVERYONE
    """Who may press the buttons under a result."""


def validate_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``settings`` as they are stored; ``None``, which restores a default, stays.

    Names that are no preference pass unchecked. Raises ``BadSetting``.
    """
    for name, value in settings.items():
        if value is not None and not _is_valid(name, value):
            raise BadSetting(name, f"{name} must be {_CHECKS[name][1]}.")
    return {n: str(v) if isinstance(v, StrEnum) else v for n, v in settings.items()}


def merge_settings(before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored settings ``before`` with ``changes``; ``None`` removes a setting."""
    return {n: v for n, v in {**before, **changes}.items() if v is not None}


def _is_valid(name: str, value: Any) -> bool:
    rule = _CHECKS.get(name)
    return rule is None or rule[0](value)


def _is_number(value: Any, least: float, most: float, *, whole: bool) -> bool:
    # True and False are ints to Python, not to a person.
    kind = int if whole else (int, float)
    return isinstance(value, kind) and not isinstance(value, bool) and least <= value <= most


def _one_of(*choices: str) -> tuple[Callable[[Any], bool], str]:
    return lambda value: value in choices, f"one of {', '.join(choices)}"


def _same(value: Any) -> Any:
    return value


_ON_OR_OFF: Final = (lambda value: isinstance(value, bool), "on or off")
_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_CHECKS: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "language": (
        lambda value: isinstance(value, str) and _LANGUAGE_TAG.fullmatch(value) is not None,
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
    "keep_colours": _ON_OR_OFF,
    "previews": _ON_OR_OFF,
    "who_paints": _one_of(Who.EVERYONE, Who.ADMINS),
    "who_adds": _one_of(Who.EVERYONE, Who.ADMINS),
    "who_presses": _one_of(*Who),
}
_CONVERTERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "quality": Quality,
    "faces": Faces,
    "stroke": Stroke,
    "who_paints": Who,
    "who_adds": Who,
    "who_presses": Who,
}
