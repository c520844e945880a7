"""Frozen networks that judge pictures while others learn: by name, from a folder of weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn

from engine import backbones
from engine.backbones import Backbone
from engine.backbones.lite import node
from engine.backbones.pooling import Pool
from engine.messages import Pooling
from engine.painting.losses import content_error, energy, gram, style_error
from engine.painting.plan import BACKBONE_DEFAULTS
from engine.training.compute import Compute
from engine.weights.imagenet import IMAGENET_MEAN, IMAGENET_STD
from engine.weights.store import WeightStore, read_weights

_SPARSE_VGG: Final = {
    "1": (16, 16),
    "2": (32, 32),
    "3": (64, 64, 64, 64),
    "4": (128, 128, 128, 128),
    "5": (128,),
}


@dataclass(frozen=True, slots=True)
class JudgedLayers:
    """The layers at which a teacher judges style and content, and how much each counts."""

    style: tuple[str, ...]
    content: tuple[str, ...]
    shares: tuple[float, ...]
    """Of the style layers; their mean is 1."""


JUDGED_LAYERS: Final = {
    name: JudgedLayers(defaults.style_layers, defaults.content_layers, defaults.style_shares)
    for name, defaults in BACKBONE_DEFAULTS.items()
}
"""Backbones that judge where they paint."""
_VGG_JUDGED: Final = JudgedLayers(
    ("conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1"),
    ("conv4_1",),
    (0.6, 1.0, 1.4, 1.2, 0.8),
)
"""Colours are matched beforehand and cost little; strokes show in the middle layers."""


class SparseVgg(nn.Module):
    """VGG-19 up to conv5_1 at 1/16 of its operations (Collaborative Distillation, Wang 2020)."""

    def __init__(self) -> None:
        super().__init__()
        self.input = nn.Conv2d(3, 3, 1)
        self.conv = nn.ModuleDict()
        self.relu = nn.ModuleDict()
        channels = 3
        for block, widths in _SPARSE_VGG.items():
            for index, width in enumerate(widths, start=1):
                name = f"{block}_{index}"
                self.conv[name] = nn.Conv2d(
                    channels, width, 3, padding=1, padding_mode="replicate"
                )
                self.relu[node(name)] = nn.ReLU()
                channels = width
        # Trained with maxima, yet averages judge (and paint) more smoothly unscaled.
        self.pool = Pool("average", trained="average")

    def forward(self, pictures: Tensor) -> Tensor:
        """Compute the last layer [B, 128, h, w] of ``pictures`` [B, 3, H, W] in [0, 1].

        The features of other layers are picked by node.
        """
        x: Tensor = self.input(pictures)
        for name in self.conv:
            if name.endswith("_1") and name != "1_1":
                x = self.pool(x)
            x = self.relu[node(name)](self.conv[name](x))
        return x


class Teacher:
    """A backbone and its judged layers: finds style and content errors of pictures."""

    def __init__(self, backbone: Backbone, judged: JudgedLayers) -> None:
        self.backbone = backbone
        self.name = backbone.name
        self.style_nodes = backbone.nodes(judged.style, field="style_layers")
        self.style_shares = torch.tensor(judged.shares, device=backbone.device)
        self.content_nodes = backbone.nodes(judged.content, field="content_layers")

    @torch.no_grad()
    def grams(self, pictures: Tensor) -> tuple[Tensor, ...]:
        """Compute Gram matrices [B, C, C] at every style layer of ``pictures`` [B, 3, H, W]."""
        found = self.backbone.features(pictures, self.style_nodes)
        return tuple(gram(found[node]) for node in self.style_nodes)

    @torch.no_grad()
    def content(self, pictures: Tensor) -> tuple[Tensor, ...]:
        """Compute features [B, C, h, w] at every content layer of ``pictures`` [B, 3, H, W]."""
        found = self.backbone.features(pictures, self.content_nodes)
        return tuple(found[node] for node in self.content_nodes)

    def errors(
        self, pictures: Tensor, grams: Sequence[Tensor], content: Sequence[Tensor]
    ) -> tuple[Tensor, Tensor]:
        """Compute relative style errors [B, layers] and content errors [B] of [B, 3, H, W]."""
        found = self.backbone.features(pictures, (*self.style_nodes, *self.content_nodes))
        style = [
            style_error(found[node], target, energy(target))
            for node, target in zip(self.style_nodes, grams, strict=True)
        ]
        likeness = [
            content_error(found[node], target, energy(target.float()))
            for node, target in zip(self.content_nodes, content, strict=True)
        ]
        return torch.stack(style, 1), torch.stack(likeness, 1).mean(1)


def load_teacher(
    name: str, folder: Path, compute: Compute, *, pooling: Pooling = "average"
) -> Teacher:
    """Load a teacher, ``vgg19_16x`` or a backbone by its name, with weights from ``folder``.

    Raises ``MissingWeights``.
    """
    judged = JUDGED_LAYERS.get(name, _VGG_JUDGED)
    if name == "vgg19_16x":
        return Teacher(_sparse_vgg(folder, compute), judged)
    store = WeightStore(folder, folder)
    backbone = backbones.load(
        name, pooling, store=store, device=compute.device, dtype=compute.dtype
    )
    return Teacher(backbone, judged)


def _sparse_vgg(folder: Path, compute: Compute) -> Backbone:
    path = WeightStore(folder, folder).require(
        "vgg19_16x", f"{folder} holds no vgg19_16x.fp16.safetensors, the teacher asked for."
    )
    network = SparseVgg()
    state = {k: v for k, v in read_weights(path).items() if not k.startswith("aux.")}
    network.load_state_dict(state)
    with torch.no_grad():
        # Backbone normalises for ImageNet; this network wants plain RGB in [0, 1].
        weight, std = network.input.weight, torch.tensor(IMAGENET_STD)
        network.input.bias += weight[:, :, 0, 0] @ torch.tensor(IMAGENET_MEAN)  # type: ignore[operator]
        weight *= std.view(1, 3, 1, 1)
    layers = {f"conv{name}": f"relu.{node(name)}" for name in network.conv}
    return Backbone("vgg19_16x", network, layers, device=compute.device, dtype=compute.dtype)
