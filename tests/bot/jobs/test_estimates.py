"""Forecast: how long until a turn comes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from bot.jobs.estimates import INSTANT_PRIOR_SECONDS, Forecast, PaintingKind

SMALL, LARGE = PaintingKind(size=384), PaintingKind(size=1024)


def after(*seconds: float) -> Forecast:
    """Paintings of one kind took so long, the newest first."""
    return Forecast((SMALL, one) for one in seconds)


def turns(forecast: Forecast, running: Sequence[float], slots: int) -> list[float]:
    return list(islice(forecast.turns(running, slots), 4))


def test_without_experience_it_guesses() -> None:
    assert Forecast(prior=30).usual() == 30
    assert turns(Forecast(), [], slots=1) == [0, 30, 60, 90]


def test_it_learns_and_forgets_the_old() -> None:
    forecast = after(*[40.0] * 20)
    assert forecast.usual(SMALL) == 40
    for _ in range(20):
        forecast.learn(SMALL, 10)
    assert forecast.usual(SMALL) == 10


def test_the_newest_of_many_count() -> None:
    assert after(*[10.0] * 20, *[99.0] * 30).usual(SMALL) == 10


def test_one_odd_painting_changes_little() -> None:
    assert after(20, 20, 3000, 20).usual(SMALL) == 20


def test_each_kind_takes_its_own_time() -> None:
    forecast = after(10, 10, 10)
    for _ in range(3):
        forecast.learn(LARGE, 90)
    assert (forecast.usual(SMALL), forecast.usual(LARGE)) == (10, 90)


def test_a_kind_that_is_new_takes_as_long_as_the_others() -> None:
    forecast = after(10, 10, 10)
    forecast.learn(LARGE, 90)
    assert forecast.usual(LARGE) == 10


def test_an_instant_painting_is_not_foretold_from_slow_ones_nor_the_other_way_round() -> None:
    instant = PaintingKind(method="instant", size=384)
    forecast = after(60, 60, 60)
    assert forecast.usual(instant) == INSTANT_PRIOR_SECONDS
    for _ in range(9):
        forecast.learn(instant, 1.0)
    assert (
        forecast.usual(instant) == forecast.usual(PaintingKind(method="instant", size=999)) == 1.0
    )
    assert forecast.usual(LARGE) == 60


def test_kinds_differ_by_method_size_and_steps() -> None:
    assert PaintingKind.of({"size": 384, "strength": 2.0}) == SMALL
    assert (
        len(
            {
                PaintingKind.of({}),
                PaintingKind.of({"method": "instant"}),
                PaintingKind.of({"steps": 9}),
                SMALL,
            }
        )
        == 4
    )


def test_a_free_slot_means_no_waiting() -> None:
    assert turns(after(10, 10, 10), [9], slots=2)[0] == 0


def test_the_line_is_served_by_whichever_slot_is_free_first() -> None:
    assert turns(after(10, 10, 10), [9, 4], slots=2) == [4, 9, 14, 19]


def test_who_waits_behind_a_long_painting_waits_longer() -> None:
    forecast = after(10, 10, 10)
    assert list(islice(forecast.turns([], 1, [100, 20]), 4)) == [0, 100, 120, 130]


def test_more_running_than_slots_is_no_trouble() -> None:
    assert turns(after(10, 10, 10), [9, 4, 7], slots=1) == [4, 14, 24, 34]
