"""The face finder: where people's faces are in a picture, photographed or painted.

A small network after BlazeFace (Bazarevsky et al. 2019) that says at each position of
an eighth of the resolution whether a face is centred there (Tian et al. 2019, Zhou et al. 2019).
It knows faces of some 16 to 100 pixels and looks at the picture in several sizes, each half as
many pixels as the one before, so that every larger face is of such a size in some of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from engine.weights.store import load_weights

STRIDE: Final = 8
SIDE_MULTIPLE: Final = 16
PYRAMID_SIDES: Final = (1024, 724, 512, 362, 256, 181, 128, 91, 64)
"""Longest sides at which a picture is looked at, pixels; the first ones only if it is as large."""
_USUAL_LOOK: Final = 512
"""Smaller pictures are enlarged to this, at most twice."""
THRESHOLD: Final = 0.58
"""Least score of a face."""
MOST: Final = 64
"""Faces of one picture."""
USUAL: Final = 40.0
"""Pixels: the size that a network which knows nothing would guess."""
_CANDIDATES: Final = 1024
_SAME: Final = 0.35
"""Intersection over union from which two boxes show one face."""
_WITHIN: Final = 0.7
"""Share of a box that lies in a better one, from which it shows a part of that face."""
_LEAST_SIDE: Final = 16
_TALLER: Final = 0.22
"""By how much of a box's side a face is taller than what the network was taught to frame, brow to
chin."""


@dataclass(frozen=True, slots=True)
class Face:
    """A face: its centre and the size of a box from forehead to chin and from ear to ear, in
    fractions of the picture's width and height; and how sure that is, 0 to 1."""

    x: float
    y: float
    width: float
    height: float
    score: float


@dataclass(frozen=True, slots=True)
class Maps:
    """What the network says at each position of an eighth of the resolution, [B, C, h, w]."""

    scores: Tensor
    """Logits, one channel."""
    centres: Tensor
    """x and y in pixels of the picture."""
    sizes: Tensor
    """Sides of a square from brow to chin, pixels, one channel."""
    ups: Tensor
    """x and y from mouth to eyes, over the size."""


class Block(nn.Module):
    """Depthwise and pointwise convolution, batch normalisation, residual; then a rectifier."""

    def __init__(self, inputs: int, outputs: int, *, stride: int = 1) -> None:
        super().__init__()
        self.stride, self.more = stride, outputs - inputs
        self.spatial = nn.Conv2d(
            inputs, inputs, 3, stride=stride, padding=1, groups=inputs, bias=False
        )
        self.mix = nn.Conv2d(inputs, outputs, 1)
        self.norm: nn.Module = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        """Map [B, ``inputs``, H, W] to [B, ``outputs``, H / stride, W / stride]."""
        y = self.norm(self.mix(self.spatial(x)))
        kept = F.max_pool2d(x, 2) if self.stride == 2 else x
        if self.more:
            kept = F.pad(kept, (0, 0, 0, 0, 0, self.more))
        return F.relu(y + kept, inplace=True)


class FaceFinder(nn.Module):
    """Finds faces of any number and size in a picture of any size."""

    def __init__(self, widths: tuple[int, int, int] = (32, 64, 128)) -> None:
        super().__init__()
        quarter, eighth, sixteenth = widths
        self.stem = nn.Conv2d(3, quarter, 6, stride=4, padding=1)
        self.stem_norm: nn.Module = nn.BatchNorm2d(quarter)
        self.fine = nn.Sequential(
            *(Block(quarter, quarter) for _ in range(2)), Block(quarter, eighth, stride=2)
        )
        self.middle = nn.Sequential(*(Block(eighth, eighth) for _ in range(4)))
        self.deep = nn.Sequential(
            Block(eighth, sixteenth, stride=2),
            *(Block(sixteenth, sixteenth) for _ in range(5)),
        )
        self.up = nn.Conv2d(sixteenth, eighth, 1)
        self.up_norm: nn.Module = nn.BatchNorm2d(eighth)
        self.last = nn.Sequential(*(Block(eighth, eighth) for _ in range(2)))
        self.head = nn.Conv2d(eighth, 6, 1)

    @classmethod
    def load(cls, path: Path) -> FaceFinder:
        """Load the network whose weights lie in ``path``, ready to find.

        Raises ``MissingWeights``.
        """
        network = cls()
        load_weights(network, path)
        network.eval().requires_grad_(False)
        network._fuse()
        return network.to(memory_format=torch.channels_last)

    def features(self, pictures: Tensor) -> Tensor:
        """Compute what the answer is read from, [B, C, H / 8, W / 8].

        ``pictures`` are as in ``forward``.
        """
        x = F.relu(self.stem_norm(self.stem(pictures * 2 - 1)), inplace=True)
        eighth = self.middle(self.fine(x))
        up = self.up_norm(self.up(self.deep(eighth)))
        x = F.relu(F.interpolate(up, scale_factor=2.0, mode="bilinear") + eighth, inplace=True)
        out: Tensor = self.last(x)
        return out

    def forward(self, pictures: Tensor) -> Maps:
        """Map pictures [B, 3, H, W] in [0, 1], sides multiples of 16, to maps of 1/8 of that."""
        return self.answer(self.features(pictures))

    def answer(self, features: Tensor) -> Maps:
        """Read from ``features`` [B, C, h, w] what they say of each position."""
        said = self.head(features).float()
        height, width = said.shape[2:]
        sizes = said[:, 3:4].clamp(-2.5, 2.5).exp() * USUAL
        centres = cell_centres(height, width, said.device) + said[:, 1:3] * USUAL
        return Maps(said[:, :1], centres, sizes, said[:, 4:6])

    @torch.inference_mode()
    def find(self, picture: Tensor, *, least: float = THRESHOLD) -> tuple[Face, ...]:
        """Find faces in ``picture`` [1, 3, H, W] in [0, 1], best first, at most ``MOST``.

        Their scores are at least ``least``.
        """
        height, width = picture.shape[2:]
        edges = torch.tensor([width, height], device=picture.device) / max(height, width)
        rows = torch.cat([self._find_at(look, edges, least) for look in _pyramid(picture.float())])
        rows = rows[rows[:, 0].argsort(descending=True)[:_CANDIDATES]].cpu()
        return tuple(_face(row, height, width) for row in _merge(rows)[:MOST])

    def _find_at(self, look: Tensor, edges: Tensor, least: float) -> Tensor:
        """Look at one size; return rows [N, 6] of score, centre, size and direction up.

        Lengths are in longest sides of the picture, whose width and height are ``edges``.
        """
        height, width = look.shape[2:]
        scale = edges / torch.tensor([width, height], device=look.device)
        if width % SIDE_MULTIPLE or height % SIDE_MULTIPLE:
            look = F.pad(look, (0, -width % SIDE_MULTIPLE, 0, -height % SIDE_MULTIPLE), value=0.5)
        maps = self(look)
        scores = maps.scores.sigmoid().flatten()
        found = scores >= least
        centres, sizes, ups = (
            part[0].flatten(1)[:, found].T for part in (maps.centres, maps.sizes, maps.ups)
        )
        return torch.cat([scores[found, None], centres * scale, sizes * scale.min(), ups], 1)

    def _fuse(self) -> None:
        """Fold every normalisation into the convolution before it: as they are, they cost time."""
        for block in self.modules():
            if isinstance(block, Block):
                _fold(block, "mix", "norm")
        _fold(self, "stem", "stem_norm")
        _fold(self, "up", "up_norm")


