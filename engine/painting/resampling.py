"""Sizes of a painting from coarse to fine, resampling between them, and tensors of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from PIL import Image
from torch import Tensor

LEAST_SIDE: Final = 16
"""Below this many pixels the deepest layers would see nothing but border."""
_LONGEST_RIBBON = 20 * LEAST_SIDE
"""Pixels; longer and narrower pictures are refused when they are opened."""

Interpolation: TypeAlias = Literal["bicubic", "bilinear"]
"""Of resampling; bilinear never overshoots."""


@dataclass(frozen=True, slots=True)
class Scale:
    """One size of the canvas, pixels, and how many optimiser steps it gets."""

    width: int
    height: int
    steps: int

    @property
    def pixels(self) -> int:
        """Return the area in pixels."""
        return self.width * self.height


def fit(width: int, height: int, longest: int) -> tuple[int, int]:
    """Return (width, height) of these proportions whose longest side is ``longest`` pixels.

    It is longer where a panorama of up to 20 : 1 would else be squeezed, for no side is shorter
    than ``LEAST_SIDE``.
    """
    needed = min(_LONGEST_RIBBON, LEAST_SIDE * max(width, height) / min(width, height))
    factor = max(longest, needed) / max(width, height)
    return max(LEAST_SIDE, round(width * factor)), max(LEAST_SIDE, round(height * factor))


def longest_sides(final: int, *, coarsest: int, ratio: float) -> tuple[int, ...]:
    """Return longest sides from at least ``coarsest`` up to ``final``, about ``ratio`` apart."""
    sides = [float(final)]
    while sides[-1] / ratio >= coarsest:
        sides.append(sides[-1] / ratio)
    return (*(round(side / 8) * 8 for side in reversed(sides[1:])), final)


def divide_steps(steps: int, parts: Sequence[float]) -> tuple[int, ...]:
    """Divide ``steps`` in proportion to ``parts``, at least one each if there are enough.

    When there are fewer steps than parts, the last parts (the finest scales) get them.
    """
    if steps < len(parts):
        return (0,) * (len(parts) - steps) + (1,) * steps
    spare = steps - len(parts)
    total = sum(parts)
    counts = [1 + int(spare * part / total) for part in parts]
    counts[-1] += steps - sum(counts)
    return tuple(counts)


def resize(
    pictures: Tensor, width: int, height: int, interpolation: Interpolation = "bicubic"
) -> Tensor:
    """Resample ``pictures`` [B, C, H, W], with antialiasing when that makes them smaller."""
    if pictures.shape[-1] == width and pictures.shape[-2] == height:
        return pictures
    return F.interpolate(
        pictures, size=(height, width), mode=interpolation, align_corners=False, antialias=True
    )


def resize_picture(pictures: Tensor, width: int, height: int) -> Tensor:
    """Resample as ``resize`` does (bicubic), with the overshoot clamped to [0, 1]."""
    return resize(pictures, width, height).clamp(0, 1)


def as_tensor(picture: Image.Image, width: int, height: int) -> Tensor:
    """Convert an RGB picture, brought to that size, to [1, 3, H, W] in [0, 1]."""
    # Pillow resamples whole bytes: no copy of a large picture in floats is ever made.
    sized = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    return torch.from_numpy(np.array(sized)).permute(2, 0, 1).unsqueeze(0).float() / 255


def as_pixels(picture: Tensor) -> npt.NDArray[np.uint8]:
    """Convert a picture [1, 3, H, W] in [0, 1] to bytes [H, W, 3]; what is no number is black."""
    whole = picture[0].detach().float().nan_to_num().mul(255).round().clamp(0, 255)
    pixels: npt.NDArray[np.uint8] = whole.to(torch.uint8).permute(1, 2, 0).cpu().numpy()
    return pixels


def noise(width: int, height: int, seed: int) -> Tensor:
    """Draw uniform noise [1, 3, H, W] in [0, 1], the same on every device."""
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(1, 3, height, width, generator=generator)


def grain(width: int, height: int, seed: int) -> Tensor:
    """Draw soft noise [1, 1, H, W] of mean 0 and deviation 1, about as coarse as a stroke."""
    generator = torch.Generator().manual_seed(seed)
    cells = torch.randn(1, 1, height // 4 + 2, width // 4 + 2, generator=generator)
    soft = resize(cells, width, height)
    return soft / soft.std()
