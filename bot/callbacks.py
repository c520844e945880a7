"""What a button carries: small typed data in at most 64 bytes, with no state behind it.

The first letter names the kind, so a button made before an update of the bot is either understood
or recognised as too old, never misread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, TypeAlias

LONGEST: Final = 64
"""Bytes of callback_data that Telegram carries."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """End the painting of ``job`` without a picture."""

    job: int


@dataclass(frozen=True, slots=True)
class Keep:
    """End the painting of ``job`` now and deliver it as it stands."""

    job: int


@dataclass(frozen=True, slots=True)
class Paint:
    """Paint the photo that this question answers in ``style``; only ``owner`` was asked."""

    owner: int
    style: str


@dataclass(frozen=True, slots=True)
class Choose:
    """``owner``'s next photo in this chat gets ``style``."""

    owner: int
    style: str


@dataclass(frozen=True, slots=True)
class Page:
    """Show another page of the keyboard of styles; ``photo`` (0 or 1) says whether one waits."""

    owner: int
    number: int
    photo: int


@dataclass(frozen=True, slots=True)
class Drop:
    """Forget the photo that this question answers."""

    owner: int


@dataclass(frozen=True, slots=True)
class Again:
    """Paint ``job`` once more with a new seed."""

    job: int


@dataclass(frozen=True, slots=True)
class Other:
    """Ask which other style the photo of ``job`` shall have."""

    job: int


@dataclass(frozen=True, slots=True)
class Repaint:
    """Paint the photo of ``job`` in ``style``."""

    job: int
    style: str


Data: TypeAlias = Cancel | Keep | Paint | Choose | Page | Drop | Again | Other | Repaint

_KINDS: Final[Mapping[str, type[Data]]] = {
    "x": Cancel,
    "k": Keep,
    "p": Paint,
    "c": Choose,
    "n": Page,
    "d": Drop,
    "a": Again,
    "o": Other,
    "r": Repaint,
}
_LETTERS: Final = {kind: letter for letter, kind in _KINDS.items()}
_READERS: Final[Mapping[str, Callable[[str], Any]]] = {"int": int, "str": str}


def encode(data: Data) -> str:
    """``data`` as callback_data. Raises ``ValueError`` when it does not fit into 64 bytes."""
    values = (str(getattr(data, field.name)) for field in fields(data))
    text = ":".join((_LETTERS[type(data)], *values))
    if len(text.encode()) > LONGEST:
        raise ValueError(f"callback data longer than {LONGEST} bytes: {text}")
    return text


def parse(text: str | None) -> Data | None:
    """What a pressed button carries, or ``None`` when it is foreign, forged or too old."""
    letter, *values = (text or "").split(":")
    kind = _KINDS.get(letter)
    if kind is None or len(values) != len(fields(kind)):
        return None
    try:
        # Annotations are strings here (PEP 563), which is all that is needed of them.
        read = [_READERS[str(f.type)](v) for f, v in zip(fields(kind), values, strict=True)]
    except ValueError:
        return None
    return kind(*read)
