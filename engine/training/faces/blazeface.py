"""The teacher of the face finder: BlazeFace for faces at a distance, fully convolutional.

Double blocks of depthwise convolutions (Bazarevsky et al. 2019, figure 1) down to 1/32 of the
resolution, and a feature pyramid (Lin et al. 2017) back up to 1/4, where each position says
whether a face lies around it, and where. Built from the papers and the shapes of the published
weights (MediaPipe's full-range model, Apache-2.0), which are read as ``blazeface.safetensors``
with the tensors named as this class names them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from torch import Tensor, nn

from engine.weights.store import WeightStore, load_weights

TEACHER_STRIDE: Final = 4
SIDE_MULTIPLE: Final = 32
_POINTS: Final = 8
"""Centre, size and six landmarks."""
_STAGES: Final = (
    ((32, 8, 32), (32, 8, 32)),
    ((32, 12, 48), (48, 12, 48), (48, 16, 64)),
    ((64, 24, 96), (96, 32, 128), (128, 32, 128)),
    ((128, 36, 144), (144, 48, 192), (192, 64, 256)),
    ((256, 96, 384), (384, 96, 384), (384, 96, 384), (384, 96, 384)),
)
"""Channels before, inside and behind every block; each stage but the first halves the size."""
_PYRAMID: Final = ((384, 256, 96, 2), (96, 128, 64, 2), (64, 64, 48, 1))
"""Channels from above, from the side and behind; and how many blocks."""


class DoubleBlock(nn.Module):
    """Two depthwise separable convolutions with a bottleneck between them; residual."""

    def __init__(self, inputs: int, middle: int, outputs: int, stride: int = 1) -> None:
        super().__init__()
        self.stride, self.more = stride, outputs - inputs
        self.first = nn.Conv2d(inputs, inputs, 3, stride=stride, groups=inputs)
        self.narrow = nn.Conv2d(inputs, middle, 1)
        self.second = nn.Conv2d(middle, middle, 3, padding=1, groups=middle)
        self.widen = nn.Conv2d(middle, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Map [B, ``inputs``, H, W] to [B, ``outputs``, H / stride, W / stride]."""
        y = F.relu(self.narrow(self.first(pad_as_tensorflow(x, self.stride))))
        y = self.widen(self.second(y))
        kept = F.max_pool2d(x, 2) if self.stride == 2 else x
        return F.relu(y + F.pad(kept, (0, 0, 0, 0, 0, self.more)))


class PyramidLevel(nn.Module):
    """One level of the pyramid: what comes from above, enlarged, and from the side."""

    def __init__(self, above: int, side: int, width: int, blocks: int) -> None:
        super().__init__()
        self.above = nn.Conv2d(above, width, 1)
        self.side = nn.Conv2d(side, width, 1)
        self.blocks = nn.Sequential(
            *(DoubleBlock(width, width // 2, width) for _ in range(blocks))
        )

    def forward(self, above: Tensor, side: Tensor) -> Tensor:
        """Join ``above`` [B, C, h, w] and ``side`` [B, D, 2 h, 2 w] to [B, width, 2 h, 2 w]."""
        above = F.interpolate(F.relu(self.above(above)), scale_factor=2.0, mode="bilinear")
        out: Tensor = self.blocks(F.relu(self.side(side)) + above)
        return out


class BlazeFace(nn.Module):
    """Pictures to a map of scores, one of boxes, and the features that both come from."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 3, stride=2)
        self.stages = nn.ModuleList(
            nn.Sequential(
                *(DoubleBlock(*c, stride=2 if i and not j else 1) for j, c in enumerate(stage))
            )
            for i, stage in enumerate(_STAGES)
        )
        self.pyramid = nn.ModuleList(PyramidLevel(*level) for level in _PYRAMID)
        self.score = nn.Conv2d(48, 1, 1)
        self.box = nn.Conv2d(48, 2 * _POINTS, 1)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Map pictures [B, 3, H, W] in [0, 1], sides multiples of 32, to maps of 1/4 of that.

        Returns logits [B, 1, h, w]; points [B, 16, h, w] in pixels; and features [B, 48, h, w].
        The points are x and y from each position of the centre, of the box's size, then from each
        position of six landmarks: two eyes, nose, mouth, two ears.
        """
        x = F.relu(self.stem(pad_as_tensorflow(pictures * 2 - 1, 2)))
        seen = []
        for stage in self.stages:
            x = stage(x)
            seen.append(x)
        sides = (seen[3], seen[2], seen[1])
        for level, side in zip(self.pyramid, sides, strict=True):
            x = level(x, side)
        return self.score(x), self.box(x), x


def pad_as_tensorflow(x: Tensor, stride: int) -> Tensor:
    """Add zeros around [B, C, H, W] as TensorFlow does for a 3x3 convolution of even sides."""
    return F.pad(x, (0, 1, 0, 1)) if stride == 2 else F.pad(x, (1, 1, 1, 1))


def load_blazeface(folder: Path, device: torch.device) -> BlazeFace:
    """Load the teacher with its weights from ``folder``. Raises ``MissingWeights``."""
    path = WeightStore(folder, folder).require(
        "blazeface", f"{folder} holds no blazeface.safetensors, the face finder's teacher."
    )
    network = BlazeFace()
    load_weights(network, path)
    network.eval().requires_grad_(False)
    return network.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]
