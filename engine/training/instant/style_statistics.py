"""Style pictures to learn from: their statistics, computed once and kept on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from engine.networks.encoder import COLOUR, DESCRIBED, Descriptor, Statistics
from engine.training.compute import Compute
from engine.training.pictures import cut_square, fingerprint, to_tensor
from engine.training.teachers import Teacher


@dataclass(frozen=True, slots=True)
class Sample:
    """Styles drawn for one batch: what the encoder sees, and per teacher the Gram matrices."""

    statistics: Statistics
    grams: tuple[tuple[Tensor, ...], ...]


class StyleDataset:
    """Statistics of ``variants`` squares of every picture, filled as they are asked for.

    A row holds the encoder's statistics and every teacher's Gram matrices, float32.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        *,
        variants: int,
        measure: StyleMeasurement,
        cache: Path,
    ) -> None:
        self._entries = [(path, variant) for path in paths for variant in range(variants)]
        self._measure = measure
        name = fingerprint(paths, variants, measure.signature)
        cache.mkdir(parents=True, exist_ok=True)
        self._rows = _open_memmap(
            cache / f"styles-{name}.npy", (len(self), measure.width), np.float32
        )
        self._known = _open_memmap(cache / f"styles-{name}.known.npy", (len(self),), np.bool_)

    def __len__(self) -> int:
        return len(self._entries)

    def row(self, index: int) -> Tensor:
        """Return the statistics of one entry, flat [width]."""
        if not self._known[index]:
            picture = to_tensor(cut_square(*self._entries[index]))
            self._rows[index] = self._measure(picture)[0].cpu().numpy()
            self._known[index] = True
        return torch.from_numpy(np.array(self._rows[index]))


class StyleMeasurement:
    """Everything that training needs to know of a style picture, as one flat row, and back."""

    def __init__(
        self, descriptor: Descriptor, teachers: Sequence[Teacher], compute: Compute
    ) -> None:
        self._descriptor = descriptor
        self._teachers = teachers
        self._compute = compute
        probe = torch.full((1, 3, 64, 64), 0.5, device=compute.device)
        self._gram_widths = [[g.shape[1] for g in t.grams(probe)] for t in teachers]
        described = sum(c + c * c for c in DESCRIBED.values()) + COLOUR
        self.width = described + sum(c * c for widths in self._gram_widths for c in widths)
        weights = b"".join(
            p.detach().cpu().numpy().tobytes() for p in descriptor.state_dict().values()
        )
        self.signature = [t.name for t in teachers] + [hashlib.sha256(weights).hexdigest()]

    @torch.no_grad()
    def __call__(self, pictures: Tensor) -> Tensor:
        """Measure ``pictures`` [B, 3, H, W] in [0, 1]: rows [B, width]."""
        pictures = pictures.to(self._compute.device)
        seen = self._descriptor(pictures)
        parts = [p for n in DESCRIBED for p in (seen.means[n], seen.grams[n].flatten(1))]
        parts.append(seen.colour)
        parts += [g.flatten(1) for t in self._teachers for g in t.grams(pictures)]
        return torch.cat(parts, 1)

    def split(self, rows: Tensor) -> Sample:
        """Split rows [B, width] into what they hold."""
        take = _taker(rows)
        means, grams = {}, {}
        for name, channels in DESCRIBED.items():
            means[name] = take(channels)
            grams[name] = take(channels * channels).view(-1, channels, channels)
        statistics = Statistics(means, grams, take(COLOUR))
        return Sample(
            statistics,
            tuple(
                tuple(take(c * c).view(-1, c, c) for c in widths) for widths in self._gram_widths
            ),
        )


def _taker(rows: Tensor) -> Callable[[int], Tensor]:
    position = 0

    def take(count: int) -> Tensor:
        nonlocal position
        part = rows[:, position : position + count]
        position += count
        return part

    return take


def _open_memmap(
    path: Path, shape: tuple[int, ...], dtype: npt.DTypeLike
) -> npt.NDArray[np.generic]:
    mode = "r+" if path.exists() else "w+"
    return np.lib.format.open_memmap(path, mode=mode, dtype=dtype, shape=shape)
