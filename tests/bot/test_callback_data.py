"""Callback data: every kind survives the trip, fits Telegram, and nonsense is recognised."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import callback_data as callbacks
from bot.callback_data import Cancel, Data, Paint, encode, parse

LARGEST_ID = 2**63 - 1
ids = st.from_regex(r"[A-Za-z0-9_-]{1,16}", fullmatch=True)
numbers = st.integers(min_value=0, max_value=LARGEST_ID)
kinds = st.sampled_from(get_args(Data))


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
    assert len(text.encode()) <= callbacks.LONGEST


def test_data_that_does_not_fit_is_refused_when_the_button_is_made() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        encode(Paint("画" * 30, 1))


@pytest.mark.parametrize(
    "text",
    [None, "", "x", "c:", "c:ten", "x:1:2", "p:1", "zzz:1", "X:1", "🎨", "c:1.5", "c:٣", "c: 1"],
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


def test_a_button_made_today_stays_readable() -> None:
    assert parse("x:Ab7") == Cancel("Ab7")
    assert parse("p:Ab7:3") == Paint("Ab7", 3)
