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


class Student(nn.Module):
    """Convolutions of 3x3 with replicate padding, rectified; 2x2 averages between the blocks."""

    def __init__(self, widths: Mapping[str, int] = WIDTHS) -> None:
        super().__init__()
        self.conv = nn.ModuleDict()
        channels = 3
        for name, width in widths.items():
            self.conv[name] = nn.Conv2d(channels, width, 3, padding=1, padding_mode="replicate")
            channels = width
        self.tap = nn.ModuleDict(
            {name: nn.Conv2d(widths[at], count, 1) for name, (at, count) in TAPS.items()}
        )
        self.pool = Pool("average", trained="average")
        for conv in self.conv.values():
            nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")  # type: ignore[arg-type]
            nn.init.zeros_(conv.bias)  # type: ignore[arg-type]

    def forward(self, normalised: Tensor) -> dict[str, Tensor]:
        """Layer -> rectified features of pictures normalised with ImageNet's colours."""
        found: dict[str, Tensor] = {}
        x = normalised
        for name, conv in self.conv.items():
            if name.endswith("_1") and name != "1_1":
                x = self.pool(x)
            x = F.relu(conv(x))
            found[name] = x
        return found

    def taps(self, features: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """What the second teacher would see, predicted from ``features``."""
        return {name: F.relu(self.tap[name](features[at])) for name, (at, _) in TAPS.items()}
