"""Photos with faces as the instant painter paints them: the same faces, lying where they lay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from engine.networks.instant import InstantPainter
from engine.training.faces.album import Album
from engine.training.pictures import cut_square, fingerprint, to_tensor

PaintedPhotos: TypeAlias = Mapping[int, Sequence[npt.NDArray[np.uint8]]]
"""Paintings of the photos with these indices."""

_EACH: Final = 2
"""Paintings of a photo."""
_LEAST_STRENGTH: Final = 0.5
_STYLE_SIDE: Final = 384


def paint_photos(
    photos: Album, painter: InstantPainter, styles: Sequence[Path], cache: Path, *, seed: int
) -> PaintedPhotos:
    """Paint every photo with a sure face in some of ``styles``; none if there are no styles."""
    if not styles:
        return {}
    shown = sorted({index for index, _ in photos.sure_faces()})
    kept = cache / f"painted-{fingerprint(styles, photos.name, shown, seed)}.pt"
    if not kept.exists():
        rng = np.random.default_rng(seed)
        vectors = [painter.style(to_tensor(cut_square(s, side=_STYLE_SIDE))) for s in styles]
        paintings = {
            index: [_painting(photos.pictures[index], painter, vectors, rng) for _ in range(_EACH)]
            for index in shown
        }
        cache.mkdir(parents=True, exist_ok=True)
        torch.save(paintings, kept)
    loaded: dict[int, list[Tensor]] = torch.load(kept, weights_only=True)
    return {index: [p.numpy() for p in paintings] for index, paintings in loaded.items()}


def _painting(
    photo: npt.NDArray[np.uint8],
    painter: InstantPainter,
    vectors: Sequence[Tensor],
    rng: np.random.Generator,
) -> Tensor:
    picture = to_tensor(photo)
    vector = vectors[int(rng.integers(len(vectors)))]
    painting = painter.paint(picture, vector, int(rng.integers(2**31)))
    strength = float(rng.uniform(_LEAST_STRENGTH, 1))
    mixed = torch.lerp(picture, painting, strength)[0].permute(1, 2, 0)
    return (mixed * 255).round().clamp(0, 255).byte().contiguous()
