"""The losses of Gatys et al. 2016 made scale-free, one value per picture of a batch.

Every layer's squared error is divided by the energy of its own target, so that a weight means the
same for every style, size and backbone. Nothing is summed over the batch here: the gradient of a
sum of these values leaves the pictures independent of each other.
"""

from __future__ import annotations

from typing import Any, Final, cast

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

_LEAST_CONTRAST: Final = 1e-3
"""Share of the features' energy below which their contrast is that of a flat picture."""
_FEW_CHANNELS: Final = 32
"""Below this many, float32 is as fast as bfloat16."""
_LEAST_ENERGY: Final = 0.1
"""Share of the mean energy added to each position's own: empty ground weighs no more."""


def gram(features: Tensor) -> Tensor:
    """Compute Gram matrices [B, C, C] of ``features`` [B, C, H, W] (Gatys et al., eq. 3).

    At least float32, and divided by the number of positions, so that the size of the picture
    drops out.
    """
    batch, channels, height, width = features.shape
    rows = features.permute(0, 2, 3, 1).reshape(batch, height * width, channels)
    rows = _at_least_float32(rows)
    return torch.bmm(rows.mT, rows) / (height * width)


def energy(target: Tensor) -> Tensor:
    """Compute the squared norm of each sample of ``target`` [B, ...]: [B], never zero."""
    return target.flatten(1).square().sum(1).clamp_min(1e-12)


def style_error(features: Tensor, target: Tensor, target_energy: Tensor) -> Tensor:
    """Compute ``|G - G*|^2 / |G*|^2`` as [B].

    G are the Gram matrices of ``features`` [B, C, H, W], G* the target ones [B, C, C], whose
    ``energy`` is ``target_energy`` [B].
    """
    return cast("Tensor", _StyleError.apply(features, target, target_energy))


def content_error(features: Tensor, target: Tensor, target_energy: Tensor) -> Tensor:
    """Compute ``|F - F*|^2 / |F*|^2`` as [B], for features of equal shape [B, C, H, W] (eq. 1)."""
    difference = _at_least_float32(features) - _at_least_float32(target)
    return difference.square().flatten(1).sum(1) / target_energy


def weighted_content_error(features: Tensor, target: Tensor, weights: Tensor) -> Tensor:
    """Compute ``Σ w |F - F*|^2`` over positions as [B], for features of equal shape [B, C, H, W].

    ``weights`` [B, H, W] come from ``position_weights``.
    """
    difference = _at_least_float32(features) - _at_least_float32(target)
    return (difference.square().sum(1) * weights).flatten(1).sum(1)


def position_weights(target: Tensor, local_share: float, emphasis: Tensor | None = None) -> Tensor:
    """Compute weights [B, H, W] that make a content error relative to ``target`` [B, C, H, W].

    ``local_share`` of the error at a position is relative to that position's own energy (and a
    little of the mean's), the rest to the energy of the whole map: with 0 this is
    ``content_error``. Relative to the whole alone, the cheapest thing to destroy is what has weak
    features, such as a pale face before a pale wall. ``emphasis`` [B, H, W] adds so many times
    the local error at its place.
    """
    energies = _at_least_float32(target).square().sum(1)
    mean = energies.mean((1, 2), keepdim=True).clamp_min(1e-12)
    local = 1 / (energies + _LEAST_ENERGY * mean)
    share = local_share if emphasis is None else local_share + emphasis
    return ((1 - local_share) / mean + share * local) / energies[0].numel()


def surviving_contrast(features: Tensor, target: Tensor) -> float:
    """Project ``features`` on ``target``, both [1, C, H, W] less their channels' means.

    1 where all contrast of the target is left, whatever was added to it; 0 where none is. A
    target without contrast cannot lose any.
    """
    found, held = (
        f - f.mean((2, 3), keepdim=True) for f in map(_at_least_float32, (features, target))
    )
    contrast = held.square().sum()
    if contrast <= _LEAST_CONTRAST * _at_least_float32(target).square().sum():
        return 1.0
    return float((found * held).sum() / contrast)


def total_variation(pictures: Tensor) -> Tensor:
    """Compute the mean squared difference of neighbouring pixels [B] of [B, C, H, W].

    The four diagonal and straight neighbours weigh alike (a nine-point stencil), which damps
    checkerboards as well as lines.
    """
    down = pictures[..., 1:, :] - pictures[..., :-1, :]
    right = pictures[..., 1:] - pictures[..., :-1]
    falling = pictures[..., 1:, 1:] - pictures[..., :-1, :-1]
    rising = pictures[..., :-1, 1:] - pictures[..., 1:, :-1]
    straight = _mean_square(down) + _mean_square(right)
    return straight / 2 + (_mean_square(falling) + _mean_square(rising)) / 4


def gram_difference(features: Tensor, target: Tensor) -> Tensor:
    """Subtract ``target`` [B, C, C] from the Gram matrices of ``features`` [B, C, H, W].

    Features of bfloat16 on a CPU are multiplied as they are, many times faster than in float32.
    Rounding their Gram matrix to bfloat16 would drown its difference from the target, so the
    target's upper half is subtracted within the product, which adds up in float32, and the rest
    afterwards: only the difference is rounded.
    """
    if features.dtype != torch.bfloat16 or features.device.type != "cpu":
        return gram(features) - target
    batch, channels, height, width = features.shape
    places = height * width
    rows = features.permute(0, 2, 3, 1).reshape(batch, places, channels)
    if channels < _FEW_CHANNELS:
        # Here the product is cheap, and converting is most of the work either way. One canvas
        # after another: oneDNN multiplies matrices faster than stacks of them.
        return torch.stack([one.mT @ one for one in rows.float()]) / places - target
    upper = target.to(torch.bfloat16)
    products = [
        torch.addmm(part, one.mT, one, beta=-1, alpha=1 / places)
        for part, one in zip(upper, rows, strict=True)
    ]
    return torch.stack(products).float() - (target - upper.float())


class _StyleError(torch.autograd.Function):
    """The style error with its gradient in closed form: one product backward instead of two.

    The Gram matrix is computed in at least float32. The gradient is cast back to the features'
    type before its product with them: it is a search direction, and on processors with bfloat16
    that product would otherwise cost more than the network.
    """

    @staticmethod
    def forward(ctx: Any, features: Tensor, target: Tensor, target_energy: Tensor) -> Tensor:
        """Compute the error [B], as ``style_error`` has it."""
        error = gram_difference(features, target)
        ctx.save_for_backward(features, error, target_energy)
        return error.square().flatten(1).sum(1) / target_energy

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, outer: Tensor) -> tuple[Tensor, None, None]:
        """Compute the gradient [B, C, H, W] of the features from that of the errors [B]."""
        features, error, target_energy = ctx.saved_tensors
        batch, channels, height, width = features.shape
        scale = 4 * outer / (target_energy * height * width)
        # Without the scale inside, bfloat16 and float32 both hold the entries comfortably.
        direction = (error * scale.view(-1, 1, 1)).to(features.dtype)
        rows = features.permute(0, 2, 3, 1).reshape(batch, height * width, channels)
        gradient = (rows @ direction).view(batch, height, width, channels).permute(0, 3, 1, 2)
        return gradient, None, None


def _at_least_float32(tensor: Tensor) -> Tensor:
    return tensor if tensor.dtype == torch.float64 else tensor.float()


def _mean_square(differences: Tensor) -> Tensor:
    return differences.square().flatten(1).mean(1)
