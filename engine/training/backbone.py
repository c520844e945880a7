"""Teaching the embedded backbone: two teachers' features and Gram matrices, partly on-policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from torch import Tensor, nn

from engine.losses import energy, gram
from engine.networks.student import CONVOLUTIONS, TAPS, LiteNet
from engine.training.compute import Compute
from engine.training.pictures import Crops
from engine.training.pool import CanvasPool
from engine.training.teachers import Teacher

FIRST_TEACHER: Final = "vgg19_16x"
SECOND_TEACHER: Final = "squeezenet"

STYLE: Final = ("1_1", "2_1", "3_1", "4_1", "5_1", *TAPS)
"""Layers and taps that paintings are made through: their Gram matrices are taught as well."""

_MEAN: Final = (0.485, 0.456, 0.406)
_STD: Final = (0.229, 0.224, 0.225)
_HINT: Final = 0.3
"""What the error of a layer counts that is only a step on the way."""
_REVIVAL: Final = 0.1
"""Share of the gradient that passes a shut rectifier."""
_EQUALS: Final = ("1_1", "1_2", "2_1", "2_2", "3_1", "3_2", "4_1")
"""Layers whose first channels answer for themselves alone."""
_STEM: Final = 3
"""SqueezeNet's first layer, 7x7, has no padding; with this much both networks' cells coincide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """What a batch is made of: fresh crops and canvases, and how many canvases are in work."""

    size: int = 128
    fresh: int = 6
    canvases: int = 6
    pool: int = 96
    gram_weight: float = 1.0


class BackboneTask:
    """One batch: photos and paintings, some spoilt or blended, and canvases being painted."""

    def __init__(
        self,
        network: LiteNet,
        teachers: tuple[Teacher, Teacher],
        photos: Crops,
        paintings: Crops,
        *,
        compute: Compute,
        mixture: Mixture = Mixture(),
        seed: int = 0,
    ) -> None:
        self.network = network
        make_teachable(network)
        self._photos, self._paintings = photos, paintings
        self._compute = compute
        self._mixture = mixture
        self._lessons = Lessons(teachers)
        rng = np.random.default_rng((seed, mixture.pool))
        self._pool = CanvasPool(
            photos, paintings, count=mixture.pool, size=mixture.size, rng=rng, layers=STYLE
        )
        self._mean = torch.tensor(_MEAN, device=compute.device).view(1, 3, 1, 1)
        self._std = torch.tensor(_STD, device=compute.device).view(1, 3, 1, 1)

    def prepare(self, rng: np.random.Generator) -> None:
        """Before the first step: find the scales in which the teachers are told."""
        batches = (self._fresh(rng, spoil=False) for _ in range(16))
        self._lessons.survey(b.to(self._compute.device) for b in batches)

    def losses(self, rng: np.random.Generator, _fraction: float) -> Mapping[str, Tensor]:
        """``loss`` and its parts: relative errors of features and of Gram matrices."""
        mixture, device = self._mixture, self._compute.device
        self.network.eval()
        canvases = self._pool.advance(self._look, rng, mixture.canvases, device)
        self.network.train()
        pictures = torch.cat([self._fresh(rng).to(device), canvases])
        found = self._look(pictures)
        truth = self._lessons.about(pictures)
        features = {name: feature_error(found[name], truth[name]) for name in truth}
        grams = torch.stack([gram_error(found[name], truth[name]) for name in STYLE])
        judged = torch.stack([features[name] for name in STYLE])
        hints = torch.stack([features[name] for name in features if name not in STYLE])
        loss = judged.mean() + _HINT * hints.mean() + mixture.gram_weight * grams.mean()
        painted = slice(-mixture.canvases, None)
        first = sum(name not in TAPS for name in STYLE)
        return {
            "loss": loss,
            "first": judged[:first].mean(),
            "second": judged[first:].mean(),
            "grams_first": grams[:first, painted].mean(),
            "grams_second": grams[first:, painted].mean(),
        }

    def state(self) -> dict[str, Any]:
        """The canvases, and the scales in which the teachers are told."""
        told = {"coordinates": self._lessons.coordinates, "scales": self._lessons.scales}
        return self._pool.state() | told

    def restore(self, state: dict[str, Any]) -> None:
        """The inverse of ``state``."""
        self._lessons.coordinates, self._lessons.scales = state["coordinates"], state["scales"]
        self._pool.restore(state)

    def _look(self, pictures: Tensor) -> dict[str, Tensor]:
        with self._compute.autocast():
            found: dict[str, Tensor] = self.network((pictures - self._mean) / self._std)
        return {name: found[name][:, : layer.taught] for name, layer in CONVOLUTIONS.items()} | {
            name: found[name] for name in TAPS
        }

    def _fresh(self, rng: np.random.Generator, *, spoil: bool = True) -> Tensor:
        mixture = self._mixture
        paintings = mixture.fresh // 2
        batch = torch.cat(
            [
                self._photos.draw(rng, mixture.fresh - paintings, mixture.size),
                self._paintings.draw(rng, paintings, mixture.size),
            ]
        )
        return spoilt(batch, rng) if spoil else batch


