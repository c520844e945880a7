"""The next embedded backbone: VGG's layer names at a fraction of its width, made to be taught.

Its rectified layers stand in for the same layers of the teacher ``vgg19_16x``, channel by channel,
so painting needs nothing beside them. The 1x1 taps that predict a second teacher serve training
only and are not exported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from engine.backbones.pooling import Pool
from engine.messages import Pooling

WIDTHS: Final[Mapping[str, int]] = {
    "1_1": 16,
    "1_2": 16,
    "2_1": 32,
    "2_2": 32,
    "3_1": 64,
    "3_2": 64,
    "3_3": 64,
    "4_1": 128,
    "4_2": 128,
    "5_1": 128,
}
"""Layer -> channels. Two convolutions fewer than the teacher has, and no more channels."""

TAPS: Final[Mapping[str, tuple[str, int]]] = {
    "conv1": ("2_1", 96),
    "fire2": ("3_1", 128),
    "fire4": ("3_3", 256),
    "fire5": ("4_1", 256),
    "fire7": ("4_2", 384),
}
"""Layer of SqueezeNet 1.0 -> (layer that its tap looks at, channels)."""


LAYERS: Final[Mapping[str, str]] = {
    **{f"conv{name}": f"relu.{name.replace('_', 'of')}" for name in WIDTHS},
    "conv3_4": "relu.3of3",
    "conv4_3": "relu.4of2",
    "conv4_4": "relu.4of2",
    "conv5_2": "relu.5of1",
    "conv5_3": "relu.5of1",
    "conv5_4": "relu.5of1",
}
"""VGG-19's names -> nodes, for ``engine.backbones.Backbone``; what is missing is its neighbour."""


class Student(nn.Module):
    """Convolutions of 3x3 with replicate padding, rectified; 2x2 averages between the blocks."""

    def __init__(self, pooling: Pooling = "average") -> None:
        super().__init__()
        self.conv = nn.ModuleDict()
        self.relu = nn.ModuleDict()
        channels = 3
        for name, width in WIDTHS.items():
            conv = nn.Conv2d(channels, width, 3, padding=1, padding_mode="replicate")
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
            self.conv[name] = conv
            # A final _1 would be taken for a second use of a module by feature extraction.
            self.relu[name.replace("_", "of")] = nn.ReLU()
            channels = width
        self.pool = Pool(pooling, trained="average")

    def forward(self, normalised: Tensor) -> dict[str, Tensor]:
        """Layer -> rectified features of pictures normalised with ImageNet's colours."""
        found: dict[str, Tensor] = {}
        x = normalised
        for name in WIDTHS:
            if name.endswith("_1") and name != "1_1":
                x = self.pool(x)
            x = self.relu[name.replace("_", "of")](self.conv[name](x))
            found[name] = x
        return found


class Pupil(nn.Module):
    """A student with the taps that are needed while it is taught."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = Student()
        self.tap = nn.ModuleDict(
            {name: nn.Conv2d(WIDTHS[at], count, 1) for name, (at, count) in TAPS.items()}
        )

    def forward(self, normalised: Tensor) -> dict[str, Tensor]:
        """The student's features."""
        found: dict[str, Tensor] = self.trunk(normalised)
        return found

    def taps(self, features: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """What the second teacher would see, predicted from ``features``."""
        return {name: F.relu(self.tap[name](features[at])) for name, (at, _) in TAPS.items()}
