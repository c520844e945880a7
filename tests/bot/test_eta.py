"""Forecast: how long until a turn comes."""

from __future__ import annotations

import pytest

from bot.eta import Forecast


def test_without_experience_it_guesses() -> None:
    assert Forecast(prior=30).usual == 30
    assert Forecast().until_turn(3, [], slots=1) == 60


def test_it_learns_and_forgets_the_old() -> None:
    forecast = Forecast([40] * 20)
    assert forecast.usual == 40
    for _ in range(20):
        forecast.learn(10)
    assert forecast.usual == 10


def test_one_odd_painting_changes_little() -> None:
    assert Forecast([20, 20, 3000, 20]).usual == 20


def test_a_free_slot_means_no_waiting() -> None:
    assert Forecast([10] * 3).until_turn(1, [9], slots=2) == 0


@pytest.mark.parametrize(("place", "seconds"), [(1, 4), (2, 9), (3, 14), (4, 19)])
def test_the_line_is_served_by_whichever_slot_is_free_first(place: int, seconds: float) -> None:
    assert Forecast([10] * 3).until_turn(place, [9, 4], slots=2) == seconds


def test_more_running_than_slots_is_no_trouble() -> None:
    assert Forecast([10] * 3).until_turn(1, [9, 4, 7], slots=1) == 4
