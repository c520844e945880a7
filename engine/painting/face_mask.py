"""Soft masks of the faces in a photo: where a painting is to hold on to the likeness."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

import torch
from PIL import Image
from torch import Tensor

from engine.errors import MissingWeights
from engine.networks.faces import THRESHOLD, Face, FaceFinder
from engine.painting.resampling import as_tensor, fit, resize
from engine.weights.shipped import weights_file

_log = logging.getLogger(__name__)

_MOST_SIDE: Final = 1024
"""Longest side at which faces are looked for, pixels."""
_LEAST_SCORE: Final = 0.37
"""Least score of what may be a face: to miss one costs more than to paint a wall calmly."""
NEIGHBOUR_BONUS: Final = 0.07
"""Added to the score of what may be a face beside a sure one of about its size."""
SIMILAR_SIZE: Final = 0.5
"""Height of the smaller of two faces over the other's, from which they are of about one size."""
_LEAST_HEIGHT: Final = 16.0
"""Pixels of the painting below which nothing is held: badges and knobs pass for tiny faces."""
READABLE_HEIGHT: Final = 90.0
"""Height of a face in pixels, from which strokes of the usual size leave it readable."""
_SIZE_POWER: Final = 1.6
"""Power by which a face is held more closely, the smaller it is."""
MOST_HOLD: Final = 5.0
"""Most that a small face is held closer than a readable one."""
LEAST_HOLD: Final = 0.65
"""Least that a large face is held, over a readable one: strokes over a cheek leave it a cheek."""
ELLIPSE_SCALE: Final = 0.72
"""Half axes of a face's ellipse over the width and height of its box: chin and hairline too."""
EDGE_WIDTH: Final = 0.45
"""Over how much of the ellipse's radius the mask falls from 1 to 0, centred on its edge."""


@dataclass(frozen=True, slots=True)
class FaceMask:
    """Soft masks of faces, both [1, 1, H, W]."""

    cover: Tensor
    """In [0, 1]: 1 on a face, 0 beyond it, soft between."""
    hold: Tensor
    """``cover`` times how closely each face is held: from 0.65 for large ones to 5 for small."""

    def at(self, features: Tensor) -> FaceMask:
        """Resample to the height and width of ``features`` [B, C, h, w]."""
        height, width = features.shape[-2:]
        return FaceMask(
            resize(self.cover, width, height, "bilinear"),
            resize(self.hold, width, height, "bilinear"),
        )


class FaceBox(Protocol):
    """A face as fractions of the picture's width and height."""

    @property
    def x(self) -> float:
        """Centre, from the left."""

    @property
    def y(self) -> float:
        """Centre, from the top."""

    @property
    def width(self) -> float:
        """Ear to ear."""

    @property
    def height(self) -> float:
        """Forehead to chin."""

    @property
    def score(self) -> float:
        """Certainty of the finder, from 0 to 1."""


def draw_mask(faces: Sequence[FaceBox], width: int, height: int) -> FaceMask | None:
    """Draw soft ellipses over ``faces`` in a picture of ``width`` x ``height`` pixels.

    ``None`` without any face. What is too small to be read in any painting is left out.
    """
    faces = [face for face in faces if face.height * height >= _LEAST_HEIGHT]
    if not faces:
        return None
    down = ((torch.arange(height) + 0.5) / height)[:, None]
    across = ((torch.arange(width) + 0.5) / width)[None, :]
    cover, hold = torch.zeros(height, width), torch.zeros(height, width)
    for face in faces:
        radius = torch.hypot(
            (across - face.x) / (ELLIPSE_SCALE * face.width),
            (down - face.y) / (ELLIPSE_SCALE * face.height),
        )
        inside = ((1 + EDGE_WIDTH / 2 - radius) / EDGE_WIDTH).clamp(0, 1)
        # Smoothstep: no kink where the ellipse begins, which would show as a rim.
        soft = inside * inside * (3 - 2 * inside)
        certainty = _certainty(face.score)
        soft = soft * certainty
        cover = torch.maximum(cover, soft)
        # What only may be a face would stand out as a speck of photograph.
        closeness = 1 + certainty * (_closeness(face.height * height) - 1)
        hold = torch.maximum(hold, soft * closeness)
    return FaceMask(cover[None, None], hold[None, None])


def _certainty(score: float) -> float:
    """Weigh a face by its score: 0.3 for what may be one, 1 for what the finder calls one."""
    share = (score - _LEAST_SCORE) / (THRESHOLD - _LEAST_SCORE)
    return 0.3 + 0.7 * min(1.0, max(0.0, share))


def choose_faces(found: Sequence[Face]) -> list[Face]:
    """Choose what is to be held from what the finder took for faces, down to low scores.

    Whatever is about as large as a sure face beside it gets a higher score: people stand together.
    """
    sure = [face for face in found if face.score >= THRESHOLD]
    weighed = [
        replace(face, score=min(THRESHOLD, face.score + NEIGHBOUR_BONUS))
        if face.score < THRESHOLD and any(_is_alike(face, other) for other in sure)
        else face
        for face in found
    ]
    return [face for face in weighed if face.score >= _LEAST_SCORE]


def _is_alike(one: Face, other: Face) -> bool:
    return min(one.height, other.height) >= SIMILAR_SIZE * max(one.height, other.height)


def _closeness(pixels: float) -> float:
    """Weigh a face by its height: 1 where strokes just leave it readable, more where it is
    smaller, a little less where it is larger."""
    return min(
        MOST_HOLD, max(LEAST_HOLD, math.pow(READABLE_HEIGHT / max(pixels, 1.0), _SIZE_POWER))
    )


class FaceMaskDrawer:
    """Draws masks of the faces that a network finds; of none where it cannot be read."""

    def __init__(self, device: torch.device, networks_dir: Path | None = None) -> None:
        """Prepare to load the network on first use: as shipped, or the operator's in
        ``networks_dir``, see ``engine.weights.shipped``."""
        self._device = device
        self._networks_dir = networks_dir
        self._finder: FaceFinder | None = None
        self._missing = False

    def draw(self, photo: Image.Image, width: int, height: int) -> FaceMask | None:
        """Draw the mask of the faces in ``photo`` at ``width`` x ``height``; ``None``: no face."""
        finder = self._load_finder()
        if finder is None:
            return None
        # The painting may be smaller than the photo, and small faces are told by their detail.
        longest = max(width, height, min(_MOST_SIDE, max(photo.size)))
        seen = as_tensor(photo, *fit(*photo.size, longest)).to(self._device)
        faces = choose_faces(finder.find(seen, least=_LEAST_SCORE - NEIGHBOUR_BONUS))
        mask = draw_mask(faces, width, height)
        if mask is None:
            return None
        return FaceMask(mask.cover.to(self._device), mask.hold.to(self._device))

    def _load_finder(self) -> FaceFinder | None:
        if self._finder is None and not self._missing:
            try:
                with weights_file("faces", self._networks_dir) as path:
                    self._finder = FaceFinder.load(path).to(self._device)
            except MissingWeights as error:
                # Said once: a painting without it is still a painting.
                self._missing = True
                _log.warning("paintings do not look for faces: %s", error.words)
        return self._finder
