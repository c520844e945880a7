"""The embedded backbone: two narrow networks side by side.

One follows VGG-19's layers (as ``vgg19_16x`` has them), the other SqueezeNet 1.0's, each with the
channels from which its teacher's other channels follow best. A painting that satisfies both
looks right to both. They share nothing, so that painting may look through one at a time
(``engine.painting.adam.AdamStack``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  the name everyone knows it by

from engine.backbones.pooling import Pool
from engine.messages import Pooling

VGG_CHANNELS: Final[Mapping[str, int]] = {
    "1_1": 16,
    "1_2": 16,
    "2_1": 32,
    "2_2": 32,
    "3_1": 64,
    "3_2": 48,
    "3_3": 32,
    "3_4": 32,
    "4_1": 112,
    "4_2": 80,
    "4_3": 64,
    "4_4": 96,
    "5_1": 128,
}
"""VGG-19's convolutions of 3x3 -> channels; a pool stands before each later block."""


@dataclass(frozen=True, slots=True)
class FireWidths:
    """Channels of a fire module (Iandola et al. 2016)."""

    squeezed: int
    expanded: int


CONV1_CHANNELS: Final = 64
"""Channels of SqueezeNet's first convolution: 7x7, every second pixel."""
FIRES: Final[Mapping[str, FireWidths]] = {
    "fire2": FireWidths(16, 112),
    "fire3": FireWidths(16, 112),
    "fire4": FireWidths(32, 208),
    "fire5": FireWidths(32, 208),
    "fire6": FireWidths(48, 320),
    "fire7": FireWidths(48, 352),
}
POOLED: Final = ("fire2", "fire5")
"""Fire modules with a pool before them."""

_GROWTH: Final = 1.25
_WIDE_GROWTH: Final = 1.6
"""Maxima over means: with these all layers keep their level when maxima are pooled."""
_MARGIN: Final = 4
"""Pixels repeated beyond the borders: what 7x7 needs, rounded up to whole cells of 2x2."""


def node(convolution: str) -> str:
    """Return ``3of1`` for ``3_1``: a final ``_1`` would be taken for a module's second use."""
    return convolution.replace("_", "of")


LAYER_NODES: Final[Mapping[str, str]] = {
    **{f"conv{name}": f"relu.{node(name)}" for name in VGG_CHANNELS},
    **{f"conv5_{later}": f"relu.{node('5_1')}" for later in (2, 3, 4)},
    "conv1": "seen",
    **{name: f"fire.{name}.expanded" for name in FIRES},
}
"""VGG-19's names and SqueezeNet's -> nodes. VGG's last three layers are not told apart,
and conv1_1 shows a pixel beyond every border."""


def branch_of(shown_at: str) -> int:
    """Return 0 for nodes of VGG-19's layers and 1 for SqueezeNet's, which share nothing."""
    return 0 if shown_at.startswith("relu.") else 1


class Fire(nn.Module):
    """A fire module whose expansion is 3x3 throughout; both its layers are rectified."""

    def __init__(self, channels: int, widths: FireWidths) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(channels, widths.squeezed, 1)
        self.squeezed = nn.ReLU(inplace=True)
        self.expand = nn.Conv2d(widths.squeezed, widths.expanded, 3, padding=1)
        self.expanded = nn.ReLU(inplace=True)

    def forward(self, features: Tensor) -> Tensor:
        """Map [B, ``channels``, H, W] to [B, ``widths.expanded``, H, W]."""
        expanded: Tensor = self.expanded(self.expand(self.squeezed(self.squeeze(features))))
        return expanded


class LiteNet(nn.Module):
    """Both branches. Beyond a border the first repeats it; fire modules find zeros there, which
    is what SqueezeNet learnt with."""

    def __init__(self, pooling: Pooling = "average") -> None:
        super().__init__()
        self.conv = nn.ModuleDict()
        self.relu = nn.ModuleDict()
        channels = 3
        for name, width in VGG_CHANNELS.items():
            # The first block finds the repeated border in its input: padding it there is cheap.
            padding = 0 if name.startswith("1") else 1
            self.conv[name] = nn.Conv2d(
                channels, width, 3, padding=padding, padding_mode="replicate"
            )
            self.relu[node(name)] = nn.ReLU(inplace=True)
            channels = width
        # On cells of 2x2 pixels the same as 8x8 at every second pixel, several times faster.
        self.cells = nn.Conv2d(12, CONV1_CHANNELS, 4)
        self.seen = nn.ReLU(inplace=True)
        self.fire = nn.ModuleDict()
        channels = CONV1_CHANNELS
        for name, widths in FIRES.items():
            self.fire[name] = Fire(channels, widths)
            channels = widths.expanded
        self.pool = Pool(pooling, trained="average", growth=_GROWTH)
        self.wide_pool = Pool(pooling, trained="average", window=3, growth=_WIDE_GROWTH)

    def forward(self, normalised: Tensor) -> tuple[Tensor, Tensor]:
        """Compute both branches' last layers of ``normalised`` [B, 3, H, W].

        Returns [B, 128, h, w] and [B, 352, h', w']. Each of the four pools halves and rounds up, h
        = ceil(H/16); h' is about H/8.
        """
        height, width = normalised.shape[2], normalised.shape[3]
        beyond = (_MARGIN, 2 + width % 2, _MARGIN, 2 + height % 2)
        padded = F.pad(normalised, beyond, mode="replicate")
        x = padded[:, :, 2 : 6 + height, 2 : 6 + width]
        for name in VGG_CHANNELS:
            if name.endswith("_1") and name != "1_1":
                x = self.pool(x)
            x = self.relu[node(name)](self.conv[name](x))
        y = self.seen(self.cells(F.pixel_unshuffle(padded, 2)))
        for name in FIRES:
            if name in POOLED:
                y = self.wide_pool(y)
            y = self.fire[name](y)
        return x, y
