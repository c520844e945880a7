"""Polishing one style: fine-tuning its vector alone, the network untouched."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor

from engine.errors import InvalidState
from engine.networks.encoder import COLOUR
from engine.networks.instant import InstantPainter
from engine.training.compute import Compute
from engine.training.instant.task import LOSS_WEIGHTS, LossWeights, judge, painting_loss
from engine.training.pictures import Crops
from engine.training.teachers import Teacher


@dataclass(frozen=True, slots=True, kw_only=True)
class PolishCourse:
    """How long and how fast a vector is polished."""

    steps: int = 200
    learning_rate: float = 0.01
    size: int = 192
    count: int = 4
    seed: int = 0


POLISH_COURSE: Final = PolishCourse()
_EXAM: Final = 2**20
"""Sets the photos of the comparison apart from those of any step."""
_EXAM_BATCHES: Final = 4


@dataclass(frozen=True, slots=True)
class Polished:
    """The vector [1, width] after ``step`` steps, and the mean relative style error there.

    Before the first step and after the last it is the error over the same photos, so that these
    two can be compared; in between it is that of the step's own.
    """

    step: int
    vector: Tensor
    style: float

    def as_bytes(self) -> bytes:
        """Return the vector as ``engine.messages.Style`` wants it."""
        return self.vector[0].cpu().numpy().astype("<f4").tobytes()


class Polisher:
    """One style being polished. Colours stay what its picture says; the modulation moves."""

    def __init__(
        self,
        network: InstantPainter,
        picture: Tensor,
        photos: Crops,
        teachers: Sequence[Teacher],
        *,
        compute: Compute,
        course: PolishCourse = POLISH_COURSE,
        weights: LossWeights = LOSS_WEIGHTS,
    ) -> None:
        """``picture`` is [1, 3, H, W] in [0, 1], at about the size of the paintings to come."""
        picture = picture.to(compute.device)
        self._network, self._photos, self._teachers = network, photos, teachers
        self._compute, self._course, self._weights = compute, course, weights
        self._grams = [
            tuple(g.expand(course.count, -1, -1) for g in teacher.grams(picture))
            for teacher in teachers
        ]
        # A clone, since what inference mode made cannot be part of a gradient.
        start = network.style(picture).clone()
        self._colour, self._modulation = start[:, :COLOUR], start[:, COLOUR:].clone()
        self._modulation.requires_grad_()
        self._optimiser = torch.optim.Adam([self._modulation], betas=(0.9, 0.99))

    def run(self) -> Generator[Polished, None, None]:
        """Polish to the end of the course; yields before the first and after every step."""
        yield self._measure(0)
        for step in range(self._course.steps):
            for group in self._optimiser.param_groups:
                group["lr"] = self._course.learning_rate * (1 - step / self._course.steps)
            style, loss = self._losses(np.random.default_rng((self._course.seed, step)))
            self._optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            self._optimiser.step()
            if step + 1 < self._course.steps:
                yield Polished(step + 1, self._vector().detach(), style.item())
        yield self._measure(self._course.steps)

    @torch.no_grad()
    def _measure(self, step: int) -> Polished:
        draws = (
            np.random.default_rng((self._course.seed, _EXAM, n)) for n in range(_EXAM_BATCHES)
        )
        errors = torch.stack([self._losses(rng)[0] for rng in draws])
        return Polished(step, self._vector().detach(), errors.mean().item())

    def _vector(self) -> Tensor:
        return torch.cat([self._colour, self._modulation], 1)

    def _losses(self, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        count = self._course.count
        photos = self._photos.draw(rng, count, self._course.size).to(self._compute.device)
        with self._compute.autocast():
            paintings = self._network.painter(photos, self._vector().expand(count, -1))
        style, content = judge(self._teachers, paintings, photos, self._grams)
        loss = painting_loss(self._teachers, style, content, paintings, self._weights)
        if not loss.isfinite().all():
            raise InvalidState("Polishing ran out of bounds.", reason="internal")
        return style.detach().mean(), loss.mean()
