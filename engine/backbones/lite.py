"""The embedded backbone: VGG-like, small, distilled from SqueezeNet 1.0's ImageNet features."""

from __future__ import annotations

from typing import Final

from torch import Tensor, nn

from engine.backbones.pooling import Pool
from engine.messages import Pooling

# name -> (channels in, channels out); a pool stands before the first of each later block.
_CONVOLUTIONS: Final = {
    "1_1": (3, 16),
    "1_2": (16, 32),
    "2_1": (32, 48),
    "2_2": (48, 48),
    "3_1": (48, 96),
    "3_2": (96, 96),
    "3_3": (96, 96),
    "4_1": (96, 192),
    "4_2": (192, 192),
    "4_3": (192, 192),
    "5_1": (192, 256),
}
# tap -> (convolution it looks at, channels of the teacher's layer that it predicts)
_TAPS: Final = {
    "c1": ("2_1", 96),
    "f2": ("3_2", 128),
    "f3": ("3_2", 128),
    "f4": ("3_3", 256),
    "f5": ("4_2", 256),
    "f6": ("4_2", 384),
    "f7": ("4_3", 384),
    "f8": ("4_3", 512),
    "f9": ("5_1", 512),
}

LAYERS: Final = {
    "conv1_1": "relu.11",
    "conv1_2": "relu.12",
    "conv2_1": "seen.c1",
    "conv2_2": "relu.22",
    "conv3_1": "relu.31",
    "conv3_2": "seen.f2",
    "conv3_3": "seen.f3",
    "conv3_4": "seen.f4",
    "conv4_1": "relu.41",
    "conv4_2": "seen.f5",
    "conv4_3": "seen.f6",
    "conv4_4": "seen.f7",
    "conv5_1": "seen.f9",
    "conv5_2": "seen.f9",
    "conv5_3": "seen.f9",
    "conv5_4": "seen.f9",
}
"""VGG's names. Where a tap predicts a layer of the teacher at that depth, the name means the tap:
taps were trained to match, the trunk only to serve them."""


class LiteNet(nn.Module):
    """Convolutions of 3x3 with replicate padding (no dark borders), and taps of 1x1."""

    def __init__(self, pooling: Pooling) -> None:
        super().__init__()
        self.conv = nn.ModuleDict(
            {
                name: nn.Conv2d(into, out, 3, padding=1, padding_mode="replicate")
                for name, (into, out) in _CONVOLUTIONS.items()
            }
        )
        # Without the underscore, which the feature extractor takes for a count of repetitions.
        self.relu = nn.ModuleDict({name.replace("_", ""): nn.ReLU() for name in _CONVOLUTIONS})
        self.tap = nn.ModuleDict(
            {name: nn.Conv2d(_CONVOLUTIONS[at][1], out, 1) for name, (at, out) in _TAPS.items()}
        )
        self.seen = nn.ModuleDict({name: nn.ReLU() for name in _TAPS})
        self.pool = Pool(pooling, trained="average")

    def forward(self, features: Tensor) -> dict[str, Tensor]:
        """Tap -> features; the layers of ``LAYERS`` are picked by node."""
        found = {}
        block = "1"
        for name in _CONVOLUTIONS:
            if name[0] != block:
                block = name[0]
                features = self.pool(features)
            features = self.relu[name.replace("_", "")](self.conv[name](features))
            for tap, (at, _) in _TAPS.items():
                if at == name:
                    found[tap] = self.seen[tap](self.tap[tap](features))
        return found
