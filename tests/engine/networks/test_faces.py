"""People's faces are found wherever they are, and little else is taken for one."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F  # noqa: N812  the name everyone knows it by
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.errors import MissingWeights
from engine.networks.faces import MOST, Face, FaceFinder
from engine.networks.instant import InstantPainter
from engine.painting.resampling import as_tensor
from engine.weights.shipped import weights_file
from presets import pictures_folder

data = pytest.importorskip("skimage.data")

FACE = (224.0, 116.0, 108.0)
"""Of the astronaut's picture: centre and width of the face, pixels."""


@pytest.fixture(scope="module")
def finder() -> FaceFinder:
    with weights_file("faces") as path:
        return FaceFinder.load(path)


@pytest.fixture(scope="module")
def astronaut() -> Tensor:
    return sample("astronaut")


def sample(name: str) -> Tensor:
    picture = Image.fromarray(getattr(data, name)())
    return as_tensor(picture, *picture.size)


def head(astronaut: Tensor, size: int, turn: float = 0.0) -> Tensor:
    """A square of head and shoulders, the face ``size`` pixels wide, turned by so many degrees."""
    x, y, width = FACE
    side = round(2.2 * size)
    angle, zoom = math.radians(turn), 1.1 * width / 256
    cos, sin = math.cos(angle) * zoom, math.sin(angle) * zoom
    matrix = torch.tensor([[[cos, -sin, x / 256 - 1], [sin, cos, y / 256 - 1]]])
    grid = F.affine_grid(matrix, [1, 3, 256, 256], align_corners=False)
    seen = F.grid_sample(astronaut, grid, padding_mode="border", align_corners=False)
    return F.interpolate(seen, (side, side), mode="bilinear", antialias=True)


def wall() -> Tensor:
    """A brick wall, 512 by 512."""
    return sample("brick")


def with_heads(ground: Tensor, heads: list[tuple[Tensor, int, int]]) -> Tensor:
    """``ground`` with squares centred at the given x and y."""
    picture = ground.clone()
    for square, x, y in heads:
        half = square.shape[2] // 2
        top, left = y - half, x - half
        picture[:, :, top : top + square.shape[2], left : left + square.shape[3]] = square
    return picture


def shows(face: Face, x: float, y: float, size: float) -> bool:
    """Whether ``face`` is the one at x and y, ``size`` wide, in fractions of a square picture."""
    near = math.hypot(face.x - x, face.y - y) < 0.4 * size
    return near and size / 1.6 < face.width < size * 1.6


@pytest.mark.parametrize("name", ["brick", "grass", "page"])
def test_nobody_is_found_where_nobody_is(finder: FaceFinder, name: str) -> None:
    assert finder.find(sample(name)) == ()


def test_one_person_is_found_once_framed_from_forehead_to_chin(
    finder: FaceFinder, astronaut: Tensor
) -> None:
    face, *others = finder.find(astronaut)
    assert all(math.hypot(face.x - other.x, face.y - other.y) > face.width for other in others)
    assert shows(face, FACE[0] / 512, FACE[1] / 512, FACE[2] / 512)
    assert face.height > face.width
    assert 0.5 <= face.score <= 1


def test_everyone_of_a_group_is_found(finder: FaceFinder, astronaut: Tensor) -> None:
    places = [(x, y) for x in (90, 256, 420) for y in (90, 256, 420)]
    picture = with_heads(wall(), [(head(astronaut, 50), x, y) for x, y in places])
    faces = finder.find(picture)
    assert len(faces) == len(places)
    for x, y in places:
        assert any(shows(face, x / 512, y / 512, 50 / 512) for face in faces)


def test_of_a_crowd_no_more_than_can_be_told_apart_are_told(
    finder: FaceFinder, astronaut: Tensor
) -> None:
    faces = finder.find(head(astronaut, 24).repeat(1, 1, 10, 10))
    assert 0 < len(faces) <= MOST
    assert [face.score for face in faces] == sorted((f.score for f in faces), reverse=True)


@pytest.mark.parametrize("size", [24, 40, 70, 120, 200])
def test_a_face_is_found_at_any_size(finder: FaceFinder, astronaut: Tensor, size: int) -> None:
    faces = finder.find(with_heads(wall(), [(head(astronaut, size), 256, 256)]))
    assert any(shows(face, 0.5, 0.5, size / 512) for face in faces)


