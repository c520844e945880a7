"""Painting in one pass (Ghiasi et al. 2017): the shipped network, its style vectors, any size.

The network's strokes have a size in pixels, so that a large picture would come out as a filtered
photo with specks. It paints at no more than 512 pixels; what the photo has of finer lights and
shadows is laid over the enlarged painting.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import torch
from cachetools import LRUCache
from PIL import Image
from torch import Tensor

from engine.backbones.devices import fast_dtype
from engine.messages import Options
from engine.networks.colours import match_colours
from engine.networks.encoder import COLOUR
from engine.networks.instant import InstantPainter
from engine.painting.face_mask import FaceMask
from engine.painting.interface import StyleImage
from engine.painting.resampling import as_tensor, fit, resize, resize_picture
from engine.painting.targets import resize_to_area
from engine.weights.shipped import weights_file

MOST_SIDE: Final = 512
"""Longest side at which the network paints, pixels."""
VECTORS_KEPT: Final = 256
"""Style vectors in the cache, one for each style and size."""
_SIDE_STEP: Final = 32
"""Style pictures are looked at in sizes so far apart: photos of many shapes share a vector."""
_OWN_SIDE: Final = 96
"""Longest side at which a photo's own style is looked at: its vector hardly changes with more."""
_LUMA: Final = (0.299, 0.587, 0.114)
"""Weights of red, green and blue in luminance (ITU-R BT.601)."""


@dataclass(slots=True)
class InstantRequest:
    """A request to be painted in one pass; ``photo`` [1, 3, H, W] has the painting's size."""

    photo: Tensor
    styles: Sequence[StyleImage]
    options: Options
    face_mask: FaceMask | None
    began: float = field(default_factory=time.monotonic)
    """On the clock of ``time.monotonic``, seconds."""


class InstantStylist:
    """Paints in one pass: the network on its device, and the style vectors that were used last."""

    def __init__(self, network: InstantPainter, device: torch.device) -> None:
        self._network = network.to(device)
        self._device = device
        self._dtype = fast_dtype(device)
        self._vectors: LRUCache[tuple[str, int], Tensor] = LRUCache(VECTORS_KEPT)

    @classmethod
    def load(cls, device: torch.device, networks_dir: Path | None = None) -> InstantStylist:
        """Load the shipped weights, or those in ``networks_dir``. Raises ``MissingWeights``."""
        with weights_file("instant", networks_dir) as path:
            return cls(InstantPainter.load(path), device)

    def paint(
        self,
        photo: Tensor,
        styles: Sequence[StyleImage],
        strength: float,
        seed: int = 0,
        *,
        face_mask: FaceMask | None = None,
        likeness: float = 0.0,
        stroke_size: float = 1.0,
    ) -> Tensor:
        """Paint ``photo`` [1, 3, H, W] on the device: [1, 3, H, W] in [0, 1].

        Styles are mixed by weight in their vectors; ``strength`` below 1 lets the photo through.
        ``stroke_size`` multiplies the size at which style pictures are looked at, and strokes with
        it. Inside ``face_mask`` the vector is mixed with the photo's own by ``likeness``, by more
        where a face is small, by less where it is large.
        """
        height, width = photo.shape[-2:]
        side = min(MOST_SIDE, max(height, width))
        small = resize_picture(photo, *fit(width, height, side))
        vector = self._mix_vectors(styles, (small.shape[-1] * small.shape[-2]) ** 0.5, stroke_size)
        likeness_in_faces = None
        if face_mask is not None and likeness > 0:
            share = likeness * face_mask.at(small).hold
            likeness_in_faces = (share.clamp(max=1), self._likeness_vector(small, vector))
        with torch.autocast(self._device.type, self._dtype, enabled=self._dtype != torch.float32):
            strokes = self._network.paint(small, vector, seed, likeness_in_faces)
        # A clone may take part in gradients and in-place steps; what inference mode made may not.
        painting = add_luminance_detail(strokes.clone(), photo)
        return photo.lerp(painting, min(1.0, strength))

    def _likeness_vector(self, photo: Tensor, vector: Tensor) -> Tensor:
        """Compute the vector of ``photo`` itself, with the colours of ``vector``: for faces."""
        height, width = photo.shape[-2:]
        side = min(_OWN_SIDE, max(height, width))
        # The network sees the photo recoloured: only then are the face's colours the style's.
        seen = match_colours(resize_picture(photo, *fit(width, height, side)), vector)
        own = self._network.style(seen).clone()
        own[:, :COLOUR] = vector[:, :COLOUR]
        return own

    def _mix_vectors(
        self, styles: Sequence[StyleImage], side: float, stroke_size: float
    ) -> Tensor:
        """Mix the vectors of ``styles`` by weight."""
        total = sum(style.weight for style in styles)
        vectors = [
            self._vector_of(style, side, stroke_size) * (style.weight / total) for style in styles
        ]
        return torch.stack(vectors).sum(0)

    def _vector_of(self, style: StyleImage, side: float, stroke_size: float) -> Tensor:
        """Return the vector of ``style`` seen at ``side`` times ``stroke_size``, in pixels.

        A polished vector if it has one, moved by what another part or size changes.
        """
        seen = round(side * stroke_size)
        if style.vector is None:
            return self._cached_vector(style, seen)
        numbers = np.frombuffer(style.vector, "<f4").astype(np.float32)
        polished = torch.from_numpy(numbers).unsqueeze(0).to(self._device)
        if style.whole is None and stroke_size == 1:
            return polished
        # What was fitted to the whole is moved by what tells this look at it from the usual one.
        usual = self._cached_vector(style.whole or style, round(side))
        return polished + self._cached_vector(style, seen) - usual

    def _cached_vector(self, style: StyleImage, side: int) -> Tensor:
        """Compute the vector of a style picture with the area of a square of ``side`` pixels, or
        return the kept one; ``side`` is rounded."""
        side = max(_SIDE_STEP, round(side / _SIDE_STEP) * _SIDE_STEP)
        key = (style.digest, side)
        vector = self._vectors.get(key)
        if vector is None:
            picture = resize_to_area(style.picture, side).to(self._device)
            vector = self._vectors[key] = self._network.style(picture).clone()
        return vector


