"""Soft masks of the faces in a photo: where a painting is to hold on to the likeness."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import torch
from torch import Tensor

from engine.errors import MissingWeights
from engine.networks.faces import FaceFinder
from engine.shipped import weights_file

_log = logging.getLogger(__name__)

_REACH: Final = 0.72
"""Half axes of a face's ellipse over the width and height of its box: chin and hairline too."""
_FADE: Final = 0.45
"""Over how much of the ellipse's radius the mask falls from 1 to 0, centred on its edge."""


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


def draw_mask(faces: Sequence[FaceBox], width: int, height: int) -> Tensor | None:
    """Draw soft ellipses [1, 1, ``height``, ``width``] in [0, 1] over ``faces``.

    ``None`` without any face.
    """
    if not faces:
        return None
    down = ((torch.arange(height) + 0.5) / height)[:, None]
    across = ((torch.arange(width) + 0.5) / width)[None, :]
    mask = torch.zeros(height, width)
    for face in faces:
        radius = torch.hypot(
            (across - face.x) / (_REACH * face.width), (down - face.y) / (_REACH * face.height)
        )
        inside = ((1 + _FADE / 2 - radius) / _FADE).clamp(0, 1)
        # Smoothstep: no kink where the ellipse begins, which would show as a rim.
        mask = torch.maximum(mask, inside * inside * (3 - 2 * inside))
    return mask[None, None]


class FaceMasks:
    """Finds faces by the network that ships, or none where it cannot be read."""

    def __init__(self, device: torch.device, own: Path | None = None) -> None:
        """``own``: a folder of the operator's networks, see ``engine.shipped``."""
        self._device = device
        self._own = own
        self._finder: FaceFinder | None = None
        self._missing = False

    def draw(self, photo: Tensor) -> Tensor | None:
        """Draw the mask [1, 1, H, W] of the faces in ``photo`` [1, 3, H, W]; ``None``: no face."""
        finder = self._loaded()
        if finder is None:
            return None
        height, width = photo.shape[-2:]
        mask = draw_mask(finder.find(photo), width, height)
        return None if mask is None else mask.to(photo.device)

    def _loaded(self) -> FaceFinder | None:
        if self._finder is None and not self._missing:
            try:
                with weights_file("faces", self._own) as path:
                    self._finder = FaceFinder.load(path).to(self._device)
            except MissingWeights as error:
                # Said once: a painting without it is still a painting.
                self._missing = True
                _log.warning("paintings do not look for faces: %s", error.words)
        return self._finder
