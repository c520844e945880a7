"""Teaching the instant painter: any photo in any style, judged by frozen networks.

The losses are those of Gatys et al. 2016 on the network's output (Johnson et al. 2016), relative
to each style's own energy, so that faint and strong styles count alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor

from engine.errors import InvalidState
from engine.networks.instant import InstantPainter
from engine.painting.losses import total_variation
from engine.training.compute import Compute
from engine.training.instant.style_statistics import StyleDataset, StyleMeasurement
from engine.training.pictures import Crops
from engine.training.teachers import Teacher

_CALIBRATION: Final = 128
"""Styles from which the encoder's input scaling is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LossWeights:
    """Of the losses beside the style's 1."""

    content: float = 0.16
    smoothness: float = 0.3
    chroma: float = 1.5
    """Of colours that alternate over a few pixels, which reads as a printing fault."""


LOSS_WEIGHTS: Final = LossWeights()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSizes:
    """Batch and crop size, first for ``early`` of the run, then for the rest."""

    size: int = 128
    count: int = 8
    late_size: int = 192
    late_count: int = 4
    early: float = 0.6

    def at(self, fraction: float) -> tuple[int, int]:
        """Return (size in pixels, count) when ``fraction`` of the run is done."""
        if fraction < self.early:
            return self.size, self.count
        return self.late_size, self.late_count


@dataclass(frozen=True, slots=True)
class MixedStyles:
    """Where styles are drawn from, each with its share of the draws."""

    datasets: tuple[StyleDataset, ...]
    shares: tuple[float, ...]

    def draw(self, rng: np.random.Generator, count: int) -> Tensor:
        """Draw rows [count, width], as ``StyleMeasurement`` makes them."""
        parts = np.array(self.shares) / sum(self.shares)
        rows = []
        for which in rng.choice(len(self.datasets), count, p=parts):
            dataset = self.datasets[which]
            rows.append(dataset.row(int(rng.integers(len(dataset)))))
        return torch.stack(rows)


class InstantTask:
    """One batch: photos, each with a style of its own."""

    def __init__(
        self,
        network: InstantPainter,
        teachers: Sequence[Teacher],
        photos: Crops,
        styles: MixedStyles,
        *,
        measure: StyleMeasurement,
        compute: Compute,
        weights: LossWeights = LOSS_WEIGHTS,
        batches: BatchSizes = BatchSizes(),
        start: str = "",
    ) -> None:
        """``start``: digest of the weights that ``network`` has been given; none: random ones."""
        self.network = network
        self._teachers = teachers
        self._photos = photos
        self._styles = styles
        self._measure = measure
        self._compute = compute
        self._weights = weights
        self._batches = batches
        self._start = start

    def prepare(self, rng: np.random.Generator) -> None:
        """Set the encoder's input scaling, unless the weights given have theirs."""
        if self._start:
            return
        rows = self._styles.draw(rng, _CALIBRATION)
        self.network.encoder.calibrate([self._measure.split(rows).statistics])

    def losses(self, rng: np.random.Generator, fraction: float) -> Mapping[str, Tensor]:
        """Compute ``loss`` and its parts; style and content are means of relative errors."""
        size, count = self._batches.at(fraction)
        device = self._compute.device
        photos = self._photos.draw(rng, count, size).to(device)
        sample = self._measure.split(self._styles.draw(rng, count).to(device))
        vectors = self.network.encoder(sample.statistics)
        with self._compute.autocast():
            paintings = self.network.painter(photos, vectors)
        # One teacher judges each batch: more batches in the time than with all of them.
        which = int(rng.integers(len(self._teachers)))
        teachers, grams = (self._teachers[which],), (sample.grams[which],)
        style, content = judge(teachers, paintings, photos, grams)
        total = painting_loss(teachers, style, content, paintings, self._weights)
        return {"loss": total.mean(), "style": style.mean(), "content": content.mean()}

    def state(self) -> dict[str, Any]:
        """Return with which weights the run began; every batch is fresh."""
        return {"start": self._start}

    def restore(self, state: dict[str, Any]) -> None:
        """Check what ``state`` returned. Raises ``InvalidState`` for other weights."""
        if state.get("start", "") != self._start:
            raise InvalidState(
                "The run that lies there began with other weights. "
                "Give it its former --start, or choose another folder.",
                reason="internal",
            )


def judge(
    teachers: Sequence[Teacher],
    paintings: Tensor,
    photos: Tensor,
    targets: Sequence[Sequence[Tensor]],
) -> tuple[Tensor, Tensor]:
    """Compute relative style errors [B, layers of all teachers] and content errors [B]."""
    styles, contents = [], []
    for teacher, grams in zip(teachers, targets, strict=True):
        style, content = teacher.errors(paintings, grams, teacher.content(photos))
        styles.append(style)
        contents.append(content)
    return torch.cat(styles, 1), torch.stack(contents).mean(0)


def painting_loss(
    teachers: Sequence[Teacher],
    style: Tensor,
    content: Tensor,
    paintings: Tensor,
    weights: LossWeights,
) -> Tensor:
    """Compute what is minimised, [B], from the errors that ``judge`` found."""
    shares = torch.cat([teacher.style_shares for teacher in teachers])
    return (
        (shares * compress_errors(style)).mean(1)
        + weights.content * content
        + weights.smoothness * total_variation(paintings)
        + weights.chroma * chroma_variation(paintings)
    )


def chroma_variation(pictures: Tensor) -> Tensor:
    """Compute the mean squared difference [B], two pixels apart, of colour in [B, 3, H, W]."""
    chroma = pictures - pictures.mean(1, keepdim=True)
    down = (chroma[:, :, 2:] - chroma[:, :, :-2]).square().flatten(1).mean(1)
    right = (chroma[..., 2:] - chroma[..., :-2]).square().flatten(1).mean(1)
    return down + right


def compress_errors(errors: Tensor) -> Tensor:
    """Compress errors: about the error itself while small, its square root when large.

    A flat style has little energy, hence huge relative errors, which would drown the others.
    """
    return 2 * ((1 + errors).sqrt() - 1)