def fit_painting(painting: Image.Image, photo: Tensor) -> Tensor:
    """Fit a finished ``painting`` to the size of ``photo`` [1, 3, H, W], with its finer luminance.

    A painting of other proportions is stretched; one that is larger is made smaller.
    """
    height, width = photo.shape[-2:]
    longest = min(max(painting.size), max(height, width))
    held = as_tensor(painting, *fit(width, height, longest)).to(photo.device)
    return add_luminance_detail(held, photo)


def add_luminance_detail(painting: Tensor, photo: Tensor) -> Tensor:
    """Enlarge ``painting`` to the size of ``photo``, with the photo's finer luminance.

    One level of a Laplacian pyramid (Burt & Adelson 1983).
    """
    if painting.shape == photo.shape:
        return painting
    return add_finer_detail(painting, luminance(photo))


def luminance(picture: Tensor) -> Tensor:
    """Weigh the colours of ``picture`` [B, 3, H, W] as the eye does: [B, 1, H, W]."""
    weights = torch.tensor(_LUMA, device=picture.device, dtype=picture.dtype).view(1, 3, 1, 1)
    return (picture * weights).sum(1, keepdim=True)


def with_luminance(picture: Tensor, light: Tensor) -> Tensor:
    """Give ``picture`` [B, 3, H, W] the luminance ``light`` [B, 1, H, W], all in [0, 1].

    Its hues pale where they would leave that range: clipped, they would take contrast away.
    """
    chroma = picture - luminance(picture)
    room = torch.where(chroma > 0, 1 - light, light) / chroma.abs().clamp_min(1e-4)
    return light + chroma * room.amin(1, keepdim=True).clamp(0, 1)


def add_finer_detail(coarse: Tensor, fine: Tensor) -> Tensor:
    """Enlarge ``coarse`` [B, C, h, w] to the size of ``fine``, with what is finer in it."""
    height, width = fine.shape[-2:]
    blurred = resize(resize(fine, coarse.shape[-1], coarse.shape[-2]), width, height)
    return (resize(coarse, width, height) + fine - blurred).clamp(0, 1)
