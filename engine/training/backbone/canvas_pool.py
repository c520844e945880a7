"""Canvases that are being painted through the student, so that it is taught where it is led to.

Optimising pixels finds pictures on which student and teacher disagree; with those pictures in
every batch, the disagreement is what is learnt next (on-policy distillation, after DAgger, Ross
et al. 2011).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor

from engine.errors import InvalidState
from engine.painting.adam import BETAS, EPSILON, LAST_RATE
from engine.painting.losses import content_error, energy, gram, style_error, total_variation
from engine.painting.plan import LEARNING_RATE
from engine.training.pictures import Crops

FeatureFunction = Callable[[Tensor], dict[str, Tensor]]

_CONTENT_WEIGHT: Final = 0.1
_SMOOTHNESS: Final = 0.2
_LIFE: Final = 240
"""Steps after which a canvas is replaced at the latest."""


class CanvasPool:
    """``count`` canvases with Adam's memory of each; every call advances some of them."""

    def __init__(
        self,
        photos: Crops,
        paintings: Crops,
        *,
        count: int,
        size: int,
        rng: np.random.Generator,
        layers: Sequence[str],
        content: Sequence[str],
    ) -> None:
        self._photos, self._paintings, self._size = photos, paintings, size
        self._layers, self._content_layers = layers, content
        self._content = photos.draw(rng, count, size)
        self._style = paintings.draw(rng, count, size)
        self._pixels = self._content.clone()
        self._mean = torch.zeros_like(self._pixels)
        self._square = torch.zeros_like(self._pixels)
        self._age = torch.zeros(count, dtype=torch.long)
        self._life = torch.from_numpy(rng.integers(_LIFE // 8, _LIFE, count))

    def __len__(self) -> int:
        return len(self._pixels)

    def advance(
        self, features: FeatureFunction, rng: np.random.Generator, count: int, device: torch.device
    ) -> Tensor:
        """Take a step with ``count`` canvases; return them before it, [count, 3, size, size]."""
        chosen = torch.from_numpy(rng.choice(len(self), count, replace=False))
        for index in chosen[self._age[chosen] >= self._life[chosen]]:
            self._renew(int(index), rng)
        shown = self._pixels[chosen].to(device)
        gradient = painting_gradient(
            features,
            shown,
            self._content[chosen].to(device),
            self._style[chosen].to(device),
            layers=self._layers,
            content=self._content_layers,
        )
        self._step(chosen, gradient.cpu())
        return shown

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint must hold."""
        return {name: getattr(self, name) for name in self._saved_names()}

    def restore(self, state: dict[str, Any]) -> None:
        """Restore what ``state`` returned. Raises ``InvalidState`` for other sizes or counts."""
        if state["_pixels"].shape != self._pixels.shape:
            raise InvalidState(
                "The run that lies there had other sizes or counts of canvases. "
                "Give it its former --crop and --batch, or choose another folder.",
                reason="internal",
            )
        for name in self._saved_names():
            setattr(self, name, state[name].cpu())

    @staticmethod
    def _saved_names() -> tuple[str, ...]:
        return ("_content", "_style", "_pixels", "_mean", "_square", "_age", "_life")

    def _renew(self, index: int, rng: np.random.Generator) -> None:
        self._content[index] = self._photos.draw(rng, 1, self._size)[0]
        self._style[index] = self._paintings.draw(rng, 1, self._size)[0]
        self._pixels[index] = self._content[index]
        if rng.random() < 0.15:
            self._pixels[index].uniform_()
        self._mean[index] = 0
        self._square[index] = 0
        self._age[index] = 0
        self._life[index] = int(rng.integers(_LIFE // 2, _LIFE))

    def _step(self, chosen: Tensor, gradient: Tensor) -> None:
        first, second = BETAS
        self._age[chosen] += 1
        age = self._age[chosen].view(-1, 1, 1, 1)
        mean = self._mean[chosen].lerp(gradient, 1 - first)
        square = self._square[chosen].lerp(gradient.square(), 1 - second)
        move = (mean / (1 - first**age)) / ((square / (1 - second**age)).sqrt() + EPSILON)
        self._mean[chosen], self._square[chosen] = mean, square
        rate = LEARNING_RATE * LAST_RATE ** (age / self._life[chosen].view(-1, 1, 1, 1))
        self._pixels[chosen] = (self._pixels[chosen] - rate * move).clamp(0, 1)


def painting_gradient(
    features: FeatureFunction,
    canvases: Tensor,
    photos: Tensor,
    styles: Tensor,
    *,
    layers: Sequence[str],
    content: Sequence[str],
) -> Tensor:
    """Compute the gradient [B, 3, H, W] of the painting loss at ``canvases`` [B, 3, H, W].

    The loss is that of Gatys et al. 2016 in relative errors; ``photos`` and ``styles`` are like
    ``canvases``, ``layers`` those of style and ``content`` those of content.
    """
    with torch.no_grad():
        seen = features(photos)
        wanted = {layer: seen[layer] for layer in content}
        seen = features(styles)
        targets = {layer: gram(seen[layer]) for layer in layers}
    pixels = canvases.detach().requires_grad_()
    found = features(pixels)
    loss = _SMOOTHNESS * total_variation(pixels)
    for layer, kept in wanted.items():
        likeness = content_error(found[layer], kept, energy(kept.float()))
        loss = loss + _CONTENT_WEIGHT * likeness / len(wanted)
    for layer, target in targets.items():
        loss = loss + style_error(found[layer], target, energy(target)) / len(targets)
    (gradient,) = torch.autograd.grad(loss.sum(), pixels)
    return gradient
