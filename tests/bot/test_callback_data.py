"""Callback data: every kind survives the trip, fits Telegram, and nonsense is recognised."""

from __future__ import annotations

from typing import Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields

from bot import callback_data as kinds
from bot.callback_data import Data, Paint, encode, parse

LARGEST_ID = 2**63 - 1
ids = st.from_regex(r"[A-Za-z0-9_-]{1,16}", fullmatch=True)
numbers = st.integers(min_value=0, max_value=LARGEST_ID)
any_kind = st.sampled_from(get_args(Data))

IN_USE: Final[dict[str, Data]] = {
    "x:Ab7": kinds.Cancel("Ab7"),
    "k:Ab7": kinds.Keep("Ab7"),
    "p:Ab7:3": kinds.Paint("Ab7", 3),
    "m:Ab7:3.60+5.40@70": kinds.PaintMix("Ab7", "3.60+5.40@70"),
    "n:Ab7:2": kinds.PhotoPage("Ab7", 2),
    "d:Ab7": kinds.Drop("Ab7"),
    "c:3": kinds.Choose(3),
    "y:3.100@70": kinds.ChooseMix("3.100@70"),
    "s:2": kinds.StylePage(2),
    "a:Ab7": kinds.Again("Ab7"),
    "o:Ab7:2": kinds.OtherPage("Ab7", 2),
    "r:Ab7:3": kinds.Restyle("Ab7", 3),
    "b:Ab7": kinds.Back("Ab7"),
    "i:Ab7": kinds.Dial("Ab7"),
    "v:Ab7:70": kinds.Blend("Ab7", 70),
    "l:Ab7:1": kinds.Colours("Ab7", 1),
    "h:Ab7": kinds.Sharper("Ab7"),
    "f:Ab7": kinds.Film("Ab7"),
    "u:Ab7": kinds.Reuse("Ab7"),
    "e:Ab7": kinds.Recipe("Ab7"),
    "z:Ab7:0": kinds.Delete("Ab7", 0),
    "g:2": kinds.StarPage(2),
    "t:3:2": kinds.Star(3, 2),
    "w:3": kinds.StarChosen(3),
    "6:Ab7": kinds.TrySix("Ab7"),
    "1:Ab7:3": kinds.TakeOne("Ab7", 3),
    "sty:p:12:Ab7": kinds.Publish(12, "Ab7"),
    "sty:g:12:Ab7": kinds.PublishEverywhere(12, "Ab7"),
    "sty:d:12:Ab7": kinds.Discard(12, "Ab7"),
    "undel:3": kinds.RestoreStyle(3),
    "cast:s:41": kinds.SendBroadcast(41),
    "cast:x:41": kinds.DropBroadcast(41),
    "set": kinds.ShowSettings(),
    "set:quality": kinds.ShowSetting("quality"),
    "set:quality:-": kinds.ChangeSetting("quality", "-"),
    "set:language:zh-hans": kinds.ChangeSetting("language", "zh-hans"),
    "set:strength:0.25": kinds.ChangeSetting("strength", "0.25"),
    "set:close": kinds.CloseSettings(),
    "forget:yes": kinds.ForgetMe(),
    "forget:no": kinds.KeepMe(),
}
"""Buttons that hang in chats for years; a line here is never changed, only added."""


def filled(kind: type[Data], number: int, row: str) -> Data:
    values: list[int | str] = [number if f.type is int else row for f in fields(kind)]
    return kind(*values)  # type: ignore[arg-type]  # one of each type, in the order of the fields


@given(any_kind, numbers, ids)
def test_what_a_button_carries_comes_back(kind: type[Data], number: int, row: str) -> None:
    data = filled(kind, number, row)
    assert parse(encode(data)) == data


@given(any_kind)
def test_the_largest_ids_fit(kind: type[Data]) -> None:
    text = encode(filled(kind, LARGEST_ID, "s" * 16))
    assert len(text.encode()) <= kinds.LONGEST


def test_data_that_does_not_fit_is_refused_when_the_button_is_made() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        encode(Paint("画" * 30, 1))


FORGED: Final = """
    x c: c:ten x:1:2 p:1 zzz:1 X:1 🎨 c:1.5 c:٣
    sty sty:p sty:p:1 sty:q:1:Ab7 sty:p:one:Ab7 sty:p:1:Ab7:2 undel undel: undel:-
    cast:1 cast:s: cast:y:1 set:close:1:2 set:size:768:1 settings
    forget forget:maybe forget:yes:1
"""


@pytest.mark.parametrize("text", [None, "", "c: 1", *FORGED.split()])
def test_forged_or_outdated_data_is_nothing(text: str | None) -> None:
    assert parse(text) is None


@pytest.mark.parametrize("number", [2**63, 10**40, -(10**40)])
def test_a_number_that_no_row_can_have_is_nothing(number: int) -> None:
    assert parse(f"c:{number}") is None
    assert parse(f"c:{2**63 - 1}") is not None


@given(st.text(max_size=64))
def test_no_text_makes_it_fail(text: str) -> None:
    parse(text)


@given(st.lists(st.sampled_from(["sty", "p", "set", "close", "forget", "yes", "1", ""])))
def test_nothing_like_a_button_makes_it_fail(parts: list[str]) -> None:
    parse(":".join(parts))


@pytest.mark.parametrize(("text", "data"), IN_USE.items())
def test_a_button_of_before_is_read_and_written_as_ever(text: str, data: Data) -> None:
    assert parse(text) == data
    assert encode(data) == text


def test_every_kind_is_held_to_what_it_was() -> None:
    assert {type(data) for data in IN_USE.values()} == set(get_args(Data))