def make_teachable(network: LiteNet) -> None:
    """While ``network`` trains, let every layer that can equal the teacher's learn by itself.

    Such a layer needs nothing but its own error, and what deeper layers want of it is noise; what
    they need beside the teacher's channels they get from the free ones. Measured: with all
    gradients mixed, the very first layer was 22 % off after 1 450 steps.
    """
    names = list(CONVOLUTIONS)
    for name in (*_EQUALS, names[-1]):
        network.relu[name.replace("_", "of")] = Reviving(CONVOLUTIONS[name].taught)
    readers = [(before, network.conv[name]) for before, name in pairwise(names)]
    readers += [(tap.at, network.tap[name]) for name, tap in TAPS.items()]
    for read, reader in readers:
        if read in _EQUALS:
            reader.register_forward_pre_hook(partial(_shielded, CONVOLUTIONS[read].taught))


def _shielded(taught: int, reader: nn.Module, inputs: tuple[Tensor]) -> tuple[Tensor] | None:
    if not reader.training:
        return None
    (features,) = inputs
    return (torch.cat([features[:, :taught].detach(), features[:, taught:]], 1),)


class Reviving(nn.Module):
    """A rectifier that, while training, lets some of the gradient through where it is shut.

    Each of the first ``taught`` channels has to become one certain channel of the teacher, so one
    that starts on the wrong side must be able to come back. The gradient of free channels comes
    from deeper layers: there the same would be a bias that never vanishes.
    """

    def __init__(self, taught: int) -> None:
        super().__init__()
        self._taught = taught

    def forward(self, x: Tensor) -> Tensor:
        """``x`` where it is positive, else 0."""
        rectified = F.relu(x)
        if not self.training:
            return rectified
        taught = x[:, : self._taught]
        leaky = F.leaky_relu(taught, _REVIVAL)
        revived = leaky + (rectified[:, : self._taught] - leaky).detach()
        return torch.cat([revived, rectified[:, self._taught :]], 1)


class Lessons:
    """What the student should see: the first teacher's layers, the second's in few numbers."""

    def __init__(self, teachers: tuple[Teacher, Teacher]) -> None:
        self._first, self._second = (teacher.backbone for teacher in teachers)
        layers = tuple(f"conv{layer.taught_by}" for layer in CONVOLUTIONS.values())
        self._nodes = dict(
            zip(CONVOLUTIONS, self._first.nodes(layers, field="style_layers"), strict=True)
        )
        self._tapped = dict(
            zip(TAPS, self._second.nodes(tuple(TAPS), field="style_layers"), strict=True)
        )
        self.coordinates: dict[str, Tensor] = {}
        """Tap -> [channels, count], orthogonal; the second teacher's features are told in them."""
        self.scales: dict[str, Tensor] = {}
        """Layer -> what brings the first teacher's features to a mean square of 1."""

    @torch.no_grad()
    def survey(self, batches: Iterable[Tensor]) -> None:
        """Find scales and coordinates: principal axes around zero, as a Gram matrix has them."""
        sums: dict[str, Tensor] = {}
        energies: dict[str, list[Tensor]] = {name: [] for name in (*self._nodes, *TAPS)}
        for pictures in batches:
            told = self._told(pictures)
            for name, seen in told.items():
                each = gram(seen)
                each = (each / energy(each).sqrt().view(-1, 1, 1)).sum(0)
                sums[name] = sums[name] + each if name in sums else each
            for name, seen in (told | self._seen(pictures)).items():
                energies[name].append(seen.float().square().mean())
        scales = {name: torch.stack(means).mean().rsqrt() for name, means in energies.items()}
        self.scales = {name: scales[name] for name in self._nodes}
        self.coordinates = {
            name: scales[name] * torch.linalg.eigh(total)[1].flip(1)[:, : TAPS[name].count]
            for name, total in sums.items()
        }

    @torch.no_grad()
    def about(self, pictures: Tensor) -> dict[str, Tensor]:
        """Layer or tap -> features to match, for ``pictures`` [B, 3, H, W]."""
        seen = {n: self.scales[n] * f.float() for n, f in self._seen(pictures).items()}
        return seen | {
            name: torch.einsum("bchw,cd->bdhw", features.float(), self.coordinates[name])
            for name, features in self._told(pictures).items()
        }

    def _seen(self, pictures: Tensor) -> dict[str, Tensor]:
        found = self._first.features(pictures, tuple(self._nodes.values()))
        return {name: found[node] for name, node in self._nodes.items()}

    def _told(self, pictures: Tensor) -> dict[str, Tensor]:
        padded = F.pad(pictures, (_STEM,) * 4, mode="replicate")
        found = self._second.features(padded, tuple(self._tapped.values()))
        return {name: found[node] for name, node in self._tapped.items()}


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
