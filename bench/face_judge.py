"""A face detector that is neither the product's nor its teacher: MTCNN (Zhang et al. 2016).

Three small networks in a row: the first looks at a pyramid of sizes, the second and the third look
again at what the one before proposed, and each corrects the boxes. The weights are not part of the
project: three state dicts, ``pnet.pt``, ``rnet.pt`` and ``onet.pt``, in a folder or inside a wheel
of ``facenet-pytorch`` 2.6.0, of which nothing is imported.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from PIL import Image
from torch import Tensor
from torchvision.ops import nms

Weights: TypeAlias = Mapping[str, Tensor]

NAMES: Final = ("pnet", "rnet", "onet")
CELL: Final = 12
"""Side of what the first network looks at, pixels."""
STRIDE: Final = 2
SHRINK: Final = 0.709
"""From one size of the pyramid to the next: half the area."""
LEAST_FACE: Final = 20
"""Side of the smallest face looked for, pixels."""
_CROPS_AT_ONCE: Final = 512


class Detection(NamedTuple):
    """A box in pixels and how surely it is a face, in [0, 1]."""

    x0: float
    y0: float
    x1: float
    y1: float
    score: float

    @property
    def height(self) -> float:
        """Pixels."""
        return self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a box must score at each of the three networks to go on."""

    first: float
    second: float
    third: float


USUAL: Final = Thresholds(0.6, 0.7, 0.7)
"""Of the paper's own code: what counts as found."""
LENIENT: Final = Thresholds(0.3, 0.3, 0.0)
"""For scores: a face that the first networks doubt still gets the third one's opinion."""


class FaceJudge:
    """The three networks."""

    def __init__(self, first: Weights, second: Weights, third: Weights) -> None:
        self._first, self._second, self._third = first, second, third

    @classmethod
    def load(cls, where: Path) -> FaceJudge:
        """Load from a folder with the three files, or a wheel that holds them.

        Raises ``FileNotFoundError``.
        """
        return cls(*(_read(where, f"{name}.pt") for name in NAMES))

    @torch.inference_mode()
    def find(
        self, picture: Image.Image, thresholds: Thresholds = USUAL, least: int = LEAST_FACE
    ) -> list[Detection]:
        """Find faces whose side is at least ``least`` pixels, the surest first."""
        boxes, scores = self._looked_at(picture, thresholds, least)
        kept = apart(boxes, scores, 0.7, smaller=True)
        return _detections(boxes[kept], scores[kept])

    @torch.inference_mode()
    def candidates(self, picture: Image.Image, least: int = LEAST_FACE) -> list[Detection]:
        """Propose all boxes that reach the last network by ``LENIENT``, with its scores."""
        return _detections(*self._looked_at(picture, LENIENT, least))

    def score_near(self, picture: Image.Image, box: Detection, overlap: float = 0.4) -> float:
        """Return the score of the surest candidate that overlaps ``box``; 0 without any."""
        return score_near(self.candidates(picture), box, overlap)

    def _looked_at(
        self, picture: Image.Image, thresholds: Thresholds, least: int
    ) -> tuple[Tensor, Tensor]:
        pixels = torch.from_numpy(np.array(picture.convert("RGB"))).permute(2, 0, 1).float()
        boxes, scores = self._proposed(pixels, thresholds.first, least)
        boxes = squared(boxes)
        for side, weights, network, threshold in (
            (24, self._second, _second, thresholds.second),
            (48, self._third, _third, thresholds.third),
        ):
            if not len(boxes):
                break
            crops = torch.stack([_crop(pixels, box, side) for box in boxes.round().tolist()])
            parts = [network(weights, part) for part in torch.split(crops, _CROPS_AT_ONCE)]
            logits, shifts = (torch.cat(part) for part in zip(*parts, strict=True))
            scores = logits.softmax(1)[:, 1]
            sure = scores >= threshold
            boxes, scores = moved(boxes[sure], shifts[sure]), scores[sure]
            if side == 24:
                kept = apart(boxes, scores, 0.7)
                boxes, scores = squared(boxes[kept]), scores[kept]
        return boxes, scores

    def _proposed(self, pixels: Tensor, threshold: float, least: int) -> tuple[Tensor, Tensor]:
        boxes, scores = [torch.zeros(0, 4)], [torch.zeros(0)]
        for scale in scales(pixels.shape[-2], pixels.shape[-1], least):
            height, width = (round(side * scale) for side in pixels.shape[-2:])
            small = F.interpolate(pixels[None], (height, width), mode="area")
            logits, shifts = _first(self._first, _normalised(small))
            score = logits.softmax(1)[0, 1]
            y, x = (score >= threshold).nonzero(as_tuple=True)
            corner = torch.stack([x, y, x, y], 1).float() * STRIDE
            corner[:, 2:] += CELL
            found = moved(corner / scale, shifts[0, :, y, x].T)
            kept = apart(found, score[y, x], 0.5)
            boxes.append(found[kept])
            scores.append(score[y, x][kept])
        every, score = torch.cat(boxes), torch.cat(scores)
        kept = apart(every, score, 0.7)
        return every[kept], score[kept]


def scales(height: int, width: int, least: int) -> Iterator[float]:
    """Yield by how much the picture is shrunk for each size of faces, from ``least`` pixels up."""
    scale = CELL / least
    while min(height, width) * scale >= CELL:
        yield scale
        scale *= SHRINK


