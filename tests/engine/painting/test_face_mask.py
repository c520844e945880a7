"""Faces while painting: where the masks lie, and what they do to instant and refined pictures."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from PIL import Image, ImageOps
from torch import Tensor

from engine.messages import Faces, Method, Options
from engine.networks.faces import Face
from engine.painting.batch import Batch
from engine.painting.face_mask import FaceMask, choose_faces, draw_mask
from engine.painting.instant import luminance, with_luminance
from engine.painting.interface import Finished, PaintSettings, StyleImage
from engine.weights.shipped import weights_file
from playground import samples
from tests.engine.conftest import blobs

MANNERS: tuple[Faces, ...] = ("free", "paint", "keep")
SIZE = 96
HEAD = (slice(50, 130), slice(60, 130))
"""The astronaut's face in the portrait at 192 pixels: rows and columns."""


def face(x: float = 0.5, y: float = 0.5, width: float = 0.3, height: float = 0.4) -> Face:
    return Face(x, y, width, height, 0.9)


@pytest.fixture(scope="module")
def portrait() -> Image.Image:
    """An astronaut's head and shoulders, 224x224."""
    return Image.open(io.BytesIO(samples.sample_jpeg("astronaut"))).crop((112, 0, 336, 224))


def painted(
    batch: Batch, photo: Image.Image, style: StyleImage, options: Options
) -> npt.NDArray[np.float64]:
    batch.join("a", photo, [style], options)
    while True:
        for end in batch.tick():
            assert isinstance(end, Finished)
            return end.snapshot.pixels.astype(float)


def mask_of(*faces: Face) -> Tensor:
    mask = draw_mask(faces, 100, 80)
    assert mask is not None
    return mask.cover[0, 0]


def test_no_face_is_no_mask() -> None:
    assert draw_mask([], 100, 80) is None


def test_a_mask_is_whole_on_the_face_and_nothing_far_from_it() -> None:
    mask = mask_of(face())
    assert mask.shape == (80, 100)
    assert mask[40, 50] == 1
    assert mask[40, 36] > 0.9
    assert mask[2, 2] == 0
    assert mask[40, 95] == 0


def test_what_is_too_small_to_be_read_is_no_face() -> None:
    assert draw_mask([face(height=0.1)], 100, 80) is None
    assert draw_mask([face(height=0.1)], 400, 320) is not None


def test_a_mask_fades_without_a_step() -> None:
    mask = mask_of(face())
    assert (mask[1:] - mask[:-1]).abs().max() < 0.2
    assert (mask[:, 1:] - mask[:, :-1]).abs().max() < 0.2


def test_faces_at_the_edge_or_half_outside_have_masks_as_well() -> None:
    assert mask_of(face(x=0.0))[40, 0] == 1
    assert mask_of(face(y=1.05))[79, 50] == 1


