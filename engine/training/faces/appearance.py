"""What may become of a scene before somebody looks at it: light, colour, glasses, bad copies."""

from __future__ import annotations

import io
from typing import Final

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from PIL import Image
from torch import Tensor

from engine.training.faces.poses import pixel_centres
from engine.training.pictures import to_tensor

_TANNED: Final = 0.3
_GLASSES: Final = 0.1
"""Shares of the faces."""
_LEAST: Final = 8.0
"""Pixels: nothing is drawn onto smaller faces."""
_SKINS: Final = ((0.62, 0.5, 0.42), (0.42, 0.3, 0.24), (0.3, 0.2, 0.16), (0.85, 0.75, 0.68))
"""Factors of red, green and blue."""


def vary_appearance(picture: Tensor, faces: Tensor, rng: np.random.Generator) -> Tensor:
    """Show ``picture`` [1, 3, H, W] in other light, blurred, noisy or badly compressed.

    Some of ``faces``, rows as in ``Album``, get darker skins or glasses. Each change is made
    only sometimes.
    """
    for face in faces[_within(picture, faces)]:
        change = rng.random()
        if change < _TANNED + _GLASSES:
            # Only around the head: everything else would be work for nothing.
            spot = _around(face)
            window, moved = picture[spot], _move_into(face, spot)
            change_face = _darken_skin if change < _TANNED else _add_glasses
            picture = picture.clone()
            picture[spot] = change_face(window, moved, rng)
    if rng.random() < 0.6:
        picture = _relight(picture, rng)
    if rng.random() < 0.25:
        picture = _recolour(picture, rng)
    if rng.random() < 0.2:
        picture = _blur(picture, rng)
    if rng.random() < 0.25:
        spread = float(rng.uniform(0.01, 0.08))
        picture = (picture + spread * torch.randn(picture.shape)).clamp(0, 1)
    if rng.random() < 0.2:
        picture = _compress(picture, int(rng.integers(15, 75)))
    return picture


def _within(picture: Tensor, faces: Tensor) -> Tensor:
    height, width = picture.shape[2:]
    x, y, size = faces[:, 1], faces[:, 2], faces[:, 3]
    return (x > 0) & (x < width) & (y > 0) & (y < height) & (size > _LEAST)


def _around(face: Tensor) -> tuple[slice, slice, slice, slice]:
    """Return the pixels up to 1.2 sizes from the centre of ``face``."""
    x, y, reach = float(face[1]), float(face[2]), 1.2 * float(face[3]) + 1
    everything = slice(None)
    rows = slice(max(0, int(y - reach)), int(y + reach) + 1)
    return everything, everything, rows, slice(max(0, int(x - reach)), int(x + reach) + 1)


def _move_into(face: Tensor, spot: tuple[slice, slice, slice, slice]) -> Tensor:
    """Move ``face`` into the pixels of ``spot``."""
    points = face[1:].view(8, 2) - torch.tensor([spot[3].start, spot[2].start])
    points[1] = face[3:5]
    return torch.cat([face[:1], points.flatten()])


def _darken_skin(picture: Tensor, face: Tensor, rng: np.random.Generator) -> Tensor:
    factors = torch.tensor(_SKINS[rng.integers(len(_SKINS))]) * float(rng.uniform(0.8, 1.15))
    distance = ((pixel_centres(*picture.shape[2:]) - face[1:3]) / face[3:5] / 0.75).norm(dim=-1)
    mask = ((1 - distance) / 0.5 + 0.5).clamp(0, 1)
    return torch.lerp(picture, (picture * factors.view(1, 3, 1, 1)).clamp(0, 1), mask)


def _add_glasses(picture: Tensor, face: Tensor, rng: np.random.Generator) -> Tensor:
    """Draw dark ellipses on the eyes, or only their frames, and a bridge."""
    points = face[1:].view(8, 2)
    size = float(points[1].mean())
    radius = size * float(rng.uniform(0.13, 0.2))
    colour = torch.tensor(rng.uniform(0, 0.35, (1, 3, 1, 1))).float()
    opacity = float(rng.uniform(0.5, 1)) if rng.random() < 0.6 else 0.0
    places, mask = pixel_centres(*picture.shape[2:]), torch.zeros(picture.shape[2:])
    for eye in points[2:4]:
        distance = ((places - eye) / radius * torch.tensor([0.85, 1.0])).norm(dim=-1)
        inside = ((1 - distance) * radius + 0.5).clamp(0, 1)
        frame = (inside * ((distance - 0.8) * radius + 0.5)).clamp(0, 1)
        mask = torch.maximum(mask, torch.maximum(inside * opacity, frame))
    middle, across = points[2:4].mean(0), points[3] - points[2]
    along = ((places - middle) @ across) / across.square().sum().clamp(min=1)
    off = ((places - middle) - along[..., None] * across).norm(dim=-1)
    bridge = (along.abs() < 0.4) & (off < max(0.7, 0.02 * size))
    return torch.lerp(picture, colour, torch.maximum(mask, bridge.float()))


def _relight(picture: Tensor, rng: np.random.Generator) -> Tensor:
    gamma = float(np.exp(rng.normal(0, 0.45)))
    picture = picture.clamp(1e-4, 1) ** gamma
    contrast, level = float(rng.uniform(0.5, 1.4)), float(rng.uniform(-0.15, 0.15))
    picture = (picture - 0.5) * contrast + 0.5 + level
    if rng.random() < 0.5:
        height, width = picture.shape[2:]
        coarse = torch.tensor(rng.uniform(0.35, 1.5, (1, 1, 2, 2))).float()
        picture = picture * F.interpolate(
            coarse, (height, width), mode="bilinear", align_corners=True
        )
    if rng.random() < 0.2:
        picture = picture * float(rng.uniform(0.15, 0.5))
    return picture.clamp(0, 1)


def _recolour(picture: Tensor, rng: np.random.Generator) -> Tensor:
    grey = picture.mean(1, keepdim=True)
    picture = torch.lerp(grey, picture, float(rng.choice([0.0, 0.4, 1.5])))
    cast = torch.tensor(rng.uniform(0.6, 1.3, (1, 3, 1, 1))).float()
    return (picture * cast).clamp(0, 1)


def _blur(picture: Tensor, rng: np.random.Generator) -> Tensor:
    height, width = picture.shape[2:]
    share = float(rng.uniform(0.4, 0.9))
    small = [max(8, round(height * share)), max(8, round(width * share))]
    picture = F.interpolate(picture, small, mode="bilinear", antialias=True)
    return F.interpolate(picture, (height, width), mode="bilinear")


def _compress(picture: Tensor, quality: int) -> Tensor:
    pixels = (picture[0].permute(1, 2, 0) * 255).round().byte().numpy()
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    with Image.open(file) as opened:
        return to_tensor(np.asarray(opened))
