"""What a button carries: small typed data in at most 64 bytes, pointing at rows by their ids.

The first letter names the kind, so a button made before an update of the bot is either understood
or recognised as too old, never misread. Whoever handles one checks the owner in the row: anyone
can press, and what arrives can be forged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, TypeAlias

from telegram import InlineKeyboardButton

LONGEST: Final = 64
"""Bytes of callback_data that Telegram carries."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """End the painting of ``job`` without a picture."""

    job: str


@dataclass(frozen=True, slots=True)
class Keep:
    """End the painting of ``job`` now and deliver it as it stands."""

    job: str


@dataclass(frozen=True, slots=True)
class Paint:
    """Paint the waiting ``photo`` in ``style``."""

    photo: str
    style: int


@dataclass(frozen=True, slots=True)
class PaintMix:
    """Paint the waiting ``photo`` in a mixture; ``mix`` is a ``StyleMix.to_code``."""

    photo: str
    mix: str


@dataclass(frozen=True, slots=True)
class PhotoPage:
    """Show page ``number`` of the styles for the waiting ``photo``."""

    photo: str
    number: int


@dataclass(frozen=True, slots=True)
class Drop:
    """Forget the waiting ``photo``."""

    photo: str


@dataclass(frozen=True, slots=True)
class Choose:
    """The next photo of whoever presses gets ``style``."""

    style: int


@dataclass(frozen=True, slots=True)
class ChooseMix:
    """The next photo of whoever presses gets the mixture ``mix``."""

    mix: str


@dataclass(frozen=True, slots=True)
class StylePage:
    """Show page ``number`` of all styles."""

    number: int


@dataclass(frozen=True, slots=True)
class Again:
    """Paint ``job`` once more with a new seed."""

    job: str


@dataclass(frozen=True, slots=True)
class OtherPage:
    """Show page ``number`` of the styles that the photo of ``job`` could have."""

    job: str
    number: int


@dataclass(frozen=True, slots=True)
class Restyle:
    """Paint the photo of ``job`` in ``style``."""

    job: str
    style: int


@dataclass(frozen=True, slots=True)
class Back:
    """Show the usual buttons under the picture of ``job`` again."""

    job: str


@dataclass(frozen=True, slots=True)
class Dial:
    """Show how much of the painting of ``job`` can be blended with its photo."""

    job: str


@dataclass(frozen=True, slots=True)
class Blend:
    """Show ``percent`` of the painting of ``job``, the rest being its photo."""

    job: str
    percent: int


@dataclass(frozen=True, slots=True)
class Colours:
    """Give the picture of ``job`` the colours of its photo (1), or its own again (0)."""

    job: str
    kept: int


@dataclass(frozen=True, slots=True)
class Sharper:
    """Paint ``job`` once more, larger, as a file."""

    job: str


@dataclass(frozen=True, slots=True)
class Film:
    """Show how the picture of ``job`` came about."""

    job: str


@dataclass(frozen=True, slots=True)
class Reuse:
    """The picture of ``job`` is the next photo."""

    job: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """Tell how ``job`` was painted."""

    job: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Take the picture of ``job`` away, once whoever presses is ``sure`` (1)."""

    job: str
    sure: int


@dataclass(frozen=True, slots=True)
class StarPage:
    """Show page ``number`` of all styles, to star some of them."""

    number: int


@dataclass(frozen=True, slots=True)
class Star:
    """Make ``style`` a favourite of whoever presses, or no longer one, on page ``number``."""

    style: int
    number: int


@dataclass(frozen=True, slots=True)
class StarChosen:
    """The same, under the message that says that ``style`` was chosen."""

    style: int


@dataclass(frozen=True, slots=True)
class TrySix:
    """Show the waiting ``photo`` in six styles."""

    photo: str


@dataclass(frozen=True, slots=True)
class TakeOne:
    """Paint the ``photo`` in one of the six, in ``style``; the others stay to be taken."""

    photo: str
    style: int


OfResult: TypeAlias = (
    Again
    | OtherPage
    | Restyle
    | Back
    | Dial
    | Blend
    | Colours
    | Sharper
    | Film
    | Reuse
    | Recipe
    | Delete
)
"""What hangs under a finished picture."""

Data: TypeAlias = (
    Cancel
    | Keep
    | Paint
    | PaintMix
    | PhotoPage
    | Drop
    | Choose
    | ChooseMix
    | StylePage
    | StarPage
    | Star
    | StarChosen
    | TrySix
    | TakeOne
    | OfResult
)

_KINDS: Final[Mapping[str, type[Data]]] = {
    "x": Cancel,
    "k": Keep,
    "p": Paint,
    "m": PaintMix,
    "n": PhotoPage,
    "d": Drop,
    "c": Choose,
    "y": ChooseMix,
    "s": StylePage,
    "a": Again,
    "o": OtherPage,
    "r": Restyle,
    "b": Back,
    "i": Dial,
    "v": Blend,
    "l": Colours,
    "h": Sharper,
    "f": Film,
    "u": Reuse,
    "e": Recipe,
    "z": Delete,
    "g": StarPage,
    "t": Star,
    "w": StarChosen,
    "6": TrySix,
    "1": TakeOne,
}
_LETTERS: Final = {kind: letter for letter, kind in _KINDS.items()}
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}|[0-9]{19}")
_LARGEST: Final = 2**63 - 1


def _number(text: str) -> int:
    """Of 64 bits, as ids of rows are. Raises ``ValueError``."""
    if not _NUMBER.fullmatch(text) or int(text) > _LARGEST:
        raise ValueError(text)
    return int(text)


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {"int": _number, "str": str}


def is_slow(text: str | None) -> bool:
    """Whether the answer to this button may take a while."""
    return isinstance(parse(text), TrySix | Blend | Colours | Film)


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


def button(caption: str, data: Data) -> InlineKeyboardButton:
    """Make a button that carries ``data``."""
    return InlineKeyboardButton(caption, callback_data=encode(data))
