"""Teaching the face finder: the teacher's answer at every position of scenes full of faces.

The teacher sees the scene upright and in good light, the student turned, relit or painted. Faces
that were shown on purpose count as faces even where the teacher misses them. The student's last
features also learn to tell the teacher's (hints, Romero et al. 2015), so that the whole scene
teaches and not the faces alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from torch import Tensor, nn

from engine.networks.faces import STRIDE, FaceFinder, Maps, cell_centres
from engine.training.compute import Compute
from engine.training.faces.album import is_sure, to_absolute
from engine.training.faces.appearance import vary_appearance
from engine.training.faces.blazeface import BlazeFace
from engine.training.faces.poses import SIZE, up_direction
from engine.training.faces.scenes import Scene, Scenes

CELLS: Final = SIZE // STRIDE
_TURNED: Final = 0.4
"""Share of scenes that the student sees turned."""
_MOST_TURN: Final = 50
"""Degrees."""
_HEART: Final = 0.2
"""Over a face's size: how near its centre a position must lie to tell of it for certain."""
_SURROUNDINGS: Final = 0.6
"""Over the size of what only looks like a face: how far around its centre it is none."""
_SURE: Final = 0.95
_DOUBT: Final = 0.8
_RANGE: Final = (12.0, 104.0)
"""Sizes that the student shall find at one look, pixels."""
_WEIGHTS: Final = {"score": 1.0, "box": 1.0, "up": 0.2, "hint": 0.3}
_SEEN: Final = 8
"""How many times a scene is learnt from, on average."""
_FOCUS: Final = 2.0
"""How much less a position counts that is nearly right (Lin et al. 2017, Li et al. 2020)."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What the student should say, [B, C, CELLS, CELLS]: scores 0 to 1, and as in ``Maps``."""

    scores: Tensor
    centres: Tensor
    sizes: Tensor
    ups: Tensor


class Student(nn.Module):
    """The face finder, and a translation of its features into the teacher's for the hints."""

    def __init__(self, finder: FaceFinder) -> None:
        super().__init__()
        self.finder = finder
        self.hint = nn.Conv2d(finder.head.in_channels, 48, 1)
        # At first no position shows a face: nearly none does.
        nn.init.constant_(finder.head.bias[:1], -4.0)  # type: ignore[index]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A scene and what its upright picture's teacher said; batches of one."""

    scene: Scene
    truth: Truth
    hints: Tensor
    """The teacher's features on the student's grid."""


