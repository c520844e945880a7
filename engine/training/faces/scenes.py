"""Scenes to learn faces from: faces of an album at every size and turn, on any ground."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor

from engine.training.faces.album import Album, is_sure
from engine.training.faces.paintings import PaintedPhotos
from engine.training.faces.poses import (
    SIZE,
    Pose,
    ellipse_mask,
    map_faces,
    match_mean_colour,
    render_view,
    tilt,
)
from engine.training.pictures import to_tensor

_LEAST, _MOST = 14.0, 88.0
"""Sizes of faces in a scene, pixels."""
_PLAIN: Final = 0.8
"""From this score on a face is drawn again, once."""
_CLEAR: Final = 28.0
"""Pixels: a smaller face is none any more when its picture is painted."""
_PORTRAITS: Final = 0.4
_ALIKES: Final = 0.2
_PASTED: Final = 0.28
_PAINTED: Final = 0.35
_BLENDED: Final = 0.35
"""Share of the faces that are mixed with another."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture [1, 3, SIZE, SIZE]; the same as a painting, if it was painted; and what is
    known to be a face or to look like one, rows as in ``Album``, in its pixels."""

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
        painted: PaintedPhotos | None = None,
    ) -> None:
        self._albums = albums
        self._sure = [album.sure_faces() for album in albums]
        self._alike = [(n, *place) for n, a in enumerate(albums) for place in a.lookalikes()]
        self._painted = painted or {}

    def draw(self, rng: np.random.Generator) -> Scene:
        """Draw one scene: a face in its own surroundings, any detail, or faces pasted onto it."""
        kind = rng.random()
        if kind < _PORTRAITS:
            scene = self._portrait(rng, *self._face(rng))
        elif kind < _PORTRAITS + _ALIKES and self._alike:
            scene = self._portrait(rng, *self._lookalike(rng))
        else:
            scene = self._detail(rng)
        if kind > 1 - _PASTED or rng.random() < 0.15:
            for _ in range(int(rng.integers(1, 6))):
                scene = self._paste(rng, scene)
        return scene

    def _portrait(self, rng: np.random.Generator, which: int, index: int, face: Tensor) -> Scene:
        pose = _pose(rng)
        matrix = pose.from_face(face)
        source = self._albums[which].pictures[index]
        picture = render_view(to_tensor(source), matrix)
        shown = picture
        clear = which == 0 and index in self._painted and face[3] >= _CLEAR
        if clear and rng.random() < _PAINTED:
            versions = self._painted[index]
            shown = render_view(to_tensor(versions[int(rng.integers(len(versions)))]), matrix)
        rows = map_faces(self._albums[which].faces[index], matrix)
        if shown is picture and is_sure(face) and rng.random() < _BLENDED:
            picture = shown = self._blend(rng, picture, face, pose)
        return Scene(picture, shown, rows)

    def _blend(
        self, rng: np.random.Generator, picture: Tensor, face: Tensor, pose: Pose
    ) -> Tensor:
        """Blend another face on top, its features where those of the first are."""
        which, index, other = self._face(rng)
        turn = tilt(other) - tilt(face) * (-1 if pose.mirrored else 1) + pose.turn
        alike = Pose(pose.centre, pose.size, turn, pose.wide, bool(rng.random() < 0.5))
        matrix = alike.from_face(other)
        above = render_view(to_tensor(self._albums[which].pictures[index]), matrix)
        mask = ellipse_mask(alike, 0.25) * float(rng.uniform(0.3, 0.75))
        return torch.lerp(picture, match_mean_colour(above, picture, mask), mask)

    def _paste(self, rng: np.random.Generator, scene: Scene) -> Scene:
        which, index, face = self._face(rng)
        pose = _pose(rng, largest=60.0)
        taken = scene.faces[:, 3] + pose.size
        if ((scene.faces[:, 1:3] - pose.centre).norm(dim=1) < 0.75 * taken).any():
            return scene
        matrix = pose.from_face(face)
        above = render_view(to_tensor(self._albums[which].pictures[index]), matrix)
        mask = ellipse_mask(pose, float(rng.uniform(0.08, 0.4)))
        if rng.random() < 0.4:
            above = torch.lerp(above, match_mean_colour(above, scene.picture, mask), 0.7)
        rows = map_faces(face[None], matrix)
        return Scene(
            torch.lerp(scene.picture, above, mask),
            torch.lerp(scene.shown, above, mask),
            torch.cat([scene.faces, rows]),
        )

    def _face(self, rng: np.random.Generator) -> tuple[int, int, Tensor]:
        which = int(rng.integers(2)) if len(self._albums) > 1 and self._sure[1] else 0
        face = self._any(rng, which)
        # Many photos show few people, large and from the front: those are learnt soon.
        return self._any(rng, which) if face[2][0] > _PLAIN else face

    def _lookalike(self, rng: np.random.Generator) -> tuple[int, int, Tensor]:
        which, index, row = self._alike[rng.integers(len(self._alike))]
        return which, index, self._albums[which].faces[index][row]

    def _any(self, rng: np.random.Generator, which: int) -> tuple[int, int, Tensor]:
        index, row = self._sure[which][rng.integers(len(self._sure[which]))]
        return which, index, self._albums[which].faces[index][row]

    def _detail(self, rng: np.random.Generator) -> Scene:
        album = self._albums[int(rng.random() < 0.4) if len(self._albums) > 1 else 0]
        index = int(rng.integers(len(album.pictures)))
        picture = to_tensor(album.pictures[index])
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
        matrix = torch.cat([linear, offset[:, None]], 1)
        seen = render_view(picture, matrix)
        return Scene(seen, seen, map_faces(album.faces[index], matrix))


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
