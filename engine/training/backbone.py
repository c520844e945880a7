"""Teaching the embedded backbone: two teachers' features and Gram matrices, partly on-policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from torch import Tensor

from engine.losses import energy, gram
from engine.networks.student import TAPS, WIDTHS, Pupil
from engine.training.compute import Compute
from engine.training.pictures import Crops
from engine.training.pool import CanvasPool
from engine.training.teachers import Teacher

FIRST_TEACHER: Final = "vgg19_16x"
SECOND_TEACHER: Final = "squeezenet"

_MEAN: Final = (0.485, 0.456, 0.406)
_STD: Final = (0.229, 0.224, 0.225)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """What a batch is made of: fresh crops and canvases, and how many canvases are in work."""

    size: int = 128
    fresh: int = 8
    canvases: int = 4
    pool: int = 64
    gram_weight: float = 0.5


class BackboneTask:
    """One batch: photos and paintings, some spoilt or blended, and canvases being painted."""

    def __init__(
        self,
        network: Pupil,
        teachers: tuple[Teacher, Teacher],
        photos: Crops,
        paintings: Crops,
        *,
        compute: Compute,
        mixture: Mixture = Mixture(),
        seed: int = 0,
    ) -> None:
        self.network = network
        self._first, self._second = teachers
        self._photos, self._paintings = photos, paintings
        self._compute = compute
        self._mixture = mixture
        self._pool = CanvasPool(
            photos,
            paintings,
            count=mixture.pool,
            size=mixture.size,
            rng=np.random.default_rng((seed, mixture.pool)),
        )
        self._mean = torch.tensor(_MEAN, device=compute.device).view(1, 3, 1, 1)
        self._std = torch.tensor(_STD, device=compute.device).view(1, 3, 1, 1)

    def losses(self, rng: np.random.Generator, _fraction: float) -> Mapping[str, Tensor]:
        """``loss`` and its parts: relative errors of features and of Gram matrices."""
        mixture, device = self._mixture, self._compute.device
        canvases = self._pool.advance(self._look, rng, mixture.canvases, device)
        pictures = torch.cat([self._fresh(rng).to(device), canvases])
        found = self._look(pictures)
        with self._compute.autocast():
            taps = self.network.taps(found)
        pairs = self._pairs(found, taps, pictures)
        features = torch.stack([feature_error(seen, truth) for seen, truth in pairs])
        grams = torch.stack([gram_error(seen, truth) for seen, truth in pairs])
        return {
            "loss": features.mean() + mixture.gram_weight * grams.mean(),
            "features": features.mean(),
            "grams": grams.mean(),
            "on_policy": features[:, -mixture.canvases :].mean(),
        }

    def state(self) -> dict[str, Any]:
        """The canvases."""
        return self._pool.state()

    def restore(self, state: dict[str, Any]) -> None:
        """The inverse of ``state``."""
        self._pool.restore(state)

    def _look(self, pictures: Tensor) -> dict[str, Tensor]:
        with self._compute.autocast():
            found: dict[str, Tensor] = self.network((pictures - self._mean) / self._std)
        return found

    def _fresh(self, rng: np.random.Generator) -> Tensor:
        mixture = self._mixture
        paintings = mixture.fresh // 3
        batch = torch.cat(
            [
                self._photos.draw(rng, mixture.fresh - paintings, mixture.size),
                self._paintings.draw(rng, paintings, mixture.size),
            ]
        )
        return spoilt(batch, rng)

    def _pairs(
        self, found: Mapping[str, Tensor], taps: Mapping[str, Tensor], pictures: Tensor
    ) -> list[tuple[Tensor, Tensor]]:
        """(what the student sees, what the teacher sees) for every layer taught."""
        names = tuple(WIDTHS)
        first = self._first.backbone
        nodes = first.nodes(tuple(f"conv{n}" for n in names), field="style_layers")
        second = self._second.backbone
        tapped = second.nodes(tuple(TAPS), field="style_layers")
        with torch.no_grad():
            truth = first.features(pictures, nodes)
            # SqueezeNet's first layer has no padding; with it, both networks' cells coincide.
            other = second.features(F.pad(pictures, (3, 3, 3, 3), mode="replicate"), tapped)
        pairs = [(found[name], truth[node]) for name, node in zip(names, nodes, strict=True)]
        return pairs + [(taps[name], other[node]) for name, node in zip(TAPS, tapped, strict=True)]


def feature_error(seen: Tensor, truth: Tensor) -> Tensor:
    """Squared error over the truth's energy, [B]."""
    truth = truth.float()
    return (seen.float() - truth).square().flatten(1).sum(1) / energy(truth)


def gram_error(seen: Tensor, truth: Tensor) -> Tensor:
    """The same of Gram matrices, with its square root taken: small errors still count, [B]."""
    target = gram(truth)
    error = (gram(seen) - target).square().flatten(1).sum(1) / energy(target)
    return (error + 1e-6).sqrt()


def spoilt(pictures: Tensor, rng: np.random.Generator) -> Tensor:
    """``pictures`` with noise on some and others blended, as a canvas may look on its way."""
    count = len(pictures)
    blend = torch.from_numpy(rng.uniform(0, 1, count) * (rng.random(count) < 0.3)).float()
    noise = torch.from_numpy(rng.uniform(0, 0.2, count) * (rng.random(count) < 0.4)).float()
    mixed = torch.lerp(pictures, pictures.roll(1, 0), blend.view(-1, 1, 1, 1))
    return (mixed + noise.view(-1, 1, 1, 1) * torch.randn_like(mixed)).clamp(0, 1)
