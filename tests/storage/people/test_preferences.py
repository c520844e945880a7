from __future__ import annotations

from typing import Any

import pytest

from storage import BadSetting, ChatPreferences, Faces, Preferences, Quality, Stroke, Who
from storage.people.preferences import validate_settings


def test_nothing_set_is_the_defaults() -> None:
    assert Preferences.of({}) == Preferences()
    assert ChatPreferences.of({}) == ChatPreferences()


def test_later_layers_go_first_and_leave_the_rest() -> None:
    person = {"quality": "instant", "language": "zh-hans", "size": 512}
    group = {"quality": "masterpiece", "who_paints": "admins"}
    both = Preferences.of(person, group)
    assert (both.quality, both.language, both.size) == (Quality.MASTERPIECE, "zh-hans", 512)
    assert ChatPreferences.of(group).who_paints is Who.ADMINS


def test_a_group_goes_before_the_person_with_faces_and_strokes_too() -> None:
    both = Preferences.of({"faces": "keep", "stroke": "fine"}, {"faces": "free"})
    assert (both.faces, both.stroke) == (Faces.FREE, Stroke.FINE)


def test_what_is_not_understood_is_left_out() -> None:
    stored = {"quality": "sublime", "size": "big", "faces": "lost", "previews": False}
    assert Preferences.of(stored) == Preferences(previews=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "zh-hant"),
        ("quality", Quality.INSTANT),
        ("size", 64),
        ("size", 4096),
        ("strength", 0.1),
        ("strength", 2),
        ("faces", Faces.KEEP),
        ("faces", "free"),
        ("stroke", Stroke.BOLD),
        ("keep_colours", True),
        ("previews", False),
        ("who_paints", Who.ADMINS),
        ("who_adds", "everyone"),
        ("who_presses", Who.ASKER),
    ],
)
def test_allowed_values_are_stored_plainly_and_read_back(name: str, value: Any) -> None:
    stored = validate_settings({name: value})
    assert type(stored[name]) in (str, int, float, bool)
    assert getattr(ChatPreferences.of(stored), name) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "klingon!"),
        ("language", 7),
        ("quality", "best"),
        ("size", 63),
        ("size", 4097),
        ("size", 512.0),
        ("size", True),
        ("strength", 0),
        ("strength", float("nan")),
        ("strength", "1"),
        ("faces", "lose"),
        ("faces", True),
        ("stroke", "coarse"),
        ("keep_colours", 1),
        ("previews", "yes"),
        ("who_paints", "asker"),
        ("who_adds", "nobody"),
        ("who_presses", 1),
    ],
)
def test_other_values_are_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(BadSetting, match=f"{name} must be") as caught:
        validate_settings({name: value})
    assert caught.value.name == name


def test_none_and_notes_of_the_caller_pass() -> None:
    assert validate_settings({"size": None, "next_style:1": 7}) == {
        "size": None,
        "next_style:1": 7,
    }
