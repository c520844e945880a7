"""Scenes to learn faces from: faces of an album at every size and turn, on any ground."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor

from engine.training.face_album import Album
from engine.training.face_paintings import Painted
from engine.training.face_poses import SIZE, Pose, ellipse, mapped, matched, tilt, view
from engine.training.pictures import to_tensor

_LEAST, _MOST = 14.0, 88.0
"""Sizes of faces in a scene, pixels."""
_BLENDED: Final = 0.35
"""Share of the faces that are mixed with another."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture [1, 3, SIZE, SIZE]; the same as a painting, if it was painted; and the faces
    shown on purpose, rows as in ``Album``, in its pixels."""

    picture: Tensor
    shown: Tensor
    faces: Tensor


class Scenes:
    """Draws scenes from albums of photos and of paintings, the first known to be photos.

    ``painted`` holds paintings of some of the photos, by their index.
    """

    def __init__(
        self,
        albums: tuple[Album, ...],
        painted: Painted | None = None,
    ) -> None:
        self._albums = albums
        self._sure = [album.sure() for album in albums]
        self._painted = painted or {}

    def draw(self, rng: np.random.Generator) -> Scene:
        """One scene: a face in its own surroundings, any detail, or faces pasted onto it."""
        kind = rng.random()
        if kind < 0.5:
            scene = self._portrait(rng)
        else:
            picture = self._detail(rng)
            scene = Scene(picture, picture, torch.zeros(0, 17))
        if kind > 0.72 or rng.random() < 0.15:
            for _ in range(int(rng.integers(1, 6))):
                scene = self._pasted(rng, scene)
        return scene

    def _portrait(self, rng: np.random.Generator) -> Scene:
        which, index, face = self._face(rng)
        pose = _pose(rng)
        matrix = pose.from_face(face)
        source = self._albums[which].pictures[index]
        picture = view(to_tensor(source), matrix)
        shown = picture
        if which == 0 and index in self._painted and rng.random() < 0.3:
            versions = self._painted[index]
            shown = view(to_tensor(versions[rng.integers(len(versions))]), matrix)
        rows = mapped(self._albums[which].faces[index], matrix)
        if shown is picture and rng.random() < _BLENDED:
            picture = shown = self._blended(rng, picture, face, pose)
        return Scene(picture, shown, rows)

    def _blended(
        self, rng: np.random.Generator, picture: Tensor, face: Tensor, pose: Pose
    ) -> Tensor:
        """Another face on top, half transparent, its features where those of the first are."""
        which, index, other = self._face(rng)
        turn = tilt(other) - tilt(face) * (-1 if pose.mirrored else 1) + pose.turn
        alike = Pose(pose.centre, pose.size, turn, pose.wide, bool(rng.random() < 0.5))
        matrix = alike.from_face(other)
        above = view(to_tensor(self._albums[which].pictures[index]), matrix)
        mask = ellipse(alike, 0.25) * float(rng.uniform(0.3, 0.75))
        return torch.lerp(picture, matched(above, picture, mask), mask)

    def _pasted(self, rng: np.random.Generator, scene: Scene) -> Scene:
        which, index, face = self._face(rng)
        pose = _pose(rng, largest=60.0)
        taken = scene.faces[:, 3] + pose.size
        if ((scene.faces[:, 1:3] - pose.centre).norm(dim=1) < 0.75 * taken).any():
            return scene
        matrix = pose.from_face(face)
        above = view(to_tensor(self._albums[which].pictures[index]), matrix)
        mask = ellipse(pose, float(rng.uniform(0.08, 0.4)))
        if rng.random() < 0.4:
            above = torch.lerp(above, matched(above, scene.picture, mask), 0.7)
        rows = mapped(face[None], matrix)
        return Scene(
            torch.lerp(scene.picture, above, mask),
            torch.lerp(scene.shown, above, mask),
            torch.cat([scene.faces, rows]),
        )

    def _face(self, rng: np.random.Generator) -> tuple[int, int, Tensor]:
        which = int(rng.random() < 0.35) if len(self._albums) > 1 and self._sure[1] else 0
        index, row = self._sure[which][rng.integers(len(self._sure[which]))]
        return which, index, self._albums[which].faces[index][row]

    def _detail(self, rng: np.random.Generator) -> Tensor:
        album = self._albums[int(rng.random() < 0.4) if len(self._albums) > 1 else 0]
        picture = to_tensor(album.pictures[rng.integers(len(album.pictures))])
        height, width = picture.shape[2:]
        zoom = float(np.exp(rng.uniform(np.log(0.35), np.log(2.4))))
        turn = float(rng.normal(0, 0.15))
        linear = zoom * torch.tensor(
            [[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]
        )
        if rng.random() < 0.5:
            linear[:, 0] *= -1
        centre = torch.tensor([rng.uniform(0, width), rng.uniform(0, height)]).float()
        offset = centre - linear @ torch.full((2,), SIZE / 2)
        return view(picture, torch.cat([linear, offset[:, None]], 1))


def _pose(rng: np.random.Generator, largest: float = _MOST) -> Pose:
    size = float(np.exp(rng.uniform(np.log(_LEAST), np.log(largest))))
    low, high = 0.25 * size, SIZE - 0.25 * size
    centre = torch.tensor(rng.uniform(low, high, 2)).float()
    return Pose(
        centre,
        size,
        float(rng.normal(0, 0.18)),
        float(np.exp(rng.normal(0, 0.08))),
        bool(rng.random() < 0.5),
    )
