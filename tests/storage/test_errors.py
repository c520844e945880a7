from __future__ import annotations

import inspect

import pytest

from storage import errors
from storage.errors import StorageError, UnknownStyle

TREE = [
    cls
    for _, cls in inspect.getmembers(errors, inspect.isclass)
    if issubclass(cls, StorageError) and cls is not StorageError
]


@pytest.mark.parametrize("cls", TREE)
def test_every_error_is_in_the_drawn_tree(cls: type[StorageError]) -> None:
    assert errors.__doc__ is not None
    assert f"── {cls.__name__} " in errors.__doc__


def test_reasons_of_the_leaves_are_distinct() -> None:
    reasons = [cls.reason for cls in TREE if not cls.__subclasses__()]
    assert len(set(reasons)) == len(reasons)
    assert StorageError.reason not in reasons


def test_suggestions_make_a_sentence() -> None:
    assert "mean A?" in UnknownStyle("x", ["A"]).words
    assert "mean A, B or C?" in UnknownStyle("x", ["A", "B", "C"]).words


def test_a_long_name_is_quoted_on_one_short_line() -> None:
    words = UnknownStyle("very\nlong " * 500).words
    assert "\n" not in words
    assert len(words) < 80
