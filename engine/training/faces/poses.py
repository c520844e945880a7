"""Where faces lie, in pictures and in the scenes to learn from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from torch import Tensor

SIZE: Final = 160
"""Pixels of a scene's side."""
_RADII: Final = (0.62, 0.78)
"""Of the ellipse that is cut out, over the size of the box."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a face shall lie in the scene: centre, size, turn in radians, and how wide."""

    centre: Tensor
    size: float
    turn: float
    wide: float = 1.0
    mirrored: bool = False

    def from_face(self, face: Tensor) -> Tensor:
        """Return the map [2, 3] from pixels of the scene to those of the picture with ``face``."""
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        across = (-1 if self.mirrored else 1) / self.wide
        linear = torch.tensor([[cos * across, -sin], [sin * across, cos]])
        linear *= float(face[3:5].mean()) / self.size
        return torch.cat([linear, (face[1:3] - linear @ self.centre)[:, None]], 1)


def render_view(picture: Tensor, matrix: Tensor) -> Tensor:
    """Render [1, 3, SIZE, SIZE] from ``picture``, grey beyond its border.

    ``matrix`` [2, 3] maps pixels of the scene to those of the picture.
    """
    height, width = picture.shape[2:]
    shrinking = float(matrix[:, :2].det().abs().sqrt())
    if shrinking > 1.2:
        shape = [max(1, round(height / shrinking)), max(1, round(width / shrinking))]
        picture = F.interpolate(picture, shape, mode="bilinear", antialias=True)
    places = pixel_centres(SIZE, SIZE) @ matrix[:, :2].T + matrix[:, 2]
    grid = places / torch.tensor([width, height]) * 2 - 1
    seen: Tensor = F.grid_sample(picture - 0.5, grid[None], align_corners=False) + 0.5
    return seen


def pixel_centres(height: int, width: int) -> Tensor:
    """Return the centres of all pixels, x and y: [height, width, 2]."""
    x, y = torch.arange(width) + 0.5, torch.arange(height) + 0.5
    return torch.stack([x.expand(height, width), y[:, None].expand(height, width)], -1)


def map_faces(rows: Tensor, matrix: Tensor) -> Tensor:
    """Map faces of a picture into the pixels of the scene that ``matrix`` leads from."""
    inverse = torch.linalg.inv(matrix[:, :2])
    points = rows[:, 1:].view(-1, 8, 2)
    moved = (points - matrix[:, 2]) @ inverse.T
    moved[:, 1] = points[:, 1] * inverse.det().abs().sqrt()
    return torch.cat([rows[:, :1], moved.flatten(1)], 1)


def tilt(face: Tensor) -> float:
    """Return the radians by which the head leans, 0 when the eyes are above the mouth."""
    up = up_direction(face[None])[0]
    return math.atan2(float(up[0]), float(-up[1]))


def up_direction(rows: Tensor) -> Tensor:
    """Return the way from mouth to eyes over the size, [K, 2], of rows [K, 17]."""
    points = rows[:, 1:].view(-1, 8, 2)
    return (points[:, 2:4].mean(1) - points[:, 5]) / points[:, 1].mean(1, keepdim=True)


def ellipse_mask(pose: Pose, softness: float) -> Tensor:
    """Draw a mask [1, 1, SIZE, SIZE] of head and hair at ``pose``.

    Its edge is as wide as ``softness`` times the radius.
    """
    away = (pixel_centres(SIZE, SIZE) - pose.centre) / pose.size
    radii = torch.tensor([_RADII[0] * pose.wide, _RADII[1]])
    distance = ((away + torch.tensor([0.0, 0.08])) / radii).norm(dim=-1)
    mask: Tensor = ((1 - distance) / softness + 0.5).clamp(0, 1)[None, None]
    return mask


def match_mean_colour(above: Tensor, below: Tensor, mask: Tensor) -> Tensor:
    """Give ``above`` the mean colour that ``below`` has inside ``mask``."""
    total = mask.sum().clamp(min=1)
    shift = ((below - above) * mask).sum((2, 3), keepdim=True) / total
    return (above + shift).clamp(0, 1)
