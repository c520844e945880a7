"""Pictures that show faces, as the teacher finds them: looked through once, then kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from PIL import Image
from torch import Tensor

from engine.networks.faces import FaceFinder, cell_centres
from engine.training.faces.blazeface import SIDE_MULTIPLE, TEACHER_STRIDE, BlazeFace
from engine.training.faces.poses import SIZE, Pose, render_view
from engine.training.pictures import fingerprint, to_tensor

LONGEST_SIDE: Final = 384
"""Longest side of a kept picture, pixels."""
_LOOKS: Final = (512, 304, 180, 108, 64)
"""Longest sides at which the teacher looks."""
_MOST_ENLARGED: Final = 1.4
_DOUBTFUL: Final = 0.4
_SURE: Final = 0.5
_SIZES: Final = (26.0, 42.0, 64.0)
_TURNS: Final = (-0.25, 0.0, 0.25)
"""Sizes in pixels and turns in radians at which a face is looked at again."""
_TAKEN: Final = 0.4
"""Least score at which the student's answer is looked into."""
_DISBELIEVED: Final = 0.3
_HEARTS: Final = 0.25
_HEART: Final = 3
"""Positions to every side of a face's centre at which the teacher may see it."""
_MARGIN: Final = 32
_SAME: Final = 0.3
POINTS: Final = 8


@dataclass(frozen=True, slots=True)
class Album:
    """Pictures [H, W, 3] and the faces of each: rows [K, 17] of a score and eight points, x and y
    in pixels: the centre, the size of the box, and six landmarks.

    Scores are means over several looks: dogs and door handles seem faces at one of them."""

    name: str
    """Says which pictures these are."""
    pictures: tuple[npt.NDArray[np.uint8], ...]
    faces: tuple[Tensor, ...]

    def lookalikes(self) -> tuple[tuple[int, int], ...]:
        """Return picture and row of everything that only looks like a face."""
        return tuple(
            (index, row)
            for index, rows in enumerate(self.faces)
            for row in range(len(rows))
            if rows[row, 0] < _DISBELIEVED
        )

    def sure_faces(self) -> tuple[tuple[int, int], ...]:
        """Return picture and row of every face that is almost surely one."""
        return tuple(
            (index, row)
            for index, rows in enumerate(self.faces)
            for row in range(len(rows))
            if is_sure(rows[row])
        )


def load_album(paths: Sequence[Path], teacher: BlazeFace, cache: Path) -> Album:
    """Load ``paths``, shrunk to ``LONGEST_SIDE``, with the faces that ``teacher`` finds."""
    pictures = tuple(read_shrunk(path) for path in paths)
    name = fingerprint(paths, LONGEST_SIDE)
    kept = cache / f"faces-{name}.pt"
    if kept.exists():
        return Album(name, pictures, tuple(torch.load(kept, weights_only=True)))
    faces = tuple(_find_and_score(teacher, to_tensor(picture)) for picture in pictures)
    cache.mkdir(parents=True, exist_ok=True)
    torch.save(list(faces), kept)
    return Album(name, pictures, faces)


def read_shrunk(path: Path) -> npt.NDArray[np.uint8]:
    """Read a whole picture [H, W, 3], its longest side at most ``LONGEST_SIDE``."""
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BICUBIC)
    return np.asarray(picture)


def is_sure(face: Tensor) -> bool:
    """Whether a row of an ``Album`` is to be learnt as a face."""
    return bool(face[0] >= _SURE)


@torch.no_grad()
def add_lookalikes(shown: Album, finder: FaceFinder, teacher: BlazeFace, cache: Path) -> Album:
    """Add to the faces of ``shown`` what ``finder`` takes for faces in it.

    Each has the score that ``teacher`` gives it over several looks: mostly it is none, and that
    has to be learnt.
    """
    weights = b"".join(value.numpy().tobytes() for value in finder.state_dict().values())
    kept = cache / f"alikes-{shown.name}-{hashlib.sha256(weights).hexdigest()[:16]}.pt"
    if not kept.exists():
        faces = [
            torch.cat([rows, *_find_lookalikes(to_tensor(picture), rows, finder, teacher)])
            for picture, rows in zip(shown.pictures, shown.faces, strict=True)
        ]
        torch.save(faces, kept)
    return replace(shown, faces=tuple(torch.load(kept, weights_only=True)))


