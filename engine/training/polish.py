"""Polishing one style: fine-tuning its vector alone, the network untouched."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor

from engine.networks.encoder import COLOUR
from engine.networks.instant import InstantPainter
from engine.training.compute import Compute
from engine.training.instant import WEIGHTS, Weights, judged, painting_loss
from engine.training.pictures import Crops
from engine.training.teachers import Teacher


@dataclass(frozen=True, slots=True, kw_only=True)
class Polish:
    """How long and how fast a vector is polished."""

    steps: int = 200
    learning_rate: float = 0.01
    size: int = 192
    count: int = 4
    seed: int = 0


POLISH: Final = Polish()


@dataclass(frozen=True, slots=True)
class Polished:
    """The vector [1, width] after ``step`` steps, and the mean relative style error there."""

    step: int
    vector: Tensor
    style: float


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
        course: Polish = POLISH,
        weights: Weights = WEIGHTS,
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
        """Polish to the end of the course; yields after every step."""
        for step in range(self._course.steps):
            for group in self._optimiser.param_groups:
                group["lr"] = self._course.learning_rate * (1 - step / self._course.steps)
            style, loss = self._losses(np.random.default_rng((self._course.seed, step)))
            self._optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            self._optimiser.step()
            yield Polished(step + 1, self._vector().detach(), style.item())

    def _vector(self) -> Tensor:
        return torch.cat([self._colour, self._modulation], 1)

    def _losses(self, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        count = self._course.count
        photos = self._photos.draw(rng, count, self._course.size).to(self._compute.device)
        with self._compute.autocast():
            paintings = self._network.painter(photos, self._vector().expand(count, -1))
        style, content = judged(self._teachers, paintings, photos, self._grams)
        loss = painting_loss(self._teachers, style, content, paintings, self._weights)
        return style.detach().mean(), loss.mean()