def overlap_of(one: Sequence[float], other: Sequence[float]) -> float:
    """Compute the intersection over union of two boxes (x0, y0, x1, y1, ...)."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return width * height / (areas - width * height)


def score_near(
    detections: Sequence[Detection], box: Sequence[float], overlap: float = 0.4
) -> float:
    """Highest score of the ``detections`` that overlap ``box`` so far; 0 where none does."""
    near = (d.score for d in detections if overlap_of(d, box) >= overlap)
    return max(near, default=0.0)


def moved(boxes: Tensor, shifts: Tensor) -> Tensor:
    """Move each edge of ``boxes`` [N, 4] by its share in ``shifts`` of the box's side."""
    sides = (boxes[:, 2:] - boxes[:, :2]).repeat(1, 2)
    return boxes + shifts * sides


def squared(boxes: Tensor) -> Tensor:
    """Make ``boxes`` [N, 4] square around their middles, by their longer sides."""
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = (boxes[:, 2:] - boxes[:, :2]).amax(1, keepdim=True) / 2
    return torch.cat([middle - half, middle + half], 1)


def apart(boxes: Tensor, scores: Tensor, overlap: float, *, smaller: bool = False) -> Tensor:
    """Choose the indices of the surest boxes that do not overlap; ``smaller``: one inside another
    counts as overlapping it."""
    if not smaller:
        free: Tensor = nms(boxes, scores, overlap)
        return free
    order = scores.argsort(descending=True).tolist()
    kept: list[int] = []
    for index in order:
        box = boxes[index].tolist()
        if all(_covered(box, boxes[other].tolist()) <= overlap for other in kept):
            kept.append(index)
    return torch.tensor(kept, dtype=torch.long)


def _covered(one: Sequence[float], other: Sequence[float]) -> float:
    """Compute the intersection over the smaller of the two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return max(0.0, width) * max(0.0, height) / max(1e-6, min(areas))


def _detections(boxes: Tensor, scores: Tensor) -> list[Detection]:
    rows = torch.cat([boxes, scores[:, None]], 1).tolist()
    return sorted((Detection(*row) for row in rows), key=lambda d: -d.score)


def _crop(pixels: Tensor, box: Sequence[float], side: int) -> Tensor:
    """Crop the box of the picture at ``side`` x ``side``, normalised; black beyond its edges."""
    x0, y0, x1, y1 = (int(edge) for edge in box)
    x1, y1 = max(x1, x0 + 1), max(y1, y0 + 1)
    inside = pixels[:, max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)]
    left, top = max(0, -x0), max(0, -y0)
    right, bottom = x1 - x0 - left - inside.shape[2], y1 - y0 - top - inside.shape[1]
    if min(left, top, right, bottom) < 0 or 0 in inside.shape:
        return _normalised(torch.zeros(3, side, side))
    padded = F.pad(inside, (left, right, top, bottom))
    return _normalised(F.interpolate(padded[None], (side, side), mode="area")[0])


def _normalised(pixels: Tensor) -> Tensor:
    return (pixels - 127.5) / 128


def _layer(weights: Weights, number: int, x: Tensor) -> Tensor:
    x = F.conv2d(x, weights[f"conv{number}.weight"], weights[f"conv{number}.bias"])
    return F.prelu(x, weights[f"prelu{number}.weight"])


def _dense(weights: Weights, name: str, x: Tensor) -> Tensor:
    return F.linear(x, weights[f"dense{name}.weight"], weights[f"dense{name}.bias"])


def _pool(x: Tensor, side: int) -> Tensor:
    return F.max_pool2d(x, side, 2, ceil_mode=True)


def _flat(x: Tensor) -> Tensor:
    """The weights come from a program that counts columns first."""
    return x.permute(0, 3, 2, 1).flatten(1)


def _first(weights: Weights, x: Tensor) -> tuple[Tensor, Tensor]:
    """Logits [B, 2, h, w] and shifts [B, 4, h, w] of every cell."""
    x = _pool(_layer(weights, 1, x), 2)
    x = _layer(weights, 3, _layer(weights, 2, x))
    return (
        F.conv2d(x, weights["conv4_1.weight"], weights["conv4_1.bias"]),
        F.conv2d(x, weights["conv4_2.weight"], weights["conv4_2.bias"]),
    )


def _second(weights: Weights, x: Tensor) -> tuple[Tensor, Tensor]:
    """Logits [B, 2] and shifts [B, 4] of crops of 24 x 24."""
    x = _pool(_layer(weights, 1, x), 3)
    x = _layer(weights, 3, _pool(_layer(weights, 2, x), 3))
    x = F.prelu(_dense(weights, "4", _flat(x)), weights["prelu4.weight"])
    return _dense(weights, "5_1", x), _dense(weights, "5_2", x)


def _third(weights: Weights, x: Tensor) -> tuple[Tensor, Tensor]:
    """Logits [B, 2] and shifts [B, 4] of crops of 48 x 48."""
    x = _pool(_layer(weights, 1, x), 3)
    x = _pool(_layer(weights, 2, x), 3)
    x = _layer(weights, 4, _pool(_layer(weights, 3, x), 2))
    x = F.prelu(_dense(weights, "5", _flat(x)), weights["prelu5.weight"])
    return _dense(weights, "6_1", x), _dense(weights, "6_2", x)


def _read(where: Path, name: str) -> Weights:
    if where.is_dir():
        content = (where / name).read_bytes()
    else:
        with zipfile.ZipFile(where) as wheel:
            inside = [file for file in wheel.namelist() if file.endswith("/" + name)]
            if not inside:
                raise FileNotFoundError(f"{where} holds no {name}.")
            content = wheel.read(inside[0])
    found: Weights = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    return found
