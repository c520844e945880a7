"""Pixel shuffles and unshuffles that leave no grid, in the layouts that convolutions want."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  the name everyone knows it by


def to_cells(pictures: Tensor) -> Tensor:
    """Unshuffle pixels, [B, C, H, W] to [B, 16 C, H / 4, W / 4].

    The result has the memory layout that the convolution behind it wants.
    """
    batch, channels, height, width = pictures.shape
    parts = pictures.view(batch, channels, height // 4, 4, width // 4, 4)
    cells = parts.permute(0, 2, 4, 1, 3, 5).reshape(batch, height // 4, width // 4, 16 * channels)
    return cells.permute(0, 3, 1, 2)


def shuffle_smoothly(x: Tensor) -> Tensor:
    """Shuffle pixels and average them, [B, 4 C, H, W] to [B, C, 2 H - 2, 2 W - 2].

    Every pixel becomes the binomial mean of the 3x3 around it. Such a mean holds as much of each
    of a cell's four pixels wherever it lies (after Sugawara et al. 2018), so that brightness does
    not repeat with the cells.
    """
    pixels = F.pixel_shuffle(x, 2)
    binomial = pixels.new_tensor([1.0, 2.0, 1.0]) / 4
    kernel = (binomial[:, None] * binomial).expand(pixels.shape[1], 1, 3, 3)
    return F.conv2d(pixels, kernel, groups=pixels.shape[1])


def from_cells(x: Tensor) -> Tensor:
    """Shuffle pixels into pictures' memory layout, [B, 4 C, H, W] to [B, C, 2 H, 2 W]."""
    batch, channels, height, width = x.shape
    cells = x.view(batch, channels // 4, 2, 2, height, width)
    return cells.permute(0, 1, 4, 2, 5, 3).reshape(batch, channels // 4, 2 * height, 2 * width)


def kernel_on_cells(kernel: Tensor) -> Tensor:
    """Turn a kernel [D, C, 4, 4] of full resolution into one [4 D, 4 C, 3, 3] on cells of 2x2.

    Both its inputs and its outputs are pixels before their shuffle. ``kernel`` reaches from one
    pixel before its place to two behind it.
    """
    outputs, inputs = kernel.shape[:2]
    # Of cells of 2x2 pixels, the one before and the one behind are seen too: six pixels each way.
    placed = torch.stack(
        [F.pad(kernel, (1 + x, 1 - x, 1 + y, 1 - y)) for y in (0, 1) for x in (0, 1)], 1
    )
    cells = placed.reshape(4 * outputs, inputs, 3, 2, 3, 2).permute(0, 1, 3, 5, 2, 4)
    return cells.reshape(4 * outputs, 4 * inputs, 3, 3)
