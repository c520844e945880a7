"""Forecast: how long until a turn comes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from bot.eta import Forecast


def turns(forecast: Forecast, running: Sequence[float], slots: int) -> list[float]:
    return list(islice(forecast.turns(running, slots), 4))


def test_without_experience_it_guesses() -> None:
    assert Forecast(prior=30).usual == 30
    assert turns(Forecast(), [], slots=1) == [0, 30, 60, 90]


def test_it_learns_and_forgets_the_old() -> None:
    forecast = Forecast([40] * 20)
    assert forecast.usual == 40
    for _ in range(20):
        forecast.learn(10)
    assert forecast.usual == 10


def test_one_odd_painting_changes_little() -> None:
    assert Forecast([20, 20, 3000, 20]).usual == 20


def test_a_free_slot_means_no_waiting() -> None:
    assert turns(Forecast([10] * 3), [9], slots=2)[0] == 0


def test_the_line_is_served_by_whichever_slot_is_free_first() -> None:
    assert turns(Forecast([10] * 3), [9, 4], slots=2) == [4, 9, 14, 19]


def test_more_running_than_slots_is_no_trouble() -> None:
    assert turns(Forecast([10] * 3), [9, 4, 7], slots=1) == [4, 14, 24, 34]
