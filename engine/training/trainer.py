"""The training loop: steps, learning rate, averaged weights, checkpoints and a log that resumes.

Every step draws its random numbers from (seed, step), so that a run that was interrupted and
resumed takes the same course as one that was not.
"""

from __future__ import annotations

import json
import math
import pickle
import time
from collections.abc import Generator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from engine.errors import InvalidState
from engine.training.interrupts import defer_interrupts
from engine.training.protocol import CHECKPOINT

LOG: Final = "log.jsonl"
_BETAS: Final = (0.9, 0.99)
_CLIP: Final = 1.0
_WEIGHT_DECAY: Final = 1e-4
_LAST_RATE: Final = 0.02
_AVERAGING: Final = 0.998


class Task(Protocol):
    """What is learnt, and from what."""

    @property
    def network(self) -> nn.Module:
        """What is learnt: its weights, but for the frozen ones."""

    def prepare(self, rng: np.random.Generator, /) -> None:
        """Do what must be done once before the first step; may set weights, may take minutes."""

    def losses(self, rng: np.random.Generator, fraction: float, /) -> Mapping[str, Tensor]:
        """Compute named scalars of one fresh batch; ``loss`` is to be minimised.

        ``fraction`` of the run is done.
        """

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint must hold beside the weights."""

    def restore(self, state: dict[str, Any]) -> None:
        """Restore what ``state`` returned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How long and how fast: to ``steps`` or for ``minutes``, whichever ends first."""

    steps: int = 20_000
    minutes: float | None = None
    learning_rate: float = 1.5e-3
    warm_up: int = 150
    """Steps until the learning rate is reached; a cosine takes it down from there."""
    seed: int = 0
    checkpoint_seconds: float = 120.0
    log_every: int = 50


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """Means over the steps since the last report."""

    step: int
    seconds: float
    """Of training, earlier sessions included."""
    rate: float
    numbers: Mapping[str, float]


class Trainer:
    """One run in ``folder``, taken up again when a checkpoint lies there."""

    def __init__(
        self,
        task: Task,
        course: Course,
        folder: Path,
        optimiser: torch.optim.Optimizer | None = None,
    ) -> None:
        """With ``optimiser`` None: AdamW on everything that is not frozen."""
        self._task = task
        self._course = course
        self._folder = folder
        self.step = 0
        self._seconds = 0.0
        self._optimiser = optimiser or torch.optim.AdamW(
            [p for p in task.network.parameters() if p.requires_grad],
            lr=course.learning_rate,
            betas=_BETAS,
            weight_decay=_WEIGHT_DECAY,
        )
        self._average = WeightAverage(task.network)
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / CHECKPOINT).exists():
            self._resume()

    @property
    def fraction(self) -> float:
        """How much of the run is done."""
        done = self.step / self._course.steps
        if self._course.minutes is not None:
            done = max(done, self._seconds / 60 / self._course.minutes)
        return min(1.0, done)

    def averaged_weights(self) -> dict[str, Tensor]:
        """Return the weights to export: an exponential average over some hundred steps."""
        return self._average.weights()

    def run(self) -> Generator[TrainingReport, None, None]:
        """Prepare the task unless that was done, and train to the end; a report now and then.

        Closing the iterator saves a checkpoint, and so does Ctrl-C, after the step in hand.
        Before the first step there is nothing to save, and no time counts.
        """
        if self.step == 0:
            # Not yet a run: stopped here, it leaves nothing behind.
            self._task.prepare(np.random.default_rng(preparation_seed(self._course.seed)))
            self._average = WeightAverage(self._task.network)
        began = last_saved = time.monotonic()
        before = self._seconds
        window: list[dict[str, float]] = []
        try:
            while self.fraction < 1:
                with defer_interrupts():
                    window.append(self._step())
                now = time.monotonic()
                self._seconds = before + now - began
                if self.step % self._course.log_every == 0 or self.fraction >= 1:
                    report, window = self._report(window), []
                    yield report
                if now - last_saved > self._course.checkpoint_seconds and not window:
                    self.save()
                    last_saved = now
        finally:
            if window:
                self._report(window)
            if self.step:
                self.save()

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        state = {
            "network": self._task.network.state_dict(),
            "average": self._average.weights(),
            "optimiser": self._optimiser.state_dict(),
            "task": self._task.state(),
            "step": self.step,
            "seconds": self._seconds,
        }
        partial = self._folder / (CHECKPOINT + ".partial")
        torch.save(state, partial)
        partial.replace(self._folder / CHECKPOINT)

    def _resume(self) -> None:
        path = self._folder / CHECKPOINT
        device = next(self._task.network.parameters()).device
        try:
            state = torch.load(path, map_location=device, weights_only=True)
            self._task.network.load_state_dict(state["network"])
            self._optimiser.load_state_dict(state["optimiser"])
        except (RuntimeError, ValueError, KeyError, EOFError, pickle.UnpicklingError) as error:
            raise InvalidState(
                f"{path} belongs to another network or is damaged. Choose another folder.",
                reason="internal",
            ) from error
        self._average.restore(state["average"])
        self._task.restore(state["task"])
        self.step, self._seconds = state["step"], state["seconds"]

    def _step(self) -> dict[str, float]:
        rng = np.random.default_rng((self._course.seed, self.step))
        torch.manual_seed(int(rng.integers(2**31)))
        rate = learning_rate(self._course, self.step, self.fraction)
        for group in self._optimiser.param_groups:
            group["lr"] = rate
        losses = self._task.losses(rng, self.fraction)
        self._optimiser.zero_grad(set_to_none=True)
        losses["loss"].backward()  # type: ignore[no-untyped-call]
        size = nn.utils.clip_grad_norm_(self._task.network.parameters(), _CLIP)
        if not size.isfinite():
            raise InvalidState(
                f"Training ran out of bounds at step {self.step + 1}. Going on would end alike: "
                "begin anew, in another folder.",
                reason="internal",
            )
        self._optimiser.step()
        self.step += 1
        self._average.update(self._task.network, self.step)
        return {name: value.detach().item() for name, value in losses.items()}

    def _report(self, window: list[dict[str, float]]) -> TrainingReport:
        numbers = {name: sum(w[name] for w in window) / len(window) for name in window[0]}
        rate = self._optimiser.param_groups[0]["lr"]
        report = TrainingReport(self.step, self._seconds, rate, numbers)
        with (self._folder / LOG).open("a") as log:
            log.write(json.dumps(asdict(report)) + "\n")
        return report


class WeightAverage:
    """Exponential average of a network's weights, quick at first, then over ~500 steps."""

    def __init__(self, network: nn.Module) -> None:
        self._kept = {name: value.clone() for name, value in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        """Take in the weights after ``step`` steps."""
        share = 1 - min(_AVERAGING, (1 + step) / (10 + step))
        for name, value in network.state_dict().items():
            kept = self._kept[name]
            if kept.is_floating_point():
                kept.lerp_(value, share)
            else:
                kept.copy_(value)

    def weights(self) -> dict[str, Tensor]:
        """Return the averaged weights by name."""
        return self._kept

    def restore(self, weights: Mapping[str, Tensor]) -> None:
        """Continue from ``weights``."""
        self._kept = dict(weights)


def preparation_seed(seed: int) -> np.random.SeedSequence:
    """Return a seed of its own for what is prepared, unlike that of any step."""
    return np.random.SeedSequence(seed, spawn_key=(1,))


def learning_rate(course: Course, step: int, fraction: float) -> float:
    """Return the rate of a step: linear warm-up, then half a cosine down to 2 %."""
    warm = min(1.0, (step + 1) / max(1, course.warm_up))
    cosine = (1 + math.cos(math.pi * fraction)) / 2
    return course.learning_rate * warm * (_LAST_RATE + (1 - _LAST_RATE) * cosine)


def read_log(folder: Path) -> list[TrainingReport]:
    """Read the reports of a run, in order; of steps that were taken twice, the later."""
    path = folder / LOG
    if not path.exists():
        return []
    lines = (json.loads(line) for line in path.read_text().splitlines() if line.strip())
    by_step = {line["step"]: TrainingReport(**line) for line in lines}
    return [by_step[step] for step in sorted(by_step)]
