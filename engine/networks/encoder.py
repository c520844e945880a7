"""Style encoder: a style picture becomes one vector that steers the instant painter.

The picture's statistics under a small frozen convolutional network (channel means and Gram
matrices of four layers, as in Gatys et al. 2015) are mapped by a small perceptron to the
parameters of conditional instance normalisation (Dumoulin et al. 2017, Ghiasi et al. 2017).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from engine.weights.imagenet import IMAGENET_MEAN, IMAGENET_STD

# (name, channels in, channels out, pool before)
CONVOLUTIONS: Final = (
    ("1_1", 3, 16, False),
    ("1_2", 16, 32, False),
    ("2_1", 32, 48, True),
    ("2_2", 48, 48, False),
    ("3_1", 48, 96, True),
    ("3_2", 96, 96, False),
    ("3_3", 96, 96, False),
    ("4_1", 96, 192, True),
)
DESCRIBED: Final[Mapping[str, int]] = {"1_2": 32, "2_2": 48, "3_3": 96, "4_1": 192}
COLOUR: Final = 12
"""Leading numbers of a style vector: the mean colour (3) and the colour covariance (3 x 3)."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the encoder sees of a batch of style pictures.

    ``means[layer]`` is [B, C], ``grams[layer]`` [B, C, C] (mean of products over positions),
    ``colour`` [B, 12] (mean and covariance of RGB in [0, 1]).
    """

    means: Mapping[str, Tensor]
    grams: Mapping[str, Tensor]
    colour: Tensor


class Descriptor(nn.Module):
    """The frozen feature network: 3x3 convolutions with ReLU, 2x2 average pooling."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.ModuleDict(
            {name: nn.Conv2d(i, o, 3, padding=1) for name, i, o, _ in CONVOLUTIONS}
        )
        mean, std = (torch.tensor(v).view(1, 3, 1, 1) for v in (IMAGENET_MEAN, IMAGENET_STD))
        self.register_buffer("mean", mean, persistent=False)
        self.register_buffer("std", std, persistent=False)
        self.requires_grad_(False)

    def forward(self, pictures: Tensor) -> Statistics:
        """Compute the statistics of ``pictures`` [B, 3, H, W] in [0, 1]."""
        x = (pictures - self.get_buffer("mean")) / self.get_buffer("std")
        means: dict[str, Tensor] = {}
        grams: dict[str, Tensor] = {}
        for name, _, _, pool in CONVOLUTIONS:
            if pool:
                x = F.avg_pool2d(x, 2)
            x = F.relu(self.conv[name](x))
            if name in DESCRIBED:
                means[name], grams[name] = moments(x)
        return Statistics(means, grams, colour_moments(pictures))


def colour_moments(pictures: Tensor) -> Tensor:
    """Compute mean and covariance of the colours of ``pictures`` [B, 3, H, W]: [B, 12]."""
    mean = pictures.float().mean((2, 3), keepdim=True)
    _, covariance = moments(pictures - mean)
    return torch.cat([mean.flatten(1), covariance.flatten(1)], 1)


def moments(features: Tensor) -> tuple[Tensor, Tensor]:
    """Compute means [B, C] and mean products [B, C, C] over positions of [B, C, H, W], float32."""
    # Mixed precision would leave colour in the covariance of a grey picture.
    with torch.autocast(features.device.type, enabled=False):
        flat = features.float().flatten(2)
        return flat.mean(2), flat @ flat.mT / flat.shape[2]


class StyleEncoder(nn.Module):
    """Maps statistics of a style picture to the modulation parameters of the instant painter.

    ``modulations`` is how many numbers the painter needs. Every layer gives its means, its
    standard deviations and the covariance of ``projections`` learned directions.
    """

    def __init__(self, modulations: int, *, projections: int = 16, hidden: int = 256) -> None:
        super().__init__()
        self.descriptor = Descriptor()
        self.projections = nn.ParameterDict(
            {
                name: nn.Parameter(nn.init.orthogonal_(torch.empty(projections, c)))
                for name, c in DESCRIBED.items()
            }
        )
        for name, c in DESCRIBED.items():
            self.register_buffer(f"spread_{name}", torch.ones(c))
        upper = torch.triu_indices(projections, projections)
        self.register_buffer("upper", upper, persistent=False)
        width = sum(2 * c + upper.shape[1] for c in DESCRIBED.values())
        self.register_buffer("centre", torch.zeros(width))
        self.register_buffer("scale", torch.ones(width))
        last = nn.Linear(hidden, modulations)
        # Near zero, every style begins as plain instance normalisation.
        nn.init.normal_(last.weight, std=0.01)
        nn.init.zeros_(last.bias)
        self.perceptron = nn.Sequential(
            nn.Linear(width, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU(), last
        )

    def forward(self, statistics: Statistics) -> Tensor:
        """Compute style vectors [B, 12 + modulations] of the ``statistics`` of B pictures."""
        features = (self._summary(statistics) - self.get_buffer("centre")) / self.get_buffer(
            "scale"
        )
        return torch.cat([statistics.colour, self.perceptron(features)], 1)

    def _summary(self, statistics: Statistics) -> Tensor:
        upper = self.get_buffer("upper")
        parts: list[Tensor] = []
        for name in DESCRIBED:
            mean, gram = statistics.means[name], statistics.grams[name]
            covariance = gram - mean[:, :, None] * mean[:, None, :]
            deviation = covariance.diagonal(dim1=1, dim2=2).clamp(min=1e-8).sqrt()
            # Square roots even out the long tails of ReLU statistics.
            parts += [mean.clamp(min=1e-8).sqrt(), deviation.sqrt()]
            directions = self.projections[name] / self.get_buffer(f"spread_{name}")
            seen = directions @ covariance @ directions.transpose(0, 1)
            seen = seen[:, upper[0], upper[1]]
            parts.append(seen / (seen.abs() + 0.05).sqrt())
        return torch.cat(parts, 1)

    @torch.no_grad()
    def calibrate(self, samples: Sequence[Statistics]) -> None:
        """Set the fixed input scaling from the statistics of many style pictures."""
        for name in DESCRIBED:
            means = torch.cat([s.means[name] for s in samples])
            squares = torch.cat([s.grams[name].diagonal(dim1=1, dim2=2) for s in samples])
            spread = (squares - means.square()).clamp(min=1e-6).mean(0).sqrt()
            self.get_buffer(f"spread_{name}").copy_(spread)
        summaries = torch.cat([self._summary(s) for s in samples])
        self.get_buffer("centre").copy_(summaries.mean(0))
        self.get_buffer("scale").copy_(summaries.std(0).clamp(min=1e-3))
