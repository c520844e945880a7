"""Judges a painted portrait, by a face detector and by a network that knows the style.

A face counts with the best score that the detector gives to a box on its place, in photo and
painting alike searched with the same lenient thresholds. The style error is that of
``bench.quality`` (mean over the layers of the relative Gram error, the style picture as large as
the painting), with the Gram matrices taken over the inside of a face's box, over that of all boxes
of a picture, or over all that lies outside of every face. Boxes laid on the style picture itself
are free of nine tenths of a photo's error, so that there are positions enough; what a painting of
a face cannot have is the style's mean light: a bright face takes the style's bright strokes. And
a face of 40 px is no larger than one or two strokes of the usual size, whose energy may exceed the
style's mean by far: there a freely painted face often errs more than the photo.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from PIL import Image
from torch import Tensor

from bench.face_figures import Face
from bench.face_judge import Detection, FaceJudge, score_near
from engine.painting.losses import energy
from engine.painting.resampling import as_tensor
from engine.painting.targets import resize_to_area
from engine.training.compute import Compute
from engine.training.teachers import load_teacher

SURE: Final = 0.9
"""Score from which on the judge's finding in a photo is a face to be kept."""
LEAST_HEIGHT: Final = 32
"""Of a face that counts, pixels at the painting's size."""
STYLE_JUDGE: Final = "vgg19_16x"


@dataclass(frozen=True, slots=True)
class Seen:
    """The faces of a photo at the painting's size: those that count, and all others."""

    faces: tuple[Detection, ...]
    others: tuple[Detection, ...]
    """Smaller or less sure: not counted, yet not outside of faces either."""
    scores: tuple[float, ...]
    """Of ``faces``, by the search that paintings are scored with."""


@dataclass(frozen=True, slots=True)
class Look:
    """A style as its judge sees it: Gram matrices and their energies, layer by layer."""

    grams: tuple[Tensor, ...]
    energies: tuple[Tensor, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The faces one by one, and style errors as in ``bench.face_figures.Row``."""

    faces: tuple[Face, ...]
    photo_inside: float
    inside: float
    outside: float


class Judges:
    """The face detector in ``detector``, and the style's judge in the folder ``weights``."""

    def __init__(self, detector: Path, weights: Path) -> None:
        self._detector = FaceJudge.load(detector)
        compute = Compute(torch.device("cpu"), torch.float32)
        self._style = load_teacher(STYLE_JUDGE, weights, compute)

    def seen(self, photo: Image.Image) -> Seen:
        """Find the faces of ``photo`` by the usual search."""
        found = self._detector.find(photo)
        faces = tuple(face for face in found if does_count(face))
        others = tuple(face for face in found if not does_count(face))
        candidates = self._detector.candidates(photo)
        return Seen(faces, others, tuple(score_near(candidates, face) for face in faces))

    @torch.no_grad()
    def look(self, style: Image.Image, side: int) -> Look:
        """Look at ``style`` with the area of a square of ``side`` pixels."""
        grams = self._style.grams(resize_to_area(style, side))
        return Look(grams, tuple(energy(matrix) for matrix in grams))

    def judged(self, photo: Image.Image, seen: Seen, painting: Image.Image, look: Look) -> Verdict:
        """Tell what became of the faces of ``photo``."""
        after = self._detector.candidates(painting)
        usual = self._detector.find(painting)
        boxes = [inside(photo.size, [box]) for box in seen.faces]
        together = inside(photo.size, seen.faces)
        outside = 1 - inside(photo.size, [*seen.faces, *seen.others])
        *raw, photo_inside = self._style_errors(photo, look, [*boxes, together])
        *style, within, around = self._style_errors(painting, look, [*boxes, together, outside])
        faces = tuple(
            Face(
                height=round(box.height, 1),
                photo_score=round(seen.scores[index], 4),
                score=round(score_near(after, box), 4),
                is_detected=score_near(usual, box) > 0,
                photo_style=round(raw[index], 5),
                style=round(style[index], 5),
            )
            for index, box in enumerate(seen.faces)
        )
        if not faces:
            photo_inside = within = 0.0
        return Verdict(faces, round(photo_inside, 5), round(within, 5), round(around, 5))

    @torch.no_grad()
    def _style_errors(
        self, picture: Image.Image, look: Look, regions: Sequence[Tensor]
    ) -> list[float]:
        nodes = self._style.style_nodes
        features = self._style.backbone.features(as_tensor(picture, *picture.size), nodes)
        found = []
        for region in regions:
            errors = [
                float((region_gram(features[node], region) - aim).square().sum() / size)
                for node, aim, size in zip(nodes, look.grams, look.energies, strict=True)
            ]
            found.append(sum(errors) / len(errors))
        return found


def does_count(face: Detection) -> bool:
    """Tell whether a face is large and sure enough to be looked for in paintings."""
    return face.score >= SURE and face.height >= LEAST_HEIGHT


def inside(size: tuple[int, int], boxes: Iterable[Sequence[float]]) -> Tensor:
    """Draw the mask [1, 1, H, W] of a picture of ``size`` (width, height): 1 inside the boxes."""
    width, height = size
    mask = torch.zeros(1, 1, height, width)
    for box in boxes:
        x0, y0, x1, y1 = (max(0, round(edge)) for edge in box[:4])
        mask[:, :, y0:y1, x0:x1] = 1
    return mask


def region_gram(features: Tensor, region: Tensor) -> Tensor:
    """Compute the Gram matrix [1, C, C] per position of ``features`` [1, C, h, w], weighted by
    how much of each position lies in ``region`` [1, 1, H, W]."""
    height, width = features.shape[-2:]
    weight = F.adaptive_avg_pool2d(region, (height, width)).flatten()
    rows = features.float().flatten(2)[0]
    return ((rows * weight) @ rows.T / weight.sum().clamp_min(1e-6)).unsqueeze(0)


@cache
def version(detector: Path) -> str:
    """Compute the digest of what judges: figures of other judges are none to compare with."""
    here = Path(__file__)
    weights = sorted(detector.glob("*.pt")) if detector.is_dir() else [detector]
    files = [here, here.with_name("face_judge.py"), *weights]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
