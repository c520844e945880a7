"""What a canvas is pulled towards: content features of the photo, Gram matrices of the styles."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

import torch
from cachetools import LRUCache
from PIL import Image, ImageOps
from torch import Tensor

from engine.backbones import Backbone
from engine.networks.encoder import colour_moments
from engine.painting.interface import StyleImage
from engine.painting.losses import gram
from engine.painting.resampling import LEAST_SIDE, as_tensor

_LARGEST_FACTOR: Final = 2.0
"""By which a style picture is enlarged at most."""
_COLOUR_SIDE: Final = 128
"""Side at which colours are measured, pixels: they are the same in small."""
_PART: Final = (0.55, 0.75)
"""Least and most of a style picture's sides that another seed looks at."""
_MIRRORED: Final = 0.5
"""Share of seeds that look at the part mirrored."""


def choose_part(style: StyleImage, seed: int) -> StyleImage:
    """Choose the part of a style picture that a painting with ``seed`` looks at; 0 sees it all.

    Another part has other colours and strokes in other directions, so that a painting begun anew
    differs visibly where noise would only move its grain.
    """
    if seed == 0:
        return style
    draw = random.Random(seed)  # noqa: S311  chooses a look, guards nothing
    width, height = style.picture.size
    share = draw.uniform(*_PART)
    part_width, part_height = max(1, round(width * share)), max(1, round(height * share))
    left, top = draw.randint(0, width - part_width), draw.randint(0, height - part_height)
    part = style.picture.crop((left, top, left + part_width, top + part_height))
    if draw.random() < _MIRRORED:
        part = ImageOps.mirror(part)
    return replace(style, digest=f"{style.digest}:{seed}", picture=part, whole=style)


@dataclass(frozen=True, slots=True)
class Targets:
    """What one canvas is pulled towards at one scale."""

    content: tuple[Tensor, ...]
    """Features [1, C, h, w] for each content node of the plan."""
    style: tuple[Tensor, ...]
    """Gram matrices [1, C, C] for each style node of the plan."""
    content_weights: tuple[Tensor, ...]
    """[1, h, w] for each of ``content``, see ``engine.painting.losses.position_weights``."""


class StyleCache:
    """Keeps Gram matrices by (style, backbone, pooling, node, size); those longest unused go."""

    def __init__(self, limit_bytes: int) -> None:
        self._kept: LRUCache[tuple[str, str, str, str, int], Tensor] = LRUCache(
            limit_bytes, getsizeof=lambda matrix: matrix.nbytes
        )

    def grams(
        self,
        source: StyleImage,
        backbone: Backbone,
        pooling: str,
        nodes: Sequence[str],
        side: int,
    ) -> tuple[Tensor, ...]:
        """Compute Gram matrices [1, C, C] at ``nodes`` of a style picture, or return kept ones.

        The picture is seen with the area of a square of ``side`` pixels.
        """
        keys = [(source.digest, backbone.name, pooling, node, side) for node in nodes]
        found = {key: kept for key in keys if (kept := self._kept.get(key)) is not None}
        missing = [key for key in keys if key not in found]
        if missing:
            picture = resize_to_area(source.picture, side).to(backbone.device)
            with torch.no_grad():
                features = backbone.features(picture, [key[3] for key in missing])
            for key in missing:
                found[key] = gram(features[key[3]])
                # One that is larger than the whole cache is used and not kept.
                with suppress(ValueError):
                    self._kept[key] = found[key]
        return tuple(found[key] for key in keys)


def mix_grams(grams: Sequence[tuple[Tensor, ...]], weights: Sequence[float]) -> tuple[Tensor, ...]:
    """Mix several styles' Gram matrices by weight, node by node."""
    total = sum(weights)
    parts = [weight / total for weight in weights]
    return tuple(
        torch.stack([g * part for g, part in zip(of_node, parts, strict=True)]).sum(0)
        for of_node in zip(*grams, strict=True)
    )


def mix_colours(styles: Sequence[StyleImage]) -> Tensor:
    """Mix mean and covariance of the colours [1, 12] of several styles' pictures by weight."""
    total = sum(style.weight for style in styles)
    moments = [
        colour_moments(resize_to_area(style.picture, _COLOUR_SIDE)) * (style.weight / total)
        for style in styles
    ]
    return torch.stack(moments).sum(0)


def resize_to_area(picture: Image.Image, side: int) -> Tensor:
    """Convert ``picture`` to [1, 3, H, W] with the area of a square of ``side`` pixels.

    No side is more than doubled.
    """
    # Strokes of a small style grow with the canvas, but what is not there stays unseen.
    factor = min(_LARGEST_FACTOR, side / math.sqrt(picture.width * picture.height))
    width, height = round(picture.width * factor), round(picture.height * factor)
    return as_tensor(picture, max(LEAST_SIDE, width), max(LEAST_SIDE, height))
