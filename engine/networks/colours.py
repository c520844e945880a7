"""Colours moved from one picture's distribution to another's in closed form."""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor

from engine.networks.encoder import COLOUR

_VARIANCE_FLOOR: Final = 1e-3


@torch.no_grad()
def match_colours(photos: Tensor, vectors: Tensor) -> Tensor:
    """Move the mean and covariance of colours to those that style vectors name.

    ``photos`` [B, 3, H, W] in [0, 1], ``vectors`` [B, V]; returns [B, 3, H, W] in [0, 1].

    The linear map that does it with the least motion (Pitié & Kokaram 2007); a floor on the
    photo's variances keeps flat photos from being stretched into noise.
    """
    with torch.autocast(photos.device.type, enabled=False):
        flat = photos.float().flatten(2)
        mean = flat.mean(2, keepdim=True)
        centred = flat - mean
        identity = torch.eye(3, device=photos.device)
        have = centred @ centred.mT / flat.shape[2] + _VARIANCE_FLOOR * identity
        want = vectors[:, 3:COLOUR].float().view(-1, 3, 3) + 1e-6 * identity
        root = matrix_root(have, 0.5)
        inverse = matrix_root(have, -0.5)
        move = inverse @ matrix_root(root @ want @ root, 0.5) @ inverse
        matched: Tensor = move @ centred + vectors[:, :3, None].float()
    return matched.clamp(0, 1).view_as(photos)


def matrix_root(matrices: Tensor, power: float) -> Tensor:
    """Raise symmetric positive matrices [B, N, N] to ``power``."""
    values, vectors = torch.linalg.eigh(matrices)
    powers: Tensor = values.clamp(min=1e-8).pow(power)
    root: Tensor = (vectors * powers[:, None, :]) @ vectors.mT
    return root
