"""The embedded backbone: VGG's layers at a sixteenth of their cost, and SqueezeNet's beside them.

Every rectified layer begins with the channels of the same layer of ``vgg19_16x``; later layers
have some more, which serve the taps: 1x1 convolutions that tell what SqueezeNet 1.0 would see,
in the coordinates in which that varies most. A painting that satisfies both kinds of layers
satisfies both networks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from torch import Tensor, nn

from engine.backbones.pooling import Pool
from engine.messages import Pooling


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution: its channels, and of which layer of the teacher the first of them are."""

    width: int
    taught_by: str
    taught: int


@dataclass(frozen=True, slots=True)
class Tap:
    """A linear look at layer ``at``: ``count`` principal coordinates of a teacher's features."""

    at: str
    count: int


CONVOLUTIONS: Final[Mapping[str, Layer]] = {
    "1_1": Layer(16, "1_1", 16),
    "1_2": Layer(16, "1_2", 16),
    "2_1": Layer(32, "2_1", 32),
    "2_2": Layer(48, "2_2", 32),
    "3_1": Layer(64, "3_1", 64),
    "3_2": Layer(80, "3_2", 64),
    "3_3": Layer(80, "3_4", 64),
    "4_1": Layer(160, "4_1", 128),
    "4_2": Layer(160, "4_2", 128),
    "5_1": Layer(128, "5_1", 128),
}
"""Three convolutions fewer than the teacher has; 3_3 does the work of two."""

TAPS: Final[Mapping[str, Tap]] = {
    "conv1": Tap("2_2", 32),
    "fire2": Tap("3_2", 48),
    "fire4": Tap("3_3", 64),
    "fire5": Tap("4_2", 64),
    "fire7": Tap("4_2", 96),
}
"""By SqueezeNet's names."""

LAYERS: Final[Mapping[str, str]] = {
    **{f"conv{name}": f"relu.{name.replace('_', 'of')}" for name in CONVOLUTIONS},
    "conv3_4": "relu.3of3",
    "conv4_3": "relu.4of2",
    "conv4_4": "relu.4of2",
    "conv5_2": "relu.5of1",
    "conv5_3": "relu.5of1",
    "conv5_4": "relu.5of1",
    **{name: f"tap.{name}" for name in TAPS},
}
"""VGG-19's names, and SqueezeNet's for the taps -> nodes; what is missing is its neighbour."""


class LiteNet(nn.Module):
    """Convolutions of 3x3 with replicate padding, rectified; 2x2 averages between the blocks."""

    def __init__(self, pooling: Pooling = "average") -> None:
        super().__init__()
        self.conv = nn.ModuleDict()
        self.relu = nn.ModuleDict()
        channels = 3
        for name, layer in CONVOLUTIONS.items():
            conv = nn.Conv2d(channels, layer.width, 3, padding=1, padding_mode="replicate")
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
            self.conv[name] = conv
            # A final _1 would be taken for a second use of a module by feature extraction.
            self.relu[name.replace("_", "of")] = nn.ReLU()
            channels = layer.width
        self.tap = nn.ModuleDict(
            {
                name: nn.Conv2d(CONVOLUTIONS[tap.at].width, tap.count, 1)
                for name, tap in TAPS.items()
            }
        )
        self.pool = Pool(pooling, trained="average")

    def forward(self, normalised: Tensor) -> dict[str, Tensor]:
        """Layer or tap -> features of pictures normalised with ImageNet's colours."""
        found: dict[str, Tensor] = {}
        x = normalised
        for name in CONVOLUTIONS:
            if name.endswith("_1") and name != "1_1":
                x = self.pool(x)
            x = self.relu[name.replace("_", "of")](self.conv[name](x))
            found[name] = x
        for name, tap in TAPS.items():
            found[name] = self.tap[name](found[tap.at])
        return found
