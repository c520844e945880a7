"""Painting in one pass (Ghiasi et al. 2017): the shipped network, its style vectors, any size.

The network's strokes have a size in pixels, so that a large picture would come out as a filtered
photo with specks. It paints at no more than 512 pixels; what the photo has of finer lights and
shadows is laid over the enlarged painting.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor

from engine.methods.targets import StyleSource, at_area
from engine.networks.instant import InstantPainter
from engine.pyramid import fit, resize, resize_picture
from engine.shipped import weights_file

MOST_SIDE: Final = 512
"""Longest side at which the network paints, pixels."""
VECTORS_KEPT: Final = 256
_SIDE_STEP: Final = 32
"""Style pictures are looked at in sizes so far apart: photos of many shapes share a vector."""
_LUMA: Final = (0.299, 0.587, 0.114)


@dataclass(slots=True)
class Pass:
    """A request that waits for its one pass; ``photo`` [1, 3, H, W] has the painting's size."""

    photo: Tensor
    styles: Sequence[StyleSource]
    strength: float
    seed: int
    began: float = field(default_factory=time.monotonic)
    """On the clock of ``time.monotonic``, seconds."""


class Instant:
    """The network on its device, and the style vectors that were used last."""

    def __init__(self, network: InstantPainter, device: torch.device) -> None:
        self._network = network.to(device)
        self._device = device
        self._vectors: OrderedDict[tuple[str, int], Tensor] = OrderedDict()
        self.misses = 0

    @classmethod
    def load(cls, device: torch.device, own: Path | None = None) -> Instant:
        """With the weights in ``own``, see ``engine.shipped``. Raises ``MissingWeights``."""
        with weights_file("instant", own) as path:
            return cls(InstantPainter.load(path), device)

    def paint(
        self, photo: Tensor, styles: Sequence[StyleSource], strength: float, seed: int = 0
    ) -> Tensor:
        """The painting [1, 3, H, W] in [0, 1] of ``photo`` on the device.

        Styles are mixed by weight in their vectors; ``strength`` below 1 lets the photo through.
        """
        height, width = photo.shape[-2:]
        side = min(MOST_SIDE, max(height, width))
        small = resize_picture(photo, *fit(width, height, side))
        vector = self._mixed(styles, round((small.shape[-1] * small.shape[-2]) ** 0.5))
        # A clone may take part in gradients and in-place steps; what inference mode made may not.
        painting = with_detail(self._network.paint(small, vector, seed).clone(), photo)
        return photo.lerp(painting, min(1.0, strength))

    @property
    def kept(self) -> int:
        """Style vectors in memory."""
        return len(self._vectors)

    def _mixed(self, styles: Sequence[StyleSource], side: int) -> Tensor:
        total = sum(style.weight for style in styles)
        vectors = [self._vector(style, side) * (style.weight / total) for style in styles]
        return torch.stack(vectors).sum(0)

    def _vector(self, style: StyleSource, side: int) -> Tensor:
        if style.vector is not None:
            numbers = np.frombuffer(style.vector, "<f4").astype(np.float32)
            return torch.from_numpy(numbers).unsqueeze(0).to(self._device)
        side = max(_SIDE_STEP, round(side / _SIDE_STEP) * _SIDE_STEP)
        key = (style.digest, side)
        if key not in self._vectors:
            self.misses += 1
            picture = at_area(style.picture, side).to(self._device)
            self._vectors[key] = self._network.style(picture).clone()
        self._vectors.move_to_end(key)
        while len(self._vectors) > VECTORS_KEPT:
            self._vectors.popitem(last=False)
        return self._vectors[key]


def with_detail(painting: Tensor, photo: Tensor) -> Tensor:
    """``painting`` enlarged to the size of ``photo``, with the photo's finer luminance.

    One level of a Laplacian pyramid (Burt & Adelson 1983).
    """
    if painting.shape == photo.shape:
        return painting
    weights = torch.tensor(_LUMA, device=photo.device, dtype=photo.dtype).view(1, 3, 1, 1)
    return carried(painting, (photo * weights).sum(1, keepdim=True))


def carried(coarse: Tensor, fine: Tensor) -> Tensor:
    """``coarse`` [B, C, h, w] at the size of ``fine``, with what ``fine`` has beyond it."""
    height, width = fine.shape[-2:]
    blurred = resize(resize(fine, coarse.shape[-1], coarse.shape[-2]), width, height)
    return (resize(coarse, width, height) + fine - blurred).clamp(0, 1)
