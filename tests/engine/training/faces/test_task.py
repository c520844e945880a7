"""What the face finder is taught: the teacher's answer, turned with the picture, put right."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.networks.faces import STRIDE, Maps
from engine.training.faces.album import Album
from engine.training.faces.poses import SIZE, Pose, map_faces, render_view, tilt
from engine.training.faces.scenes import Scenes
from engine.training.faces.task import (
    CELLS,
    Truth,
    correct_truth,
    detection_losses,
    read_answer,
    rotate,
    rotate_truth,
)

STILL = torch.zeros(1)


def face(x: float, y: float, size: float, score: float = 0.9) -> Tensor:
    """A row of an album: an upright face."""
    eyes, mouth = (x - size / 5, y - size / 5, x + size / 5, y - size / 5), (x, y + size / 4)
    nose, ears = (x, y), (x - size / 2, y, x + size / 2, y)
    return torch.tensor([score, x, y, size, size, *eyes, *nose, *mouth, *ears])


def nothing() -> Truth:
    cells = (CELLS, CELLS)
    return Truth(
        torch.zeros(1, 1, *cells),
        torch.zeros(1, 2, *cells),
        torch.ones(1, 1, *cells),
        torch.zeros(1, 2, *cells),
    )


def surest(truth: Truth) -> tuple[float, float, float]:
    """Score, and the x and y of the centre that the surest cell tells."""
    place = int(truth.scores.argmax())
    x, y = truth.centres[0].flatten(1)[:, place].tolist()
    return float(truth.scores.max()), x, y


def test_the_teacher_tells_of_each_cell_what_its_surest_position_does() -> None:
    side = SIZE // 4
    scores = torch.full((1, 1, side, side), -9.0)
    points = torch.zeros(1, 16, side, side)
    scores[0, 0, 10, 21] = 2.0
    points[0, :2, 10, 21] = torch.tensor([3.0, -2.0])
    points[0, 2:4, 10, 21] = 40.0
    truth = read_answer(scores, points)
    score, x, y = surest(truth)
    assert (x, y) == (21.5 * 4 + 3, 10.5 * 4 - 2)
    assert score == pytest.approx(torch.tensor(2.0).sigmoid().item())
    assert truth.sizes[0, 0, 5, 10] == 40


def test_a_turned_picture_has_its_truth_turned() -> None:
    picture = torch.zeros(1, 3, SIZE, SIZE)
    picture[:, :, 38:43, 98:103] = 1
    truth = correct_truth(nothing(), [face(100.5, 40.5, 30)[None]], STILL)
    turns = torch.tensor([math.radians(40)])
    seen = rotate(picture, turns)[0, 0]
    bright = (seen > 0.8).nonzero().float().mean(0) + 0.5
    _, x, y = surest(rotate_truth(truth, turns))
    assert (x, y) == pytest.approx((float(bright[1]), float(bright[0])), abs=1)
    _, x, y = surest(correct_truth(nothing(), [face(100.5, 40.5, 30)[None]], turns))
    assert (x, y) == pytest.approx((float(bright[1]), float(bright[0])), abs=1)


def test_what_seemed_a_face_at_one_look_only_is_none() -> None:
    truth = nothing()
    truth.scores[:] = 0.7
    dog = face(80, 80, 40, score=0.2)
    scores = correct_truth(truth, [dog[None]], STILL).scores
    cell = int(80 / STRIDE)
    assert scores[0, 0, cell, cell] < 0.2
    assert scores[0, 0, 0, 0] == pytest.approx(0.7)


def test_a_face_counts_beside_something_large_that_only_looks_like_one() -> None:
    rows = torch.stack([face(80, 80, 40), face(110, 80, 90, score=0.1)])
    assert surest(correct_truth(nothing(), [rows], STILL))[0] > 0.9


def test_an_answer_that_is_right_costs_nothing_and_a_wrong_place_costs() -> None:
    truth = correct_truth(nothing(), [face(80, 80, 40)[None]], STILL)
    scores = torch.logit(truth.scores, eps=1e-6)
    right = detection_losses(Maps(scores, truth.centres, truth.sizes, truth.ups), truth)
    wrong = detection_losses(Maps(scores, truth.centres + 10, truth.sizes, truth.ups), truth)
    assert all(float(part) < 1e-3 for part in right.values())
    assert float(wrong["box"]) > 0.05


def test_a_face_is_shown_where_its_pose_says() -> None:
    row = face(60, 90, 30)
    pose = Pose(torch.tensor([100.0, 50.0]), 20.0, turn=0.3)
    moved = map_faces(row[None], pose.from_face(row))[0]
    assert moved[1:3].tolist() == pytest.approx([100, 50], abs=1e-3)
    assert float(moved[3]) == pytest.approx(20, abs=1e-3)
    assert tilt(moved) == pytest.approx(-0.3, abs=1e-3)
    picture = torch.zeros(1, 3, 120, 160)
    picture[:, :, 88:93, 58:63] = 1
    seen = render_view(picture, pose.from_face(row))[0, 0]
    y, x = divmod(int(seen.argmax()), SIZE)
    assert (x, y) == pytest.approx((100, 50), abs=2)


def test_what_is_wrongly_found_is_shown_and_known_to_be_none() -> None:
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (120, 160, 3), dtype=np.uint8)
    rows = torch.stack([face(40, 60, 30), face(120, 60, 30, score=0.1)])
    shown = Album("a", (picture,), (rows,))
    assert (shown.sure_faces(), shown.lookalikes()) == (((0, 0),), ((0, 1),))


def test_scenes_show_faces_at_all_sizes_where_they_say() -> None:
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (120, 160, 3), dtype=np.uint8)
    rows = face(60, 60, 30)[None]
    scenes = Scenes((Album("a", (picture,), (rows,)), Album("b", (picture,), (rows[:0],))))
    drawn = [scenes.draw(rng) for _ in range(40)]
    assert all(scene.picture.shape == (1, 3, SIZE, SIZE) for scene in drawn)
    sizes = torch.cat([scene.faces[:, 3] for scene in drawn])
    assert sizes.min() < 24
    assert sizes.max() > 60
