"""What the progress of a training says, and what is said when it ends or is stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.training_progress import RunProgress, explain_resuming, format_duration, summarise
from engine.training.protocol import CHECKPOINT, Begun, Exported, Step

DONE = Exported(network="out/lite.safetensors", card="out/lite.md", curves="out/curves.svg")


def at(step: int, seconds: float) -> Step:
    return Step(step=step, seconds=seconds, rate=1e-3, numbers={"loss": 0.25})


def test_the_time_left_follows_from_the_latest_steps() -> None:
    gauge = RunProgress(Begun(steps=1000))
    gauge.note(at(100, 10))
    assert (gauge.fraction, gauge.pace, gauge.left) == (0.1, "10 steps/s", "90 s left")
    gauge.note(at(200, 60))
    assert (gauge.pace, gauge.left) == ("2 steps/s", "7 min left")


def test_minutes_may_end_a_run_before_its_steps_do() -> None:
    gauge = RunProgress(Begun(steps=1000, minutes=2))
    gauge.note(at(100, 60))
    assert (gauge.fraction, gauge.left) == (0.5, "60 s left")


def test_before_the_first_step_nothing_is_foretold() -> None:
    gauge = RunProgress(Begun(steps=1000))
    assert (gauge.fraction, gauge.pace, gauge.left) == (0, "", "")


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (119, "119 s"), (150, "2 min"), (11_100, "3 h 5 min")]
)
def test_durations_as_one_says_them(seconds: float, words: str) -> None:
    assert format_duration(seconds) == words


def test_the_end_says_where_everything_is() -> None:
    assert summarise(DONE, at(1000, 300)) == (
        "out/lite.safetensors: 1,000 steps in 5 min, loss 0.25; "
        "lite.md and curves.svg lie beside it. ATELIER_NETWORKS=out has it paint."
    )
    assert "this run was over already" in summarise(DONE, None)


def test_who_stops_a_run_reads_how_to_go_on(tmp_path: Path) -> None:
    assert "nothing to keep" in explain_resuming(tmp_path)
    (tmp_path / CHECKPOINT).touch()
    assert "the same command goes on from there" in explain_resuming(tmp_path)
