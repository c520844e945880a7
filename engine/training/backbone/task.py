"""Teaching the embedded backbone: two teachers' features and Gram matrices, partly on-policy.

First the layers are regressed on the teachers', one by one; from there all are tuned together,
with canvases that are being painted through the result in every batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor
from torchvision.models.feature_extraction import create_feature_extractor

from engine.backbones.lite import LAYER_NODES, LiteNet
from engine.painting.losses import energy, gram
from engine.painting.plan import BACKBONE_DEFAULTS
from engine.training.backbone.canvas_pool import CanvasPool
from engine.training.backbone.channel_selection import FIRST, JUDGED, ChannelSelection, short_name
from engine.training.backbone.layerwise_fit import fit_layers
from engine.training.compute import Compute
from engine.training.pictures import Crops
from engine.training.teachers import Teacher
from engine.weights.imagenet import IMAGENET_MEAN, IMAGENET_STD

FIRST_TEACHER: Final = "vgg19_16x"
SECOND_TEACHER: Final = "squeezenet"

_STYLE: Final = tuple(JUDGED)
_CONTENT: Final = tuple(map(short_name, BACKBONE_DEFAULTS["lite"].content_layers))


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchMixture:
    """What a batch is made of: fresh crops and canvases, and how many canvases are in work."""

    size: int = 192
    fresh: int = 4
    canvases: int = 4
    pool: int = 16
    regressed: int = 64
    """Fresh crops that layers are regressed on."""
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
        mixture: BatchMixture = BatchMixture(),
        seed: int = 0,
    ) -> None:
        self.network = network
        nodes = {node_of(name): name for name in _STYLE}
        self._extractor = create_feature_extractor(network, nodes, suppress_diff_warning=True)
        self._photos, self._paintings = photos, paintings
        self._compute = compute
        self._mixture = mixture
        self._channels = ChannelSelection(teachers)
        # Neither the stream of a step nor that of what is prepared.
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(2,)))
        self._pool = CanvasPool(
            photos,
            paintings,
            count=mixture.pool,
            size=mixture.size,
            rng=rng,
            layers=_STYLE,
            content=_CONTENT,
        )
        self._mean = torch.tensor(IMAGENET_MEAN, device=compute.device).view(1, 3, 1, 1)
        self._std = torch.tensor(IMAGENET_STD, device=compute.device).view(1, 3, 1, 1)

    def prepare(self, rng: np.random.Generator) -> None:
        """Choose the channels to learn and regress every layer, before the first step."""
        self.network.eval()
        pictures = self._fresh(rng, self._mixture.regressed).to(self._compute.device)
        self._channels.choose(pictures)
        fit_layers(
            self.network, self._normalise(pictures), self._channels.features_to_match(pictures)
        )

    def losses(self, rng: np.random.Generator, _fraction: float) -> Mapping[str, Tensor]:
        """Compute ``loss`` and its parts: relative errors of features and of Gram matrices."""
        mixture, device = self._mixture, self._compute.device
        self.network.eval()
        canvases = self._pool.advance(self._features, rng, mixture.canvases, device)
        self.network.train()
        pictures = torch.cat([self._fresh(rng, mixture.fresh).to(device), canvases])
        found = self._features(pictures)
        truth = self._channels.features_to_match(pictures, _STYLE)
        features = torch.stack([feature_error(found[name], truth[name]) for name in _STYLE])
        grams = torch.stack([gram_error(found[name], truth[name]) for name in _STYLE])
        loss = features.mean() + mixture.gram_weight * grams.mean()
        painted = slice(-mixture.canvases, None)
        first = len(FIRST)
        return {
            "loss": loss,
            "first": features[:first].mean(),
            "second": features[first:].mean(),
            "grams_first": grams[:first, painted].mean(),
            "grams_second": grams[first:, painted].mean(),
        }

    def state(self) -> dict[str, Any]:
        """Return the canvases, and which channels are learnt."""
        return {"pool": self._pool.state(), "lessons": self._channels.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Restore what ``state`` returned."""
        self._pool.restore(state["pool"])
        self._channels.restore(state["lessons"])

    def _features(self, pictures: Tensor) -> dict[str, Tensor]:
        with self._compute.autocast():
            found: dict[str, Tensor] = self._extractor(self._normalise(pictures))
        # The first layer also shows the border that its successor needs.
        return found | {"1_1": found["1_1"][:, :, 1:-1, 1:-1]}

    def _normalise(self, pictures: Tensor) -> Tensor:
        return (pictures - self._mean) / self._std

    def _fresh(self, rng: np.random.Generator, count: int) -> Tensor:
        paintings = count // 2
        batch = torch.cat(
            [
                self._photos.draw(rng, count - paintings, self._mixture.size),
                self._paintings.draw(rng, paintings, self._mixture.size),
            ]
        )
        return corrupt(batch, rng)


def node_of(name: str) -> str:
    """Return the node of ``LiteNet`` for the layer that ``ChannelSelection`` calls ``name``."""
    return LAYER_NODES[name] if name in LAYER_NODES else LAYER_NODES[f"conv{name}"]


def feature_error(seen: Tensor, truth: Tensor) -> Tensor:
    """Compute the squared error over the truth's energy, [B], of features [B, C, h, w]."""
    truth = truth.float()
    return (seen.float() - truth).square().flatten(1).sum(1) / energy(truth)


def gram_error(seen: Tensor, truth: Tensor) -> Tensor:
    """Compute the square root of the same of Gram matrices, [B]: small errors still count."""
    target = gram(truth)
    error = (gram(seen) - target).square().flatten(1).sum(1) / energy(target)
    return (error + 1e-6).sqrt()


def corrupt(pictures: Tensor, rng: np.random.Generator) -> Tensor:
    """Add noise to some ``pictures`` [B, 3, H, W] and blend others, as canvases may look."""
    count = len(pictures)
    blend = torch.from_numpy(rng.uniform(0, 1, count) * (rng.random(count) < 0.3)).float()
    noise = torch.from_numpy(rng.uniform(0, 0.2, count) * (rng.random(count) < 0.4)).float()
    mixed = torch.lerp(pictures, pictures.roll(1, 0), blend.view(-1, 1, 1, 1))
    return (mixed + noise.view(-1, 1, 1, 1) * torch.randn_like(mixed)).clamp(0, 1)
