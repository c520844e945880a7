"""What a button carries: small typed data in at most 64 bytes, pointing at rows by their ids.

It begins with the code of its kind, so a button made before an update of the bot is either read
as it was meant or recognised as too old, never misread. Whoever handles one checks the owner in
the row: anyone can press, and what arrives can be forged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias, get_args

from msgspec import Struct
from msgspec.structs import fields
from telegram import InlineKeyboardButton

LONGEST: Final = 64
"""Bytes of callback_data that Telegram carries."""


class _Kind(Struct, frozen=True):
    """What one kind of button carries, in order; its tag is the code that it begins with.

    Buttons of years ago carry these codes: one that was in use never changes its meaning.
    """


class Cancel(_Kind, frozen=True, tag="x"):
    """End the painting of ``job`` without a picture."""

    job: str


class Keep(_Kind, frozen=True, tag="k"):
    """End the painting of ``job`` now and deliver it as it stands."""

    job: str


class Paint(_Kind, frozen=True, tag="p"):
    """Paint the waiting ``photo`` in ``style``."""

    photo: str
    style: int


class PaintMix(_Kind, frozen=True, tag="m"):
    """Paint the waiting ``photo`` in ``mix``, the code of a ``StyleMix``."""

    photo: str
    mix: str


class PhotoPage(_Kind, frozen=True, tag="n"):
    """Show page ``number`` of the styles for the waiting ``photo``."""

    photo: str
    number: int


class Drop(_Kind, frozen=True, tag="d"):
    """Forget the waiting ``photo``."""

    photo: str


class Choose(_Kind, frozen=True, tag="c"):
    """Paint the next photo of whoever presses in ``style``."""

    style: int


class ChooseMix(_Kind, frozen=True, tag="y"):
    """Paint the next photo of whoever presses in ``mix``, the code of a ``StyleMix``."""

    mix: str


class StylePage(_Kind, frozen=True, tag="s"):
    """Show page ``number`` of all styles."""

    number: int


class Again(_Kind, frozen=True, tag="a"):
    """Paint ``job`` once more with a new seed."""

    job: str


class OtherPage(_Kind, frozen=True, tag="o"):
    """Show page ``number`` of the styles that the photo of ``job`` could have."""

    job: str
    number: int


class Restyle(_Kind, frozen=True, tag="r"):
    """Paint the photo of ``job`` in ``style``."""

    job: str
    style: int


class Back(_Kind, frozen=True, tag="b"):
    """Show the usual buttons under the picture of ``job`` again."""

    job: str


class Dial(_Kind, frozen=True, tag="i"):
    """Show the shares of the painting of ``job`` that can be blended with its photo."""

    job: str


class Blend(_Kind, frozen=True, tag="v"):
    """Show ``percent`` of the painting of ``job``, the rest being its photo."""

    job: str
    percent: int


class Colours(_Kind, frozen=True, tag="l"):
    """Give the picture of ``job`` the colours of its photo (1), or its own again (0)."""

    job: str
    kept: int


class Sharper(_Kind, frozen=True, tag="h"):
    """Paint ``job`` once more, larger, as a file."""

    job: str


class Film(_Kind, frozen=True, tag="f"):
    """Show how the picture of ``job`` came about."""

    job: str


class Reuse(_Kind, frozen=True, tag="u"):
    """Take the picture of ``job`` as the next photo."""

    job: str


class Recipe(_Kind, frozen=True, tag="e"):
    """Tell how ``job`` was painted."""

    job: str


class Delete(_Kind, frozen=True, tag="z"):
    """Take the picture of ``job`` away, once whoever presses is ``sure`` (1)."""

    job: str
    sure: int


class StarPage(_Kind, frozen=True, tag="g"):
    """Show page ``number`` of all styles, to star some of them."""

    number: int


class Star(_Kind, frozen=True, tag="t"):
    """Make ``style`` a favourite of whoever presses, or no longer one, on page ``number``."""

    style: int
    number: int


class StarChosen(_Kind, frozen=True, tag="w"):
    """Make ``style``, which was just chosen, a favourite of whoever presses, or no longer one."""

    style: int


class TrySix(_Kind, frozen=True, tag="6"):
    """Show the waiting ``photo`` in six styles."""

    photo: str


class TakeOne(_Kind, frozen=True, tag="1"):
    """Paint the ``photo`` in ``style``, one of the six; the others stay to be taken."""

    photo: str
    style: int


class Publish(_Kind, frozen=True, tag="sty:p"):
    """Make ``draft``, which ``job`` shows, a style of the chat that it was made in."""

    draft: int
    job: str


class PublishEverywhere(_Kind, frozen=True, tag="sty:g"):
    """Make ``draft``, which ``job`` shows, a style of all chats."""

    draft: int
    job: str


class Discard(_Kind, frozen=True, tag="sty:d"):
    """Delete ``draft``, which ``job`` shows."""

    draft: int
    job: str


class RestoreStyle(_Kind, frozen=True, tag="undel"):
    """Bring ``style`` back, which was deleted."""

    style: int


class SendBroadcast(_Kind, frozen=True, tag="cast:s"):
    """Send the broadcast ``draft``, an entry of the audit, to all chats."""

    draft: int


class DropBroadcast(_Kind, frozen=True, tag="cast:x"):
    """Leave the broadcast ``draft`` unsent."""

    draft: int


class ShowSettings(_Kind, frozen=True, tag="set"):
    """Show all settings with what they are set to."""


class ShowSetting(_Kind, frozen=True, tag="set"):
    """Show what the setting ``name`` can be set to."""

    name: str


class ChangeSetting(_Kind, frozen=True, tag="set"):
    """Set ``name`` to the value with this ``code``."""

    name: str
    code: str


class CloseSettings(_Kind, frozen=True, tag="set:close"):
    """Take the panel of settings away."""


class ForgetMe(_Kind, frozen=True, tag="forget:yes"):
    """Delete what is kept of whoever presses."""


class KeepMe(_Kind, frozen=True, tag="forget:no"):
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

_CODES: Final = {kind: str(kind.__struct_config__.tag) for kind in get_args(Data)}
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


_READERS: Final[Mapping[type, Callable[[str], Any]]] = {int: _number, str: str}


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
        read = [_READERS[f.type](v) for f, v in zip(fields(kind), values, strict=True)]
    except ValueError:
        return None
    return kind(*read)


def button(caption: str, data: Data) -> InlineKeyboardButton:
    """Make a button that carries ``data``."""
    return InlineKeyboardButton(caption, callback_data=encode(data))
