"""The loop: learning rate, end of the course, checkpoints, the log and its picture."""

from __future__ import annotations

import json
import signal
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine.errors import InvalidState
from engine.training.curves import draw_curves
from engine.training.trainer import Course, Trainer, TrainingReport, learning_rate, read_log


class Line:
    """Fits a line to noisy points."""

    def __init__(self, width: int = 1) -> None:
        self.network = nn.Linear(width, 1)

    def prepare(self, rng: np.random.Generator) -> None:
        """Nothing."""

    def losses(self, rng: np.random.Generator, _fraction: float) -> Mapping[str, Tensor]:
        x = torch.from_numpy(rng.normal(size=(8, self.network.in_features))).float()
        return {"loss": (self.network(x) - 3 * x.sum(1, keepdim=True)).square().mean()}

    def state(self) -> dict[str, Any]:
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        assert state == {}


_COURSE = Course(steps=40, learning_rate=0.1, warm_up=4, log_every=10)


def test_the_loss_falls_and_the_log_tells(tmp_path: Path) -> None:
    trainer = Trainer(Line(), _COURSE, tmp_path)
    reports = list(trainer.run())
    assert trainer.fraction == 1
    assert reports[-1].numbers["loss"] < reports[0].numbers["loss"]
    assert read_log(tmp_path) == reports


class Prepared(Line):
    """Has a good idea of the line before its first step."""

    def prepare(self, rng: np.random.Generator) -> None:
        self.network.weight.data.fill_(2.5 + 1e-3 * rng.random())


def test_what_is_prepared_is_where_the_average_begins(tmp_path: Path) -> None:
    still = replace(_COURSE, steps=1, learning_rate=0.0)
    trainer = Trainer(Prepared(), still, tmp_path)
    list(trainer.run())
    assert trainer.averaged_weights()["weight"].item() == pytest.approx(2.5, abs=0.01)


class Exhausting(Line):
    """Does not fit into the memory."""

    def prepare(self, rng: np.random.Generator) -> None:
        raise MemoryError


def test_a_run_that_ends_while_it_is_prepared_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(MemoryError):
        list(Trainer(Exhausting(width=9), _COURSE, tmp_path).run())
    assert Trainer(Line(), _COURSE, tmp_path).step == 0
    assert list(tmp_path.iterdir()) == []


def test_a_run_taken_up_again_is_not_prepared_again(tmp_path: Path) -> None:
    list(Trainer(Prepared(), replace(_COURSE, steps=20), tmp_path).run())
    again = Prepared()
    list(Trainer(again, replace(_COURSE, steps=21), tmp_path).run())
    assert again.network.weight.item() == pytest.approx(3, abs=0.2)


class Interrupted(Line):
    """Somebody presses Ctrl-C in the middle of the seventh step."""

    step = 0

    def losses(self, rng: np.random.Generator, fraction: float) -> Mapping[str, Tensor]:
        self.step += 1
        if self.step == 7:
            signal.raise_signal(signal.SIGINT)
        return super().losses(rng, fraction)


def test_ctrl_c_waits_for_the_end_of_the_step_and_loses_nothing(tmp_path: Path) -> None:
    torch.manual_seed(0)
    straight = list(Trainer(Line(), replace(_COURSE, log_every=1), tmp_path / "straight").run())
    torch.manual_seed(0)
    broken = Trainer(Interrupted(), replace(_COURSE, log_every=1), tmp_path / "broken")
    with pytest.raises(KeyboardInterrupt):
        list(broken.run())
    assert [report.step for report in read_log(tmp_path / "broken")] == list(range(1, 8))
    list(Trainer(Line(), replace(_COURSE, log_every=1), tmp_path / "broken").run())
    whole = read_log(tmp_path / "broken")
    assert [report.numbers for report in whole] == [report.numbers for report in straight]


class Diverging(Line):
    """Its sixth batch has no loss."""

    def losses(self, rng: np.random.Generator, fraction: float) -> Mapping[str, Tensor]:
        found = super().losses(rng, fraction)["loss"]
        return {"loss": found * torch.nan if fraction == 5 / _COURSE.steps else found}


def test_a_run_out_of_bounds_ends_in_words_and_keeps_its_weights(tmp_path: Path) -> None:
    diverging = Trainer(Diverging(), _COURSE, tmp_path)
    with pytest.raises(InvalidState, match="out of bounds at step 6"):
        list(diverging.run())
    kept = Trainer(Line(), _COURSE, tmp_path)
    assert kept.step == 5
    assert all(bool(value.isfinite().all()) for value in kept.averaged_weights().values())


def test_a_finished_run_stays_finished(tmp_path: Path) -> None:
    list(Trainer(Line(), _COURSE, tmp_path).run())
    again = Trainer(Line(), _COURSE, tmp_path)
    assert list(again.run()) == []
    assert again.step == 40


def test_time_ends_a_run_too(tmp_path: Path) -> None:
    endless = Course(steps=10**9, minutes=1e-9, log_every=10)
    assert [report.step for report in Trainer(Line(), endless, tmp_path).run()] == [1]


def test_steps_taken_twice_count_once_in_the_log(tmp_path: Path) -> None:
    lines = [
        TrainingReport(10, 1.0, 0.1, {"loss": 5.0}),
        TrainingReport(10, 2.0, 0.1, {"loss": 4.0}),
    ]
    (tmp_path / "log.jsonl").write_text("".join(json.dumps(asdict(r)) + "\n" for r in lines))
    assert read_log(tmp_path) == lines[1:]


def test_the_checkpoint_of_another_network_is_refused(tmp_path: Path) -> None:
    list(Trainer(Line(), _COURSE, tmp_path).run())
    with pytest.raises(InvalidState, match="another network"):
        Trainer(Line(width=2), _COURSE, tmp_path)


def test_the_learning_rate_rises_then_falls() -> None:
    course = Course(learning_rate=1.0, warm_up=10)
    assert learning_rate(course, 0, 0.0) == pytest.approx(0.1)
    assert learning_rate(course, 10, 0.0) == pytest.approx(1.0)
    assert learning_rate(course, 500, 0.5) == pytest.approx(0.51)
    assert learning_rate(course, 999, 1.0) == pytest.approx(0.02)


def test_curves_are_a_picture_with_every_number() -> None:
    reports = [TrainingReport(s, 1.0, 0.1, {"loss": 1 / s, "a<b": 0.5}) for s in (10, 20, 30)]
    picture = ET.fromstring(draw_curves(reports, "Training & more"))
    texts = {element.text for element in picture.iter() if element.text}
    assert {"Training & more", "loss", "a<b"} <= texts


def test_curves_of_the_same_run_are_the_same_file() -> None:
    reports = [TrainingReport(s, 1.0, 0.1, {"loss": 1 / s}) for s in (10, 20)]
    assert draw_curves(reports, "Twice") == draw_curves(reports, "Twice")


@pytest.mark.parametrize("numbers", [[], [{"loss": 0.0}, {"loss": -1.0}]])
def test_curves_of_nothing_that_can_be_drawn_are_still_a_picture(
    numbers: list[dict[str, float]],
) -> None:
    reports = [TrainingReport(step, 1.0, 0.1, values) for step, values in enumerate(numbers)]
    ET.fromstring(draw_curves(reports, "Nothing yet"))
