"""Adam in whitened coordinates, for layers whose inputs are alike.

Neighbouring pixels, and rectified features, are strongly correlated: along the directions in which
inputs hardly vary a plain gradient hardly moves (a first layer that had only to copy another was
18 % off after 400 steps). Every convolution is therefore stepped in coordinates in which its
input patches are uncorrelated (Desjardins et al. 2015, Natural Neural Networks).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, cast, overload

import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from torch import Tensor, nn

from engine.training.backbone.regression import pad_for

_BETAS: Final = (0.9, 0.99)
_EPSILON: Final = 1e-12
_DAMPING: Final = 1e-5
"""Of the mean variance, added to every direction."""
_SHRINKAGE: Final = 0.3
"""Times the square of inputs over patches: the same, where too few were seen to know them all."""
_PATCHES: Final = 4096
_EVERY: Final = 40
"""Steps between two looks at the inputs."""
_MEMORY: Final = 0.8
_TYPICAL: Final = 256
"""Inputs of a unit at which the learning rate is what was asked for; with more inputs each moves
less, so that a step changes every layer's outputs alike."""


class WhitenedAdam(torch.optim.Optimizer):
    """Adam (Kingma & Ba 2015) for the convolutions of ``network``, each with its bias.

    Watches what flows into them; every convolution must be run in training mode once before the
    first step.
    """

    def __init__(self, network: nn.Module, learning_rate: float) -> None:
        self._convolutions = [m for m in network.modules() if isinstance(m, nn.Conv2d)]
        # The order of these parameters is the order of a checkpoint.
        groups = [{"params": [conv.weight, conv.bias]} for conv in self._convolutions]
        super().__init__(groups, {"lr": learning_rate})
        for conv in self._convolutions:
            conv.register_forward_pre_hook(partial(self._watch, conv.weight))

    @overload
    def step(self, closure: None = None) -> None: ...
    @overload
    def step(self, closure: Callable[[], float]) -> float: ...
    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> float | None:
        """Take one step with every convolution."""
        loss = None if closure is None else closure()
        for group in self.param_groups:
            weight, bias = group["params"]
            self._move(weight, bias, group["lr"])
        return loss

    def _move(self, weight: Tensor, bias: Tensor, rate: float) -> None:
        state = self.state[weight]
        age = state["age"] = state.get("age", 0) + 1
        if weight.grad is None or bias.grad is None:
            return
        gradient = torch.cat([weight.grad.flatten(1), bias.grad[:, None]], 1)
        if age % _EVERY == 1:
            state["basis"] = whitening_matrix(state["seen"], state["patches"])
        white = gradient @ state["basis"].mT
        if "mean" not in state:
            state["mean"], state["square"] = torch.zeros_like(white), torch.zeros_like(white)
        first, second = _BETAS
        state["mean"].lerp_(white, 1 - first)
        state["square"].lerp_(white.square(), 1 - second)
        spread = (state["square"] / (1 - second**age)).sqrt_().add_(_EPSILON)
        rate *= (_TYPICAL / white.shape[1]) ** 0.5
        move = (state["mean"] / (1 - first**age) / spread) @ state["basis"]
        weight.sub_(rate * move[:, :-1].view_as(weight))
        bias.sub_(rate * move[:, -1])

    @torch.no_grad()
    def _watch(self, weight: Tensor, conv: nn.Module, inputs: tuple[Tensor]) -> None:
        state = self.state[weight]
        if not conv.training or state.get("age", 0) % _EVERY:
            return
        with torch.autocast(inputs[0].device.type, enabled=False):
            rows = extract_patches(cast("nn.Conv2d", conv), inputs[0].float())
            seen = rows.mT @ rows / len(rows)
        state["seen"] = seen if "seen" not in state else torch.lerp(seen, state["seen"], _MEMORY)
        state["patches"] = len(rows) + _MEMORY * state.get("patches", 0)


def extract_patches(conv: nn.Conv2d, features: Tensor) -> Tensor:
    """Cut out what single outputs of ``conv`` see of [B, C, H, W], and a 1: [N, n + 1]."""
    padded = pad_for(conv, features)
    positions = features.shape[0] * features.shape[2] * features.shape[3]
    # A coarse lattice of patches is as good as all of them.
    stride = max(1, round((positions / _PATCHES) ** 0.5))
    kernel = cast("tuple[int, int]", conv.kernel_size)
    rows = F.unfold(padded, kernel, stride=stride).transpose(1, 2).flatten(0, 1)
    return torch.cat([rows, rows.new_ones(len(rows), 1)], 1)


def whitening_matrix(moments: Tensor, count: float) -> Tensor:
    """Compute B with B M B^T = 1 for damped ``moments`` M [n, n], by a Cholesky factor.

    ``count`` is the number of patches that ``moments`` were taken over.
    """
    size = len(moments)
    damping = _DAMPING + _SHRINKAGE * (size / count) ** 2
    identity = torch.eye(size, device=moments.device, dtype=torch.float64)
    damped = moments.double() + damping * moments.diagonal().mean() * identity
    factor: Tensor = torch.linalg.cholesky(damped)
    basis: Tensor = torch.linalg.solve_triangular(factor, identity, upper=False)
    return basis.to(moments.dtype)
