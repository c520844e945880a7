"""A second style vector inside a soft mask, in the same pass of the network."""

from __future__ import annotations

from typing import Final, TypeAlias

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  the name everyone knows it by

_VISIBLE: Final = 1e-3
"""Weights below this change no pixel."""

Patch: TypeAlias = tuple[slice, slice, Tensor]
"""Rows, columns and weights [B, 1, h, w] of the part of a map where a mask is not zero."""


class Blend:
    """Style vectors that count inside a mask, at whatever resolution a layer has.

    Layers compute with them only inside the rectangle around the mask, so that a small face
    costs next to nothing.
    """

    def __init__(self, vectors: Tensor, mask: Tensor) -> None:
        """``vectors`` [B, V]; ``mask`` [B, 1, H, W] in [0, 1] over the network's whole input."""
        self.vectors = vectors
        self.mask = mask
        self._patches: dict[tuple[int, int], Patch] = {}

    def patch(self, features: Tensor) -> Patch:
        """Find the part of ``features`` [B, C, h, w] that the mask covers."""
        size = (features.shape[-2], features.shape[-1])
        if size not in self._patches:
            mask = self.mask
            if size != mask.shape[-2:]:
                mask = F.interpolate(mask, size, mode="area")
            rows = _extent((mask > _VISIBLE).any((0, 1, 3)))
            columns = _extent((mask > _VISIBLE).any((0, 1, 2)))
            self._patches[size] = (rows, columns, mask[:, :, rows, columns].to(features.dtype))
        return self._patches[size]


def _extent(covered: Tensor) -> slice:
    """Return the range from the first to the last ``True`` of ``covered`` [N]."""
    places = torch.nonzero(covered).flatten()
    return slice(int(places[0]), int(places[-1]) + 1) if len(places) else slice(0, 0)
