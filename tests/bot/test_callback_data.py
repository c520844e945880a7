"""Callback data: every kind survives the trip, fits Telegram, and nonsense is recognised."""

from __future__ import annotations

from dataclasses import fields
from typing import Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import callback_data as data_of
from bot.callback_data import Data, Paint, encode, parse

LARGEST_ID = 2**63 - 1
ids = st.from_regex(r"[A-Za-z0-9_-]{1,16}", fullmatch=True)
numbers = st.integers(min_value=0, max_value=LARGEST_ID)
kinds = st.sampled_from(get_args(Data))

IN_USE: Final[dict[str, Data]] = {
    "x:Ab7": data_of.Cancel("Ab7"),
    "k:Ab7": data_of.Keep("Ab7"),
    "p:Ab7:3": data_of.Paint("Ab7", 3),
    "m:Ab7:3.60+5.40@70": data_of.PaintMix("Ab7", "3.60+5.40@70"),
    "n:Ab7:2": data_of.PhotoPage("Ab7", 2),
    "d:Ab7": data_of.Drop("Ab7"),
    "c:3": data_of.Choose(3),
    "y:3.100@70": data_of.ChooseMix("3.100@70"),
    "s:2": data_of.StylePage(2),
    "a:Ab7": data_of.Again("Ab7"),
    "o:Ab7:2": data_of.OtherPage("Ab7", 2),
    "r:Ab7:3": data_of.Restyle("Ab7", 3),
    "b:Ab7": data_of.Back("Ab7"),
    "i:Ab7": data_of.Dial("Ab7"),
    "v:Ab7:70": data_of.Blend("Ab7", 70),
    "l:Ab7:1": data_of.Colours("Ab7", 1),
    "h:Ab7": data_of.Sharper("Ab7"),
    "f:Ab7": data_of.Film("Ab7"),
    "u:Ab7": data_of.Reuse("Ab7"),
    "e:Ab7": data_of.Recipe("Ab7"),
    "z:Ab7:0": data_of.Delete("Ab7", 0),
    "g:2": data_of.StarPage(2),
    "t:3:2": data_of.Star(3, 2),
    "w:3": data_of.StarChosen(3),
    "6:Ab7": data_of.TrySix("Ab7"),
    "1:Ab7:3": data_of.TakeOne("Ab7", 3),
    "sty:p:12:Ab7": data_of.Publish(12, "Ab7"),
    "sty:g:12:Ab7": data_of.PublishEverywhere(12, "Ab7"),
    "sty:d:12:Ab7": data_of.Discard(12, "Ab7"),
    "undel:3": data_of.RestoreStyle(3),
    "cast:s:41": data_of.SendBroadcast(41),
    "cast:x:41": data_of.DropBroadcast(41),
    "set": data_of.ShowSettings(),
    "set:quality": data_of.ShowSetting("quality"),
    "set:quality:-": data_of.ChangeSetting("quality", "-"),
    "set:language:zh-hans": data_of.ChangeSetting("language", "zh-hans"),
    "set:strength:0.25": data_of.ChangeSetting("strength", "0.25"),
    "set:close": data_of.CloseSettings(),
    "forget:yes": data_of.ForgetMe(),
    "forget:no": data_of.KeepMe(),
}
"""Buttons that hang in chats for years; a line here is never changed, only added."""


def filled(kind: type[Data], number: int, row: str) -> Data:
    values: list[int | str] = [number if f.type == "int" else row for f in fields(kind)]
    return kind(*values)  # type: ignore[arg-type]  # one of each type, in the order of the fields


@given(kinds, numbers, ids)
def test_what_a_button_carries_comes_back(kind: type[Data], number: int, row: str) -> None:
    data = filled(kind, number, row)
    assert parse(encode(data)) == data


@given(kinds)
def test_the_largest_ids_fit(kind: type[Data]) -> None:
    text = encode(filled(kind, LARGEST_ID, "s" * 16))
    assert len(text.encode()) <= data_of.LONGEST


def test_data_that_does_not_fit_is_refused_when_the_button_is_made() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        encode(Paint("画" * 30, 1))


@pytest.mark.parametrize(
    "text",
    [None, "", "x", "c:", "c:ten", "x:1:2", "p:1", "zzz:1", "X:1", "🎨", "c:1.5", "c:٣", "c: 1"]
    + ["sty", "sty:p", "sty:p:1", "sty:q:1:Ab7", "sty:p:one:Ab7", "sty:p:1:Ab7:2", "undel:"]
    + ["undel:-", "cast:1", "cast:s:", "cast:y:1", "forget", "forget:maybe", "forget:yes:1"]
    + ["set:close:1:2", "set:size:768:1", "settings"],
)
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
