"""Pictures to learn from: any folder, decoded once into a memory-mapped array of squares."""

from __future__ import annotations

import hashlib
import logging
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from PIL import Image
from torch import Tensor

from engine.errors import BadPicture

_log = logging.getLogger(__name__)
_KINDS: Final = {".jpg", ".jpeg", ".png", ".webp"}
SQUARE_SIDE: Final = 256
"""Pixels of a cached square."""


def find_pictures(*folders: Path) -> tuple[Path, ...]:
    """Find all pictures in ``folders`` and below, sorted.

    Raises ``BadPicture`` when there is none.
    """
    found = sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix.lower() in _KINDS and path.is_file()
    )
    if not found:
        raise BadPicture(
            f"No JPEG, PNG or WebP picture in {', '.join(map(str, folders))}.", reason="unreadable"
        )
    return tuple(found)


def cut_square(path: Path, variant: int = 0, side: int = SQUARE_SIDE) -> npt.NDArray[np.uint8]:
    """Cut a square [side, side, 3]: the picture's middle, or a part of it for ``variant`` > 0.

    Which part a variant shows depends on the file's name and the variant only.
    """
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    width, height = picture.size
    short = min(width, height)
    if variant == 0:
        x, y, edge = (width - short) / 2, (height - short) / 2, float(short)
    else:
        choice = random.Random(f"{path.name}{variant}")  # noqa: S311  no secret
        edge = short * choice.uniform(0.45, 0.8)
        x, y = choice.uniform(0, width - edge), choice.uniform(0, height - edge)
    box = (x, y, x + edge, y + edge)
    return np.asarray(picture.resize((side, side), Image.Resampling.BICUBIC, box=box))


def fingerprint(paths: Sequence[Path], *more: object) -> str:
    """Return a name for what was computed from these files as they are now."""
    parts = [f"{p}:{p.stat().st_size}:{p.stat().st_mtime_ns}" for p in paths]
    return hashlib.sha256("\n".join([*parts, *map(str, more)]).encode()).hexdigest()[:16]


def decode_squares(paths: Sequence[Path], cache: Path) -> npt.NDArray[np.uint8]:
    """Decode the middle squares of ``paths``, memory-mapped from ``cache``.

    Returns [N, SQUARE_SIDE, SQUARE_SIDE, 3].

    Pictures that cannot be opened are left out with a warning.
    """
    kept = cache / f"squares-{fingerprint(paths, SQUARE_SIDE)}.npy"
    if not kept.exists():
        squares = [s for s in map(_cut_or_warn, paths) if s is not None]
        if not squares:
            raise BadPicture("None of the pictures can be opened.", reason="unreadable")
        cache.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(".partial.npy")
        np.save(partial, np.stack(squares))
        partial.replace(kept)
    mapped: npt.NDArray[np.uint8] = np.load(kept, mmap_mode="r")
    return mapped


def _cut_or_warn(path: Path) -> npt.NDArray[np.uint8] | None:
    try:
        return cut_square(path)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        _log.warning("%s is left out: %s", path, error)
        return None


class Crops:
    """Random square crops of decoded pictures, some of them shrunk or mirrored."""

    def __init__(self, squares: npt.NDArray[np.uint8]) -> None:
        self._squares = squares

    def __len__(self) -> int:
        return len(self._squares)

    def draw(self, rng: np.random.Generator, count: int, size: int) -> Tensor:
        """Draw crops [count, 3, size, size] in [0, 1]; ``size`` is at most ``SQUARE_SIDE``."""
        return torch.cat([self._one(rng, size) for _ in range(count)])

    def _one(self, rng: np.random.Generator, size: int) -> Tensor:
        edge = int(rng.integers(size, SQUARE_SIDE + 1))
        y, x = rng.integers(0, SQUARE_SIDE - edge + 1, 2)
        pixels = self._squares[rng.integers(len(self._squares)), y : y + edge, x : x + edge]
        crop = to_tensor(pixels)
        if edge != size:
            crop = F.interpolate(crop, (size, size), mode="bilinear", antialias=True)
        return crop.flip(3) if rng.random() < 0.5 else crop


def to_tensor(pixels: npt.NDArray[np.uint8]) -> Tensor:
    """Convert bytes [H, W, 3] to [1, 3, H, W] in [0, 1]."""
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 255
