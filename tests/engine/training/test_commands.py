"""Training from folders of pictures to an exported network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from engine.backbones import Backbone
from engine.backbones.lite import LAYER_NODES, LiteNet
from engine.errors import BadPicture, InvalidState, MissingWeights
from engine.networks.faces import FaceFinder
from engine.networks.instant import InstantPainter
from engine.training.backbone.task import BatchMixture
from engine.training.commands import (
    CURVES,
    Material,
    train_backbone,
    train_faces,
    train_instant,
)
from engine.training.instant.task import BatchSizes
from engine.training.protocol import CHECKPOINT
from engine.training.trainer import Course, TrainingReport

_SMALL = BatchSizes(size=64, count=2, late_size=64, late_count=2)
_MIXTURE = BatchMixture(size=64, fresh=3, canvases=2, pool=4, regressed=8)
_COURSE = Course(steps=20, learning_rate=2e-3, warm_up=2, log_every=5)
_TUNING = replace(_COURSE, learning_rate=1e-4)
"""Layers that were regressed are nearly there."""


@pytest.fixture(scope="module")
def instant_run(
    material: Material, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[TrainingReport]]:
    """Twenty steps of the instant painter."""
    folder = tmp_path_factory.mktemp("instant")
    return folder, list(train_instant(material, folder, course=_COURSE, batches=_SMALL))


@pytest.fixture(scope="module")
def backbone_run(
    material: Material, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[TrainingReport]]:
    """Twenty steps of the backbone."""
    folder = tmp_path_factory.mktemp("backbone")
    return folder, list(train_backbone(material, folder, course=_TUNING, mixture=_MIXTURE))


def test_the_instant_painter_gets_better(instant_run: tuple[Path, list[TrainingReport]]) -> None:
    _, reports = instant_run
    assert [report.step for report in reports] == [5, 10, 15, 20]
    assert reports[-1].numbers["loss"] < reports[0].numbers["loss"]


def test_the_backbone_sees_nearly_what_its_teachers_see(
    backbone_run: tuple[Path, list[TrainingReport]],
) -> None:
    _, reports = backbone_run
    assert [report.step for report in reports] == [5, 10, 15, 20]
    # A network that knew nothing would err by the whole energy, 1.
    assert all(report.numbers["first"] < 0.01 for report in reports)
    assert all(report.numbers["second"] < 0.2 for report in reports)


def test_the_face_finder_learns_and_is_exported_ready_to_look(
    material: Material, tmp_path: Path
) -> None:
    reports = list(train_faces(material, tmp_path, course=_COURSE, count=3))
    assert reports[-1].numbers["loss"] < reports[0].numbers["loss"]
    finder = FaceFinder.load(tmp_path / "faces.safetensors")
    assert len(finder.find(torch.rand(1, 3, 70, 90))) <= 64
    assert "BlazeFace" in (tmp_path / "faces.md").read_text()
    further = train_faces(
        material,
        tmp_path / "further",
        course=replace(_COURSE, steps=2),
        count=3,
        start=tmp_path / "faces.safetensors",
    )
    assert [report.step for report in further] == [2]


def test_the_exported_instant_painter_paints(
    instant_run: tuple[Path, list[TrainingReport]],
) -> None:
    folder, _ = instant_run
    network = InstantPainter.load(folder / "instant.safetensors")
    painting = network.paint(torch.rand(1, 3, 70, 90), network.style(torch.rand(1, 3, 64, 64)))
    assert painting.shape == (1, 3, 70, 90)
    assert 0 <= float(painting.min()) <= float(painting.max()) <= 1


def test_the_exported_backbone_sees_as_a_backbone(
    backbone_run: tuple[Path, list[TrainingReport]],
) -> None:
    folder, _ = backbone_run
    weights = load_file(folder / "lite.safetensors")
    assert all(value.dtype == torch.float16 for value in weights.values())
    network = LiteNet()
    network.load_state_dict(weights)
    backbone = Backbone("lite", network, LAYER_NODES, device=torch.device("cpu"))
    nodes = backbone.nodes(("conv1_1", "conv2_1", "fire7", "conv5_1"), field="style_layers")
    found = backbone.features(torch.rand(1, 3, 64, 48), nodes)
    shapes = [tuple(found[node].shape[1:]) for node in nodes]
    assert shapes == [(16, 66, 50), (32, 32, 24), (352, 8, 6), (128, 4, 3)]


def test_the_instant_painter_goes_on_from_weights_that_are_good_already(
    material: Material, instant_run: tuple[Path, list[TrainingReport]], tmp_path: Path
) -> None:
    start = instant_run[0] / "instant.safetensors"
    still = replace(_COURSE, steps=1, learning_rate=0.0)
    list(train_instant(material, tmp_path, course=still, batches=_SMALL, start=start))
    before, after = load_file(start), load_file(tmp_path / "instant.safetensors")
    assert all(torch.equal(before[name], value) for name, value in after.items())
    assert "Began with weights" in (tmp_path / "instant.md").read_text()


def test_a_run_goes_on_only_with_the_weights_it_began_with(
    material: Material, instant_run: tuple[Path, list[TrainingReport]]
) -> None:
    folder, _ = instant_run
    again = train_instant(
        material,
        folder,
        course=_COURSE,
        batches=_SMALL,
        start=folder / "instant.safetensors",
    )
    with pytest.raises(InvalidState, match="began with other weights"):
        list(again)


def test_a_card_and_curves_lie_beside_the_export(
    instant_run: tuple[Path, list[TrainingReport]],
) -> None:
    folder, _ = instant_run
    card = (folder / "instant.md").read_text()
    assert "20 steps" in card
    assert "Collaborative Distillation" in card
    assert "<svg" in (folder / CURVES).read_text()


def test_an_interrupted_run_takes_the_same_course(
    instant_run: tuple[Path, list[TrainingReport]], material: Material, tmp_path: Path
) -> None:
    first = train_instant(material, tmp_path, course=_COURSE, batches=_SMALL)
    before = next(first)
    first.close()
    second = train_instant(material, tmp_path, course=_COURSE, batches=_SMALL)
    after = next(second)
    second.close()
    assert [before.step, after.step] == [5, 10]
    for resumed, straight in zip((before, after), instant_run[1][:2], strict=True):
        assert resumed.numbers == pytest.approx(straight.numbers, rel=1e-4)


def test_an_interrupted_backbone_takes_the_same_course(
    backbone_run: tuple[Path, list[TrainingReport]], material: Material, tmp_path: Path
) -> None:
    first = train_backbone(material, tmp_path, course=_TUNING, mixture=_MIXTURE)
    before = next(first)
    first.close()
    second = train_backbone(material, tmp_path, course=_TUNING, mixture=_MIXTURE)
    after = next(second)
    second.close()
    for resumed, straight in zip((before, after), backbone_run[1][:2], strict=True):
        assert resumed.numbers == pytest.approx(straight.numbers, rel=1e-4)


def test_a_short_run_exports_what_was_regressed_and_goes_on_only_with_its_own_sizes(
    material: Material, tmp_path: Path
) -> None:
    course = replace(_TUNING, steps=1)
    list(train_backbone(material, tmp_path, course=course, mixture=_MIXTURE))
    saved = torch.load(tmp_path / CHECKPOINT, weights_only=True)
    for name, trained in saved["network"].items():
        torch.testing.assert_close(saved["average"][name], trained, rtol=0.02, atol=0.02)
    longer, smaller = replace(course, steps=2), replace(_MIXTURE, size=48)
    with pytest.raises(InvalidState, match="other sizes"):
        next(train_backbone(material, tmp_path, course=longer, mixture=smaller))


def test_a_damaged_checkpoint_is_named(material: Material, tmp_path: Path) -> None:
    (tmp_path / CHECKPOINT).write_bytes(b"half a file")
    with pytest.raises(InvalidState, match="damaged"):
        next(train_instant(material, tmp_path, course=_COURSE, batches=_SMALL))


def test_an_empty_folder_is_named(material: Material, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    nothing = Material(
        photos=(tmp_path / "none",),
        paintings=material.paintings,
        weights=material.weights,
        cache=material.cache,
    )
    with pytest.raises(BadPicture, match="none"):
        next(train_instant(nothing, tmp_path))


def test_missing_teachers_are_named(material: Material, tmp_path: Path) -> None:
    nothing = Material(
        photos=material.photos,
        paintings=material.paintings,
        weights=tmp_path,
        cache=material.cache,
    )
    with pytest.raises(MissingWeights, match="vgg19_16x"):
        next(train_instant(nothing, tmp_path))
