"""Least squares in place of gradient descent: which channels to keep, and a layer that gives them.

Nothing here knows of teachers or students; layers are regressed on samples of features.
"""

from __future__ import annotations

from typing import Final, cast

import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from torch import Tensor, nn

_POSITIONS: Final = 60_000
"""Patches that a convolution is regressed on, spread evenly over the pictures."""
_RIDGE: Final = 1e-5
"""Of the mean variance of the inputs, added to every direction."""
_ROUNDS: Final = 20
_SPENT: Final = 1e-7
"""Of the largest energy: a channel with less left of it follows from those chosen already."""


def select_columns(features: Tensor, wanted: Tensor, count: int) -> list[int]:
    """Select the ``count`` columns of ``features`` [N, C] that tell ``wanted`` [N, D] best.

    Greedily, each time the column that leaves least of ``wanted`` unexplained (orthogonal least
    squares, Chen et al. 1989; for channels: He et al. 2017). In ascending order.
    """
    features, wanted = features.double(), wanted.double()
    products, covariance = features.mT @ features, features.mT @ wanted
    floor = _SPENT * products.diagonal().max()
    chosen: list[int] = []
    while len(chosen) < count:
        left = products.diagonal()
        gains = covariance.square().sum(1) / left.clamp_min(floor)
        gains[left <= floor] = 0
        gains[chosen] = -1
        best = int(gains.argmax())
        chosen.append(best)
        if left[best] <= floor:
            continue
        row, gain = products[:, best].clone(), covariance[best].clone()
        covariance = covariance - torch.outer(row, gain) / left[best]
        products = products - torch.outer(row, row) / left[best]
    return sorted(chosen)


def stand_in_scales(features: Tensor, chosen: list[int]) -> Tensor:
    """Compute how much each chosen column counts when it also stands for those left out.

    ``features`` are [N, C]; returns [len(chosen)], at least 1. With the columns M x that x
    predicts, M^T M is what squared errors of x weigh; this is the root of its diagonal.
    """
    kept, every = features[:, chosen].double(), features.double()
    products = kept.mT @ kept
    weights = torch.linalg.solve(_damp(products, 1e-6), kept.mT @ every)
    counts: Tensor = (weights @ weights.mT).diagonal().sqrt()
    return counts.clamp(1, 3).float()


def regress(conv: nn.Conv2d, inputs: Tensor, truth: Tensor, *, seed: int = 0) -> float:
    """Set ``conv`` so that after its rectifier it gives ``truth`` [B, D, h, w] for ``inputs``.

    Where the truth is zero any value below will do, which makes this more than least squares:
    majorisation by least squares with such a value filled in (Zhang et al. 2016, sec. 3.2), with
    Nesterov's momentum. Returns the squared error that remains, over the truth's energy.
    """
    rows, wanted = _samples(conv, inputs, truth, seed)
    factor = torch.linalg.cholesky(_damp(rows.mT @ rows, _RIDGE))
    shut = wanted <= 0
    weights = torch.cholesky_solve(rows.mT @ wanted, factor)
    before, ahead, momentum = weights, weights, 1.0
    for _ in range(_ROUNDS):
        filled = torch.where(shut, (rows @ ahead).clamp_max(0), wanted)
        weights = torch.cholesky_solve(rows.mT @ filled, factor)
        later = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead = weights + (momentum - 1) / later * (weights - before)
        before, momentum = weights, later
    with torch.no_grad():
        conv.weight.copy_(weights[:-1].mT.reshape(conv.weight.shape))
        assert conv.bias is not None  # noqa: S101  every layer here has one
        conv.bias.copy_(weights[-1])
    error = (rows @ weights).clamp_min(0) - wanted
    return float(error.square().sum() / wanted.square().sum().clamp_min(1e-12))


def _samples(conv: nn.Conv2d, inputs: Tensor, truth: Tensor, seed: int) -> tuple[Tensor, Tensor]:
    """Sample patches with a 1 behind them [N, n + 1], and the truth in their middle [N, D]."""
    inputs = pad_for(conv, inputs)
    kernel = cast("tuple[int, int]", conv.kernel_size)
    places = truth.shape[2] * truth.shape[3]
    each = max(1, min(places, _POSITIONS // len(truth)))
    generator = torch.Generator().manual_seed(seed)
    rows, wanted = [], []
    for picture, seen in zip(inputs[:, None], truth, strict=True):
        at = torch.randperm(places, generator=generator)[:each].to(picture.device)
        rows.append(F.unfold(picture.float(), kernel)[0][:, at])
        wanted.append(seen.flatten(1)[:, at])
    patches = torch.cat(rows, 1).mT
    return (
        torch.cat([patches, patches.new_ones(len(patches), 1)], 1).double(),
        torch.cat(wanted, 1).mT.double(),
    )


def pad_for(conv: nn.Conv2d, inputs: Tensor) -> Tensor:
    """Pad ``inputs`` [B, C, H, W] with the borders that ``conv`` itself adds to them."""
    margin = int(conv.padding[0])
    mode = "constant" if conv.padding_mode == "zeros" else conv.padding_mode
    return F.pad(inputs, (margin,) * 4, mode=mode) if margin else inputs


def _damp(products: Tensor, share: float) -> Tensor:
    identity = torch.eye(len(products), dtype=products.dtype, device=products.device)
    return products + (share * products.diagonal().mean() + 1e-12) * identity