def cell_centres(height: int, width: int, device: torch.device, *, stride: int = STRIDE) -> Tensor:
    """Return the centres of a map's cells, x and y in pixels of the picture: [1, 2, H, W].

    ``stride`` is the side of a cell in pixels.
    """
    y = (torch.arange(height, device=device) + 0.5) * stride
    x = (torch.arange(width, device=device) + 0.5) * stride
    return torch.stack([x.expand(height, width), y[:, None].expand(height, width)])[None]


def _fold(module: nn.Module, convolution: str, norm: str) -> None:
    conv, batch_norm = getattr(module, convolution), getattr(module, norm)
    setattr(module, convolution, fuse_conv_bn_eval(conv, batch_norm))
    setattr(module, norm, nn.Identity())


def _pyramid(picture: Tensor) -> list[Tensor]:
    """Resample ``picture`` [1, 3, H, W] to every size to look at, largest first."""
    height, width = picture.shape[2:]
    longest = max(height, width)
    most = max(longest, min(2 * longest, _USUAL_LOOK), PYRAMID_SIDES[-1])
    looks = []
    for side in PYRAMID_SIDES:
        if side > most:
            continue
        shape = [max(_LEAST_SIDE, round(edge * side / longest)) for edge in (height, width)]
        picture = F.interpolate(picture, shape, mode="bilinear", antialias=True)
        picture = picture.contiguous(memory_format=torch.channels_last)
        looks.append(picture)
    return looks


def _merge(rows: Tensor) -> list[Tensor]:
    """Merge rows [N, 6], best first, to one of each face: the mean of those that show it."""
    corners = torch.cat([rows[:, 1:3] - rows[:, 3:4] / 2, rows[:, 1:3] + rows[:, 3:4] / 2], 1)
    areas = rows[:, 3].square()
    left = torch.ones(len(rows), dtype=torch.bool)
    found: list[Tensor] = []
    for index in range(len(rows)):
        if not left[index] or len(found) == MOST:
            continue
        low = torch.maximum(corners[index, :2], corners[:, :2])
        high = torch.minimum(corners[index, 2:], corners[:, 2:])
        shared = (high - low).clamp(min=0).prod(1)
        same = shared > _SAME * (areas + areas[index] - shared)
        part = shared > _WITHIN * torch.minimum(areas, areas[index])
        one = rows[same & left]
        mean = (one * one[:, :1]).sum(0) / one[:, 0].sum()
        mean[0] = rows[index, 0]
        found.append(mean)
        left &= ~(same | part)
    return found


def _face(row: Tensor, height: int, width: int) -> Face:
    score, x, y, size, up_x, up_y = row.tolist()
    longest = max(height, width)
    norm = max(1e-6, (up_x**2 + up_y**2) ** 0.5)
    # The forehead lies where up is; a head on its side is as much wider instead of taller.
    along_x, along_y = up_x / norm, up_y / norm
    x += along_x * size * _TALLER / 2
    y += along_y * size * _TALLER / 2
    return Face(
        min(1.0, max(0.0, x * longest / width)),
        min(1.0, max(0.0, y * longest / height)),
        size * (1 + _TALLER * abs(along_x)) * longest / width,
        size * (1 + _TALLER * abs(along_y)) * longest / height,
        score,
    )
