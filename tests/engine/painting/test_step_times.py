"""How long a step takes is learnt, and told for sizes not seen yet."""

from __future__ import annotations

import pytest

from engine.painting.step_times import StepTimes


def test_before_anything_was_measured_there_is_a_guess() -> None:
    assert 0.01 < StepTimes("cpu").expect("work", 512 * 384) < 10


def test_a_measured_size_is_expected_as_measured() -> None:
    pace = StepTimes("cpu")
    for _ in range(3):
        pace.observe("work", 1000, 0.25)
    assert pace.expect("work", 1000) == pytest.approx(0.25)
    assert pace.expect("other work", 1000) != pytest.approx(0.25)


def test_other_sizes_are_expected_in_proportion_to_the_nearest() -> None:
    pace = StepTimes("cpu")
    pace.observe("work", 100, 1.0)
    pace.observe("work", 1000, 5.0)
    assert pace.expect("work", 2000) == pytest.approx(10)
    assert pace.expect("work", 50) == pytest.approx(0.5)


def test_the_set_up_that_a_first_step_pays_for_is_forgotten() -> None:
    pace = StepTimes("cpu")
    pace.observe("work", 100, 10.0)
    pace.observe("work", 100, 1.0)
    assert pace.expect("work", 100) == pytest.approx(1.0)


def test_a_slow_step_moves_the_expectation_a_little() -> None:
    pace = StepTimes("cpu")
    pace.observe("work", 100, 1.0)
    pace.observe("work", 100, 2.0)
    assert pace.expect("work", 100) == pytest.approx(1.2)
