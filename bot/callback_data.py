"""What a button carries: small typed data in at most 64 bytes, pointing at rows by their ids.

It begins with the code of its kind, so a button made before an update of the bot is either read
as it was meant or recognised as too old, never misread. Whoever handles one checks the owner in
the row: anyone can press, and what arrives can be forged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
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
    """Paint the waiting ``photo`` in ``mix``, the code of a ``StyleMix``."""

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
    """Paint the next photo of whoever presses in ``style``."""

    style: int


@dataclass(frozen=True, slots=True)
class ChooseMix:
    """Paint the next photo of whoever presses in ``mix``, the code of a ``StyleMix``."""

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
    """Show the shares of the painting of ``job`` that can be blended with its photo."""

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
    """Take the picture of ``job`` as the next photo."""

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
    """Make ``style``, which was just chosen, a favourite of whoever presses, or no longer one."""

    style: int


@dataclass(frozen=True, slots=True)
class TrySix:
    """Show the waiting ``photo`` in six styles."""

    photo: str


@dataclass(frozen=True, slots=True)
class TakeOne:
    """Paint the ``photo`` in ``style``, one of the six; the others stay to be taken."""

    photo: str
    style: int


@dataclass(frozen=True, slots=True)
class Publish:
    """Make ``draft``, which ``job`` shows, a style of the chat that it was made in."""

    draft: int
    job: str


@dataclass(frozen=True, slots=True)
class PublishEverywhere:
    """Make ``draft``, which ``job`` shows, a style of all chats."""

    draft: int
    job: str


@dataclass(frozen=True, slots=True)
class Discard:
    """Delete ``draft``, which ``job`` shows."""

    draft: int
    job: str


@dataclass(frozen=True, slots=True)
class RestoreStyle:
    """Bring ``style`` back, which was deleted."""

    style: int


@dataclass(frozen=True, slots=True)
class SendBroadcast:
    """Send the broadcast ``draft``, an entry of the audit, to all chats."""

    draft: int


@dataclass(frozen=True, slots=True)
class DropBroadcast:
    """Leave the broadcast ``draft`` unsent."""

    draft: int


@dataclass(frozen=True, slots=True)
class ShowSettings:
    """Show all settings with what they are set to."""


@dataclass(frozen=True, slots=True)
class ShowSetting:
    """Show what the setting ``name`` can be set to."""

    name: str


@dataclass(frozen=True, slots=True)
class ChangeSetting:
    """Set ``name`` to the value with this ``code``."""

    name: str
    code: str


@dataclass(frozen=True, slots=True)
class CloseSettings:
    """Take the panel of settings away."""


@dataclass(frozen=True, slots=True)
class ForgetMe:
    """Delete what is kept of whoever presses."""


@dataclass(frozen=True, slots=True)
class KeepMe:
    """Delete nothing of what is kept of whoever presses."""


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

OfDraft: TypeAlias = Publish | PublishEverywhere | Discard
"""What hangs under the first picture in a draft of a style."""

OfSettings: TypeAlias = ShowSettings | ShowSetting | ChangeSetting | CloseSettings
"""What hangs under the panel of settings."""

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
    | OfDraft
    | RestoreStyle
    | SendBroadcast
    | DropBroadcast
    | OfSettings
    | ForgetMe
    | KeepMe
)

_CODES: Final[Mapping[type[Data], str]] = {
    Cancel: "x",
    Keep: "k",
    Paint: "p",
    PaintMix: "m",
    PhotoPage: "n",
    Drop: "d",
    Choose: "c",
    ChooseMix: "y",
    StylePage: "s",
    Again: "a",
    OtherPage: "o",
    Restyle: "r",
    Back: "b",
    Dial: "i",
    Blend: "v",
    Colours: "l",
    Sharper: "h",
    Film: "f",
    Reuse: "u",
    Recipe: "e",
    Delete: "z",
    StarPage: "g",
    Star: "t",
    StarChosen: "w",
    TrySix: "6",
    TakeOne: "1",
    Publish: "sty:p",
    PublishEverywhere: "sty:g",
    Discard: "sty:d",
    RestoreStyle: "undel",
    SendBroadcast: "cast:s",
    DropBroadcast: "cast:x",
    ShowSettings: "set",
    ShowSetting: "set",
    ChangeSetting: "set",
    CloseSettings: "set:close",
    ForgetMe: "forget:yes",
    KeepMe: "forget:no",
}
"""Buttons of years ago carry these: one that is in use never changes its meaning."""
_KINDS: Final = {(code, len(fields(kind))): kind for kind, code in _CODES.items()}
"""By their code and the number of their values."""
_LONGEST_CODE: Final = max(code.count(":") + 1 for code in _CODES.values())
_NUMBER: Final = re.compile(r"-?[0-9]{1,18}|[0-9]{19}")
_LARGEST: Final = 2**63 - 1


def _number(text: str) -> int:
    """Read a number of 64 bits, as ids of rows are. Raises ``ValueError``."""
    if not _NUMBER.fullmatch(text) or int(text) > _LARGEST:
        raise ValueError(text)
    return int(text)


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {"int": _number, "str": str}


def is_slow(text: str | None) -> bool:
    """Whether the answer to this button may take a while."""
    return isinstance(parse(text), TrySix | Blend | Colours | Film)


def encode(data: Data) -> str:
    """Write ``data`` as callback_data. Raises ``ValueError`` if it does not fit into 64 bytes."""
    values = (str(getattr(data, field.name)) for field in fields(data))
    text = ":".join((_CODES[type(data)], *values))
    if len(text.encode()) > LONGEST:
        raise ValueError(f"callback data longer than {LONGEST} bytes: {text}")
    return text


def parse(text: str | None) -> Data | None:
    """Read what a pressed button carries; ``None`` when it is foreign, forged or too old."""
    parts = (text or "").split(":")
    # The longest code goes first: "set:close" is no setting of that name.
    for cut in range(_LONGEST_CODE, 0, -1):
        kind = _KINDS.get((":".join(parts[:cut]), len(parts) - cut))
        if kind is not None:
            return _read(kind, parts[cut:])
    return None


def _read(kind: type[Data], values: Sequence[str]) -> Data | None:
    try:
        # Annotations are strings here (PEP 563), which is all that is needed of them.
        read = [_READERS[str(f.type)](v) for f, v in zip(fields(kind), values, strict=True)]
    except ValueError:
        return None
    return kind(*read)


def button(caption: str, data: Data) -> InlineKeyboardButton:
    """Make a button that carries ``data``."""
    return InlineKeyboardButton(caption, callback_data=encode(data))