def test_fifty_faces_are_one_mask_that_nowhere_exceeds_one() -> None:
    crowd = [face(0.1 * (i % 10), 0.2 * (i // 10), 0.2, 0.3) for i in range(50)]
    assert mask_of(*crowd).max() == 1


def hold_of(height: float) -> float:
    """How closely a sure face of ``height`` is held in the middle of 400 x 320 pixels."""
    mask = draw_mask([face(width=height, height=height)], 400, 320)
    assert isinstance(mask, FaceMask)
    return float(mask.hold[0, 0, 160, 200])


def test_small_faces_are_held_more_closely_than_large_ones_within_bounds() -> None:
    holds = [hold_of(height) for height in (0.06, 0.12, 0.25, 0.5, 1.0)]
    assert holds == sorted(holds, reverse=True)
    assert holds[0] == 5
    assert holds[-1] == pytest.approx(0.65)


def test_a_picture_given_another_luminance_has_exactly_that_and_stays_in_range() -> None:
    draw = torch.Generator().manual_seed(3)
    picture, other = (torch.rand(1, 3, 12, 16, generator=draw) for _ in range(2))
    lit = with_luminance(picture, luminance(other))
    torch.testing.assert_close(luminance(lit), luminance(other))
    assert lit.min() >= -1e-6
    assert lit.max() <= 1 + 1e-6
    torch.testing.assert_close(with_luminance(picture, luminance(picture)), picture)


def scored(score: float, height: float = 0.2) -> Face:
    return Face(0.5, 0.5, 0.15, height, score)


def test_what_may_be_a_face_is_held_and_what_hardly_is_one_is_not() -> None:
    assert choose_faces([scored(0.4)]) == [scored(0.4)]
    assert choose_faces([scored(0.3)]) == []


def test_beside_a_sure_face_one_of_its_size_is_believed_sooner_than_one_of_another() -> None:
    sure = scored(0.9)
    _, companion = choose_faces([sure, scored(0.3, height=0.15)])
    assert companion.height == 0.15
    assert 0.3 < companion.score < sure.score
    assert choose_faces([sure, scored(0.3, height=0.05)]) == [sure]
    assert choose_faces([sure, scored(0.5, height=0.05)]) == [sure, scored(0.5, height=0.05)]


def likeness(painting: npt.NDArray[np.float64], portrait: Image.Image) -> float:
    """Correlation of the edges in the astronaut's face with those of the photo."""
    photo = np.asarray(portrait.resize((192, 192)), float)
    edges = [np.gradient(picture.mean(2)[HEAD]) for picture in (painting, photo)]
    return float(np.corrcoef(np.ravel(edges[0]), np.ravel(edges[1]))[0, 1])


@pytest.mark.parametrize("method", ["instant", "gatys"])
def test_the_manners_hold_a_face_in_their_order(
    batch: Batch, portrait: Image.Image, method: Method
) -> None:
    style = StyleImage("busy", blobs(224, 224, seed=2, roughness=3), 1.0)
    likenesses = [
        likeness(
            painted(
                batch,
                portrait,
                style,
                Options(method=method, faces=faces, size=192, steps=40, strength=3),
            ),
            portrait,
        )
        for faces in MANNERS
    ]
    assert likenesses == sorted(likenesses)
    assert likenesses[2] > likenesses[0] + 0.05


def test_a_painted_face_takes_more_of_the_styles_colours_than_one_that_is_kept(
    batch: Batch, portrait: Image.Image
) -> None:
    busy = np.asarray(blobs(224, 224, seed=2, roughness=3), float)
    blue = Image.fromarray((busy * (0.3, 0.4, 0.95)).astype(np.uint8))
    style = StyleImage("blue", blue, 1.0)
    options = Options(size=160, steps=30)
    blueness = []
    for faces in ("keep", "paint"):
        picture = painted(batch, portrait, style, options.replace(faces=faces))
        red, _, blues = picture[45:105, 52:108].mean((0, 1))
        blueness.append(blues - red)
    assert blueness[1] > blueness[0] + 5


def test_in_the_instant_picture_a_face_changes_more_than_what_is_beside_it(
    batch: Batch, portrait: Image.Image
) -> None:
    style = StyleImage("busy", blobs(224, 224, seed=2, roughness=3), 1.0)
    free, kept = (
        painted(batch, portrait, style, Options(method="instant", faces=faces, size=192))
        for faces in (MANNERS[0], MANNERS[2])
    )
    changed = np.abs(kept - free).mean(2)
    assert changed[HEAD].mean() > 1.2 * changed[150:, :30].mean()


def test_without_a_face_the_instant_picture_is_the_same_in_every_manner(batch: Batch) -> None:
    photo = blobs(96, 80, seed=5, roughness=8)
    style = StyleImage("busy", blobs(72, 72, seed=2, roughness=2), 1.0)
    pictures = [
        painted(batch, photo, style, Options(method="instant", faces=faces, size=SIZE))
        for faces in MANNERS
    ]
    assert (pictures[0] == pictures[2]).all()
    assert (pictures[1] == pictures[2]).all()


def crowd(portrait: Image.Image) -> Image.Image:
    sheet = Image.new("RGB", (500, 250), (90, 110, 90))
    for i in range(50):
        sheet.paste(portrait.resize((50, 50)), (50 * (i % 10), 50 * (i // 10)))
    return sheet


@pytest.mark.parametrize(
    "arrange",
    [
        crowd,
        lambda portrait: portrait.rotate(180),
        lambda portrait: portrait.crop((90, 0, 224, 224)),
        lambda portrait: portrait.crop((0, 110, 224, 224)),
        lambda portrait: ImageOps.posterize(ImageOps.solarize(portrait), 1),
        lambda portrait: portrait.resize((224, 20)),
    ],
    ids=["fifty faces", "upside down", "at the edge", "half a face", "a mask", "stretched"],
)
def test_faces_of_any_kind_are_painted(
    batch: Batch, portrait: Image.Image, arrange: Callable[[Image.Image], Image.Image]
) -> None:
    style = StyleImage("busy", blobs(72, 72, seed=2, roughness=2), 1.0)
    photo = arrange(portrait)
    methods: tuple[Method, ...] = ("instant", "gatys")
    for method in methods:
        picture = painted(batch, photo, style, Options(method=method, size=SIZE, steps=2))
        assert picture.std() > 5


def test_a_damaged_face_network_is_warned_of_once_and_paintings_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, portrait: Image.Image
) -> None:
    own = tmp_path / "networks"
    own.mkdir()
    (own / "faces.safetensors").write_bytes(b"no network")
    with weights_file("instant") as path:
        (own / "instant.safetensors").write_bytes(path.read_bytes())
    batch = Batch(PaintSettings("cpu", 1, None, tmp_path / "cache", own))
    style = StyleImage("busy", blobs(72, 72, seed=2, roughness=2), 1.0)
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            painted(batch, portrait, style, Options(method="instant", size=SIZE))
    warnings = [r.getMessage() for r in caplog.records if "faces" in r.getMessage()]
    assert len(warnings) == 1
