"""The judging detector's boxes and sizes; its weights are not part of the project."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import torch

from bench.face_judge import (
    CELL,
    Detection,
    FaceJudge,
    apart,
    moved,
    overlap_of,
    scales,
    score_near,
    squared,
)
from bench.face_verdicts import inside, region_gram
from engine.painting.losses import gram


def test_boxes_overlap_by_what_they_share_of_both() -> None:
    assert overlap_of((0, 0, 10, 10), (0, 0, 10, 10)) == 1
    assert overlap_of((0, 0, 10, 10), (5, 0, 15, 10)) == pytest.approx(1 / 3)
    assert overlap_of((0, 0, 10, 10), (10, 0, 20, 10)) == 0


def test_the_surest_box_near_a_place_counts_and_none_elsewhere() -> None:
    place = (0.0, 0.0, 10.0, 10.0)
    boxes = [
        Detection(1, 1, 11, 11, 0.4),
        Detection(0, 1, 10, 11, 0.6),
        Detection(30, 30, 40, 40, 0.9),
    ]
    assert score_near(boxes, place) == 0.6
    assert score_near(boxes[2:], place) == 0.0


def test_of_boxes_upon_each_other_the_surest_stays() -> None:
    boxes = torch.tensor([[0.0, 0, 10, 10], [1, 0, 11, 10], [50, 50, 60, 60]])
    scores = torch.tensor([0.7, 0.9, 0.8])
    assert sorted(apart(boxes, scores, 0.5).tolist()) == [1, 2]


def test_a_box_inside_a_surer_one_goes_where_the_smaller_counts() -> None:
    boxes = torch.tensor([[0.0, 0, 40, 40], [10, 10, 20, 20]])
    scores = torch.tensor([0.9, 0.8])
    assert apart(boxes, scores, 0.7).tolist() == [0, 1]
    assert apart(boxes, scores, 0.7, smaller=True).tolist() == [0]


def test_edges_move_by_shares_of_the_side() -> None:
    boxes = torch.tensor([[10.0, 20, 30, 60]])
    shifts = torch.tensor([[0.1, -0.1, 0.0, 0.5]])
    assert moved(boxes, shifts).tolist() == [[12.0, 16.0, 30.0, 80.0]]


def test_boxes_are_made_square_around_their_middles() -> None:
    assert squared(torch.tensor([[10.0, 0, 20, 40]])).tolist() == [[-5.0, 0.0, 35.0, 40.0]]


def test_the_pyramid_reaches_from_the_least_face_to_the_whole_picture() -> None:
    found = list(scales(200, 300, least=20))
    assert found[0] * 20 == CELL
    assert CELL <= found[-1] * 200 < CELL / 0.709


def test_a_wheel_without_the_weights_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "empty.whl"
    with zipfile.ZipFile(wheel, "w") as out:
        out.writestr("readme", "")
    with pytest.raises(FileNotFoundError, match=r"pnet\.pt"):
        FaceJudge.load(wheel)


def test_the_gram_matrix_of_a_region_is_that_of_its_positions_alone() -> None:
    features = torch.rand(1, 3, 8, 8, generator=torch.Generator().manual_seed(1))
    region = inside((16, 16), [(4.0, 0.0, 12.0, 8.0)])
    assert torch.allclose(region_gram(features, region), gram(features[:, :, :4, 2:6]))


def test_a_box_over_the_edge_ends_there() -> None:
    assert inside((8, 8), [(-4.0, -4.0, 2.0, 2.0), (6.0, 6.0, 12.0, 12.0)]).sum() == 8