class FacesTask:
    """One batch: scenes, most of them seen before in other light, what the teacher and the scenes
    themselves know of them, and the losses."""

    def __init__(
        self,
        student: Student,
        teacher: BlazeFace,
        scenes: Scenes,
        *,
        compute: Compute,
        count: int = 16,
        pool: int = 2048,
        seed: int = 0,
        hints: bool = True,
    ) -> None:
        self.network = student
        self._teacher = teacher
        self._scenes = scenes
        self._compute = compute
        self._count = count
        self._seed = seed
        self._weights = _WEIGHTS if hints else _WEIGHTS | {"hint": 0.0}
        self._size = pool
        self._newest = 0
        self._pool: dict[int, Lesson] = {}

    def prepare(self, rng: np.random.Generator) -> None:
        """Do nothing: the student begins with the weights it has."""

    def losses(self, rng: np.random.Generator, _fraction: float) -> Mapping[str, Tensor]:
        """Compute ``loss`` and its parts, of scores, boxes, directions and hints."""
        self._newest += max(1, self._count // _SEEN) if self._newest else self._count
        oldest = max(0, self._newest - self._size)
        self._pool = {number: one for number, one in self._pool.items() if number >= oldest}
        numbers = rng.integers(oldest, self._newest, size=self._count)
        lessons = [self._lesson(int(number)) for number in numbers]
        faces = [lesson.scene.faces for lesson in lessons]
        shown = torch.cat(
            [
                vary_appearance(one.scene.shown.float() / 255, one.scene.faces, rng)
                for one in lessons
            ]
        )
        turns = _turns(rng, self._count)
        truth = correct_truth(
            rotate_truth(_stack([one.truth for one in lessons]), turns), faces, turns
        )
        hints = torch.cat([one.hints for one in lessons]).float()
        maps, hint = self._look(rotate(shown, turns))
        straight = (turns == 0).float().view(-1, 1, 1, 1)
        energy = (hints.square() * straight).mean().clamp(min=1e-6)
        parts = detection_losses(maps, truth) | {
            "hint": ((hint - hints).square() * straight).mean() / energy
        }
        loss = torch.stack([self._weights[name] * part for name, part in parts.items()]).sum()
        return {"loss": loss} | parts

    def state(self) -> dict[str, Any]:
        """Return how many scenes there were; any of them can be drawn again."""
        return {"newest": self._newest}

    def restore(self, state: dict[str, Any]) -> None:
        """Restore what ``state`` returned."""
        self._newest = int(state["newest"])

    def _look(self, pictures: Tensor) -> tuple[Maps, Tensor]:
        self.network.train()
        with self._compute.autocast():
            features = self.network.finder.features(
                pictures.to(self._compute.device, memory_format=torch.channels_last)
            )
            hint = self.network.hint(features)
        maps = self.network.finder.answer(features.float())
        return Maps(*(getattr(maps, f.name).cpu() for f in fields(Maps))), hint.float().cpu()

    def _lesson(self, number: int) -> Lesson:
        """Return the scene of that number and the teacher's answer, drawn unless at hand."""
        if number not in self._pool:
            scene = self._scenes.draw(np.random.default_rng((self._seed, number)))
            with torch.no_grad(), self._compute.autocast():
                answer = self._teacher(scene.picture.to(self._compute.device))
            scores, points, features = (part.float().cpu() for part in answer)
            kept = replace(scene, picture=torch.empty(0), shown=(scene.shown * 255).byte())
            hints = F.avg_pool2d(features, 2).half()
            self._pool[number] = Lesson(kept, read_answer(scores, points), hints)
        return self._pool[number]


def _shown(scene: Scene, rng: np.random.Generator) -> Tensor:
    return vary_appearance(scene.shown.float() / 255, scene.faces, rng)


def _stack(truths: list[Truth]) -> Truth:
    return Truth(*(torch.cat([getattr(t, f.name) for t in truths]) for f in fields(Truth)))


def _turns(rng: np.random.Generator, count: int) -> Tensor:
    degrees = rng.uniform(-_MOST_TURN, _MOST_TURN, count) * (rng.random(count) < _TURNED)
    return torch.from_numpy(np.radians(degrees)).float()


def detection_losses(maps: Maps, truth: Truth) -> dict[str, Tensor]:
    """Compute errors of scores, boxes and directions; the last two where there are faces."""
    focus = (truth.scores - maps.scores.sigmoid()).abs() ** _FOCUS
    entropy = F.binary_cross_entropy_with_logits(maps.scores, truth.scores, reduction="none")
    weight = truth.scores * (truth.scores > 0.3)
    total = weight.sum().clamp(min=1)
    sizes = truth.sizes.clamp(min=4)
    centre = (maps.centres - truth.centres).abs() / sizes
    size = (maps.sizes.log() - sizes.log()).abs()
    missed = torch.cat([centre, size], 1)
    box = F.smooth_l1_loss(missed, torch.zeros_like(missed), reduction="none", beta=0.1)
    up = (maps.ups - truth.ups).abs()
    return {
        "score": (focus * entropy).sum() / total,
        "box": (box * weight).sum() / total,
        "up": (up * weight).sum() / total,
    }


def read_answer(scores: Tensor, points: Tensor) -> Truth:
    """Read the teacher's answer on the student's grid: of each cell the surest position."""
    surest, where = F.max_pool2d(scores.sigmoid(), 2, return_indices=True)
    points = to_absolute(points).flatten(3)
    where = where.flatten(2)[:, :, None].expand(-1, *points.shape[1:3], -1)
    chosen = points.gather(3, where).view(len(scores), 8, 2, *surest.shape[2:])
    sizes = chosen[:, 1].mean(1, keepdim=True).clamp(min=1)
    low, high = _RANGE
    surest = surest * ((sizes > low) & (sizes < high))
    ups = (chosen[:, 2:4].mean(1) - chosen[:, 5]) / sizes
    return Truth(surest, chosen[:, 0], sizes, ups)


def rotate(pictures: Tensor, turns: Tensor) -> Tensor:
    """Rotate ``pictures`` clockwise about their middle by ``turns`` radians [B], grey outside."""
    chosen = turns != 0
    if not chosen.any():
        return pictures
    some = pictures[chosen]
    matrices = torch.cat([_rotations(-turns[chosen]), torch.zeros(len(some), 2, 1)], 2)
    grid = F.affine_grid(matrices, list(some.shape), align_corners=False)
    pictures = pictures.clone()
    pictures[chosen] = F.grid_sample(some - 0.5, grid, align_corners=False) + 0.5
    return pictures


def rotate_truth(truth: Truth, turns: Tensor) -> Truth:
    """Rotate the truth of pictures as ``rotate`` does the pictures."""
    matrices = torch.cat([_rotations(-turns), torch.zeros(len(turns), 2, 1)], 2)
    maps = torch.cat([truth.scores, truth.centres, truth.sizes, truth.ups], 1)
    grid = F.affine_grid(matrices, list(maps.shape), align_corners=False)
    moved = F.grid_sample(maps, grid, mode="nearest", align_corners=False)
    scores, centres, sizes, ups = moved[:, :1], moved[:, 1:3], moved[:, 3:4], moved[:, 4:]
    spin = _rotations(turns)
    middle = SIZE / 2
    centres = torch.einsum("bij,bjhw->bihw", spin, centres - middle) + middle
    return Truth(scores, centres, sizes, torch.einsum("bij,bjhw->bihw", spin, ups))


def correct_truth(truth: Truth, faces: list[Tensor], turns: Tensor) -> Truth:
    """Correct ``truth`` by the ``faces`` known of every rotated scene, rows as in ``Album``.

    What surely is a face counts as one; what the teacher took for one at a single look does not.
    """
    for index, (known, spin) in enumerate(zip(faces, _rotations(turns), strict=True)):
        # Faces last: what lies beside one and seems one must not hide it.
        rows = known[known[:, 0].argsort()]
        centres = (rows[:, 1:3] - SIZE / 2) @ spin.T + SIZE / 2
        ups = up_direction(rows) @ spin.T
        for row, centre, up in zip(rows, centres, ups, strict=True):
            _correct_one(truth, index, row, centre, up)
    return truth


def _correct_one(truth: Truth, index: int, row: Tensor, centre: Tensor, up: Tensor) -> None:
    size, (low, high) = float(row[3:5].mean()), _RANGE
    if float((centre - SIZE / 2).abs().max()) > SIZE / 2 + size:
        return
    places = cell_centres(CELLS, CELLS, centre.device)[0]
    away = (places - centre[:, None, None]).norm(dim=0)
    scores = truth.scores[index, 0]
    if not is_sure(row):
        doubted = away <= _SURROUNDINGS * size
        scores[doubted] = scores[doubted].clamp(max=float(row[0]) * _DOUBT)
    elif low < size < high and float(away.min()) <= STRIDE:
        near = away <= max(_HEART * size, float(away.min()) + 1e-3)
        scores[near] = scores[near].clamp(min=_SURE)
        truth.centres[index][:, near] = centre[:, None]
        truth.sizes[index, 0][near] = size
        truth.ups[index][:, near] = up[:, None]


def _rotations(turns: Tensor) -> Tensor:
    cos, sin = turns.cos(), turns.sin()
    return torch.stack([torch.stack([cos, -sin], 1), torch.stack([sin, cos], 1)], 1)
