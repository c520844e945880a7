"""Pooling layers that can stand in for one another."""

from __future__ import annotations

from typing import Final

import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from torch import Tensor, nn

from engine.messages import Pooling

_GROWTH: Final = 2.0
"""How much larger the maximum of rectified features is than their mean, as a rule."""


class Pool(nn.Module):
    """Pooling of ``kind`` for a network trained with ``trained``, rescaled to fit the next layer.

    Partial windows at the right and bottom are kept, so that pictures of any size are seen whole.
    """

    def __init__(
        self, kind: Pooling, *, trained: Pooling, window: int = 2, growth: float = _GROWTH
    ) -> None:
        """``growth``: the maximum of a window over its mean, on the average."""
        super().__init__()
        self._average = kind == "average"
        self._window = window
        self._factor = 1.0
        if kind != trained:
            self._factor = growth if kind == "average" else 1 / growth

    def forward(self, features: Tensor) -> Tensor:
        """Pool [B, C, H, W] to [B, C, ceil(H / 2), ceil(W / 2)] (for a window of 2)."""
        if self._average:
            pooled = F.avg_pool2d(
                features, self._window, 2, ceil_mode=True, count_include_pad=False
            )
        else:
            pooled = F.max_pool2d(features, self._window, 2, ceil_mode=True)
        return pooled if self._factor == 1.0 else pooled * self._factor
