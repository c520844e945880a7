"""What a person may turn is checked, with words that name the field."""

from __future__ import annotations

import math
import struct
from typing import Any

import pytest

from engine import (
    RANGES,
    VECTOR_BYTES,
    VECTOR_WIDTH,
    BadOptions,
    Options,
    Problem,
    Style,
    from_problem,
)
from engine import errors as all_errors
from engine.errors import EngineError, InvalidState

WHOLE = {"size", "steps", "seed"}


def options(**fields: Any) -> Options:
    """Beyond what the type checker would let pass."""
    return Options(**fields)


@pytest.mark.parametrize("field", sorted(RANGES))
def test_both_ends_of_a_range_are_allowed(field: str) -> None:
    for value in RANGES[field]:
        options(**{field: value})


@pytest.mark.parametrize("field", sorted(RANGES))
def test_beyond_a_range_the_field_is_named(field: str) -> None:
    least, most = RANGES[field]
    beyond = [least - 1, most + 1] if field in WHOLE else [least - 1, most * 1.01, math.nan]
    for value in beyond:
        with pytest.raises(BadOptions, match=field) as caught:
            options(**{field: value})
        assert (caught.value.reason, caught.value.field) == ("out_of_range", field)


@pytest.mark.parametrize(
    ("field", "value"),
    [("size", 256.5), ("steps", "10"), ("seed", True), ("strength", "strong")],
)
def test_what_is_no_number_is_refused(field: str, value: Any) -> None:
    with pytest.raises(BadOptions, match=f"{field} must be a") as caught:
        options(**{field: value})
    assert caught.value.reason == "not_a_number"


@pytest.mark.parametrize("field", ["method", "backbone", "pooling", "init", "optimiser", "format"])
def test_an_unknown_choice_is_refused_with_the_known_ones(field: str) -> None:
    known = str(getattr(Options(), field))
    with pytest.raises(BadOptions, match=known) as caught:
        options(**{field: "magic"})
    assert (caught.value.reason, caught.value.field) == ("unknown_value", field)


def test_a_changed_copy_is_checked_as_well() -> None:
    assert Options(size=128).replace(steps=5) == Options(size=128, steps=5)
    with pytest.raises(BadOptions):
        Options().replace(steps=0)


def test_a_style_may_bring_its_own_vector() -> None:
    vector = struct.pack(f"<{VECTOR_WIDTH}f", *range(VECTOR_WIDTH))
    assert len(vector) == VECTOR_BYTES
    assert Style(digest="s", picture=b"", vector=vector).vector == vector


@pytest.mark.parametrize("numbers", [[], [0.0] * (VECTOR_WIDTH - 1), [math.nan] * VECTOR_WIDTH])
def test_what_cannot_be_a_style_vector_is_refused(numbers: list[float]) -> None:
    with pytest.raises(BadOptions, match="style vector") as caught:
        Style(digest="s", picture=b"", vector=struct.pack(f"<{len(numbers)}f", *numbers))
    assert (caught.value.reason, caught.value.field) == ("bad_vector", "styles")


def leaves(cls: type[EngineError]) -> list[type[EngineError]]:
    # Other rooms add errors of their own, which never cross the socket.
    below = [sub for sub in cls.__subclasses__() if sub.__module__ == all_errors.__name__]
    return [leaf for sub in below for leaf in leaves(sub)] if below else [cls]


@pytest.mark.parametrize("kind", leaves(EngineError))
def test_an_error_crosses_the_socket_as_data(kind: type[EngineError]) -> None:
    error = kind("Some words.", reason="because", field="size")
    again = from_problem(error.as_problem())
    assert type(again) is kind
    assert again.as_problem() == error.as_problem()
    assert str(again) == "Some words."


@pytest.mark.parametrize("kind", leaves(EngineError))
def test_the_docstring_draws_every_error(kind: type[EngineError]) -> None:
    assert f"─ {kind.__name__} " in f"{all_errors.__doc__}"


def test_an_unknown_kind_of_problem_is_a_mistake_of_ours() -> None:
    assert isinstance(from_problem(Problem(kind="New", reason="?", words="?")), InvalidState)