def _find_lookalikes(
    picture: Tensor, rows: Tensor, finder: FaceFinder, teacher: BlazeFace
) -> list[Tensor]:
    height, width = picture.shape[2:]
    found = []
    for face in finder.find(picture, least=_TAKEN):
        centre = torch.tensor([face.x * width, face.y * height])
        size = face.width * width
        if ((rows[:, 1:3] - centre).norm(dim=1) < _HEARTS * (rows[:, 3] + size)).any():
            continue
        # Upright, which the teacher's answer cannot tell of what is no face.
        eyes, mouth = centre - torch.tensor([0, size / 5]), centre + torch.tensor([0, size / 4])
        points = [centre, torch.full((2,), size), eyes, eyes, centre, mouth, centre, centre]
        row = torch.cat([torch.zeros(1), *points])
        row[0] = mean_score(teacher, picture, row)
        if row[0] < _DISBELIEVED:
            found.append(row[None])
    return found


@torch.no_grad()
def _find_and_score(teacher: BlazeFace, picture: Tensor) -> Tensor:
    faces = find_faces(teacher, picture)
    for face in faces:
        face[0] = mean_score(teacher, picture, face)
    return faces


@torch.no_grad()
def mean_score(teacher: BlazeFace, picture: Tensor, face: Tensor) -> Tensor:
    """Return how sure ``teacher`` is of ``face`` over several sizes and turns, 0 to 1."""
    middle = torch.full((2,), SIZE / 2)
    looks = [
        render_view(picture, Pose(middle, size, turn, mirrored=not turn).from_face(face))
        for size in _SIZES
        for turn in _TURNS
    ]
    scores, _, _ = teacher(torch.cat(looks))
    centre = SIZE // TEACHER_STRIDE // 2
    near = slice(centre - _HEART, centre + _HEART)
    mean: Tensor = scores[:, 0, near, near].float().flatten(1).amax(1).sigmoid().mean()
    return mean


@torch.no_grad()
def find_faces(teacher: BlazeFace, picture: Tensor) -> Tensor:
    """Find faces in ``picture`` [1, 3, H, W] in [0, 1]: rows [K, 17] as in ``Album``."""
    height, width = picture.shape[2:]
    found = []
    for side in _LOOKS:
        if side > _MOST_ENLARGED * max(height, width):
            continue
        scale = side / max(height, width)
        shape = [
            max(SIDE_MULTIPLE, round(height * scale)),
            max(SIDE_MULTIPLE, round(width * scale)),
        ]
        look = F.interpolate(picture, shape, mode="bilinear", antialias=True)
        # A margin, for what the teacher knows least is a face at the border.
        right, bottom = (
            _MARGIN + -shape[1] % SIDE_MULTIPLE,
            _MARGIN + -shape[0] % SIDE_MULTIPLE,
        )
        look = F.pad(look, (_MARGIN, right, _MARGIN, bottom), value=0.5)
        scores, points, _ = (part.float() for part in teacher(look))
        points = to_absolute(points)
        chosen = scores[0, 0].sigmoid() > _DOUBTFUL
        rows = points[0][:, :, chosen].permute(2, 0, 1).clone()
        rows -= torch.tensor([float(_MARGIN)] * 2) * (torch.arange(POINTS) != 1)[:, None]
        rows *= torch.tensor([width / shape[1], height / shape[0]])
        found.append(torch.cat([scores[0, 0][chosen].sigmoid()[:, None], rows.flatten(1)], 1))
    return _merge(torch.cat(found))


def to_absolute(points: Tensor) -> Tensor:
    """Convert the teacher's points [B, 16, h, w] to [B, 8, 2, h, w] in pixels of the picture."""
    batch, _, height, width = points.shape
    places = cell_centres(height, width, points.device, stride=TEACHER_STRIDE)
    fixed = (torch.arange(POINTS, device=points.device) != 1)[:, None, None, None]
    return points.view(batch, POINTS, 2, height, width) + places * fixed


def _merge(rows: Tensor) -> Tensor:
    """Merge rows to one of each face: the mean, by score, of those that overlap the best."""
    rows = rows[rows[:, 0].argsort(descending=True)]
    faces = []
    while len(rows):
        low = torch.maximum(rows[0, 1:3] - rows[0, 3:5] / 2, rows[:, 1:3] - rows[:, 3:5] / 2)
        high = torch.minimum(rows[0, 1:3] + rows[0, 3:5] / 2, rows[:, 1:3] + rows[:, 3:5] / 2)
        shared = (high - low).clamp(min=0).prod(1)
        areas = rows[:, 3:5].prod(1)
        same = shared > _SAME * (areas + areas[0] - shared)
        same[0] = True
        face = (rows[same] * rows[same, :1]).sum(0) / rows[same, 0].sum()
        face[0] = rows[0, 0]
        faces.append(face)
        rows = rows[~same]
    return torch.stack(faces) if faces else torch.zeros(0, 1 + 2 * POINTS)