def test_a_face_that_fills_the_picture_is_found(finder: FaceFinder, astronaut: Tensor) -> None:
    x, y, width = (round(number) for number in FACE)
    filled = astronaut[:, :, y - 68 : y + 76, x - 68 : x + 76]
    large = F.interpolate(filled, (1400, 1400), mode="bilinear")
    assert shows(finder.find(large)[0], 0.5, 0.5, width / 144)


def test_of_a_large_picture_smaller_faces_are_found(finder: FaceFinder, astronaut: Tensor) -> None:
    large = F.interpolate(wall(), (1200, 1200), mode="bilinear")
    faces = finder.find(with_heads(large, [(head(astronaut, 36), 300, 800)]))
    assert any(shows(face, 300 / 1200, 800 / 1200, 36 / 1200) for face in faces)


@pytest.mark.parametrize("turn", [-45, -30, 30, 45])
def test_a_leaning_head_is_found(finder: FaceFinder, astronaut: Tensor, turn: int) -> None:
    faces = finder.find(with_heads(wall(), [(head(astronaut, 70, turn), 256, 256)]))
    assert any(shows(face, 0.5, 0.5, 70 / 512) for face in faces)


def test_a_profile_is_found(finder: FaceFinder) -> None:
    assert any(shows(face, 0.44, 0.28, 0.16) for face in finder.find(sample("camera")))


@pytest.mark.parametrize("share", [0.8, 0.6, 0.5])
def test_a_head_turned_aside_is_found(finder: FaceFinder, astronaut: Tensor, share: float) -> None:
    foreshortened = F.interpolate(
        astronaut, (512, round(512 * share)), mode="bilinear", antialias=True
    )
    faces = finder.find(foreshortened)
    assert any(shows(face, FACE[0] / 512, FACE[1] / 512, FACE[2] / 512) for face in faces)


@pytest.mark.parametrize("light", [(0.25, 0.25, 0.25), (0.45, 0.32, 0.26), (1.0, 0.6, 0.3)])
def test_a_dark_skin_and_bad_light_hide_nobody(
    finder: FaceFinder, astronaut: Tensor, light: tuple[float, float, float]
) -> None:
    dark = astronaut * torch.tensor(light).view(1, 3, 1, 1)
    assert any(shows(f, FACE[0] / 512, FACE[1] / 512, FACE[2] / 512) for f in finder.find(dark))


@pytest.mark.parametrize("style", ["monet", "watercolour", "picasso"])
def test_a_painted_face_is_found(finder: FaceFinder, astronaut: Tensor, style: str) -> None:
    with weights_file("instant") as path:
        painter = InstantPainter.load(path)
    with Image.open(pictures_folder() / f"{style}.webp") as picture:
        vector = painter.style(as_tensor(picture, 384, 384))
    painting = painter.paint(astronaut, vector)
    faces = finder.find(painting)
    assert any(shows(face, FACE[0] / 512, FACE[1] / 512, FACE[2] / 512) for face in faces)


def test_a_cat_is_no_person(finder: FaceFinder) -> None:
    assert finder.find(sample("chelsea")) == ()


@pytest.mark.parametrize("shape", [(16, 16), (16, 400), (3, 700), (333, 1), (1, 1)])
def test_no_shape_is_too_small(finder: FaceFinder, shape: tuple[int, int]) -> None:
    generator = torch.Generator().manual_seed(0)
    assert len(finder.find(torch.rand(1, 3, *shape, generator=generator))) <= MOST


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_a_flat_picture_shows_nobody(finder: FaceFinder, level: float) -> None:
    assert finder.find(torch.full((1, 3, 300, 200), level)) == ()


def test_upside_down_and_half_out_of_the_picture_there_is_no_harm(
    finder: FaceFinder, astronaut: Tensor
) -> None:
    for picture in (astronaut.flip(2), astronaut[:, :, 110:], astronaut[:, :, :, :220]):
        for face in finder.find(picture):
            numbers = (face.x, face.y, face.width, face.height, face.score)
            assert all(map(math.isfinite, numbers))


def test_the_same_picture_shows_the_same_faces(finder: FaceFinder, astronaut: Tensor) -> None:
    assert finder.find(astronaut) == finder.find(astronaut)


def test_damaged_weights_are_named(tmp_path: Path) -> None:
    damaged = tmp_path / "faces.safetensors"
    with weights_file("faces") as path:
        damaged.write_bytes(path.read_bytes()[:1000])
        weights = load_file(path)
    with pytest.raises(MissingWeights, match="no weights that can be read"):
        FaceFinder.load(damaged)
    weights["head.bias"][0] = math.nan
    save_file(weights, damaged)
    with pytest.raises(MissingWeights, match="not finite"):
        FaceFinder.load(damaged)
