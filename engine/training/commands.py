"""What ``atelier train`` does: from folders of pictures to an exported network.

Each function trains until its course ends, or resumes a run that lies in ``folder``, and is a
generator of reports, so that the caller decides what to show.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from torch import Tensor

from engine.backbones.lite import LiteNet
from engine.errors import BadPicture
from engine.networks.faces import FaceFinder
from engine.networks.instant import InstantPainter
from engine.training import model_cards as cards
from engine.training.backbone.task import FIRST_TEACHER, SECOND_TEACHER, BackboneTask, BatchMixture
from engine.training.backbone.whitening import WhitenedAdam
from engine.training.compute import Compute
from engine.training.curves import draw_curves
from engine.training.export import Card, export
from engine.training.faces.album import Album, add_lookalikes, load_album
from engine.training.faces.blazeface import BlazeFace, load_blazeface
from engine.training.faces.paintings import paint_photos
from engine.training.faces.scenes import Scenes
from engine.training.faces.task import FacesTask, Student
from engine.training.instant.polish import POLISH_COURSE, PolishCourse, Polished, Polisher
from engine.training.instant.style_statistics import StyleDataset, StyleMeasurement
from engine.training.instant.task import (
    LOSS_WEIGHTS,
    BatchSizes,
    InstantTask,
    LossWeights,
    MixedStyles,
)
from engine.training.pictures import Crops, cut_square, decode_squares, find_pictures, to_tensor
from engine.training.teachers import load_teacher
from engine.training.trainer import Course, Trainer, TrainingReport, read_log
from engine.weights.shipped import weights_file
from engine.weights.store import load_weights, read_shipped

CURVES: Final = "curves.svg"
COURSE: Final = Course()
BATCHES: Final = BatchSizes()
FURTHER_COURSE: Final = Course(learning_rate=5e-4)
"""Of an instant painter that begins with weights that are good already."""
BACKBONE_COURSE: Final = Course(steps=1500, learning_rate=1.5e-4)
MIXTURE: Final = BatchMixture()
FACES_COURSE: Final = Course(steps=12_000, learning_rate=3e-3)
FURTHER_FACES_COURSE: Final = Course(steps=4_000, learning_rate=8e-4)
SCENES: Final = 16
"""In a batch of the face finder's."""
_POLISHED_SIDE: Final = 448
"""Pixels: at which ``engine.painting.instant`` looks at styles for a painting of 512 x 384."""
_VARIANTS: Final = 2
_FAVOURITE_VARIANTS: Final = 4
_FAVOURITE_SHARE: Final = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Folders to learn from. ``favourites`` are styles drawn far more often than the others."""

    photos: tuple[Path, ...]
    paintings: tuple[Path, ...]
    favourites: tuple[Path, ...] = ()
    weights: Path
    """Where the teachers' weights lie."""
    cache: Path
    """What was decoded and measured once is kept here."""


def train_instant(
    material: Material,
    folder: Path,
    *,
    course: Course = COURSE,
    weights: LossWeights = LOSS_WEIGHTS,
    batches: BatchSizes = BATCHES,
    teachers: Sequence[str] = ("vgg19_16x",),
    start: Path | None = None,
    device: str = "auto",
) -> Generator[TrainingReport, None, None]:
    """Train the instant painter in ``folder``; at the end export it there as ``instant``.

    It begins with the weights in ``start``, or with random ones. Raises ``MissingWeights``,
    ``BadPicture``.
    """
    compute = Compute.choose(device)
    torch.manual_seed(course.seed)
    network, digest = InstantPainter(), ""
    if start is None:
        network.encoder.descriptor.load_state_dict(read_descriptor())
    else:
        load_weights(network, start)
        digest = hashlib.sha256(start.read_bytes()).hexdigest()
    network.to(compute.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    judges = [load_teacher(name, material.weights, compute) for name in teachers]
    measure = StyleMeasurement(network.encoder.descriptor, judges, compute)
    task = InstantTask(
        network,
        judges,
        Crops(decode_squares(find_pictures(*material.photos), material.cache)),
        _mix_styles(material, measure),
        measure=measure,
        compute=compute,
        weights=weights,
        batches=batches,
        start=digest,
    )
    trainer = Trainer(task, course, folder)
    yield from _run(trainer, folder, "instant", cards.instant_card(teachers, start=digest))


def train_backbone(
    material: Material,
    folder: Path,
    *,
    course: Course = BACKBONE_COURSE,
    mixture: BatchMixture = MIXTURE,
    device: str = "auto",
) -> Generator[TrainingReport, None, None]:
    """Train the next ``lite`` in ``folder``; at the end export it there as ``lite``.

    Raises ``MissingWeights``, ``BadPicture``.
    """
    compute = Compute.choose(device)
    torch.manual_seed(course.seed)
    network = LiteNet()
    network.to(compute.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    task = BackboneTask(
        network,
        (
            load_teacher(FIRST_TEACHER, material.weights, compute),
            load_teacher(SECOND_TEACHER, material.weights, compute),
        ),
        Crops(decode_squares(find_pictures(*material.photos), material.cache)),
        Crops(decode_squares(find_pictures(*material.paintings), material.cache)),
        compute=compute,
        mixture=mixture,
        seed=course.seed,
    )
    trainer = Trainer(task, course, folder, WhitenedAdam(network, course.learning_rate))
    yield from _run(trainer, folder, "lite", cards.backbone_card((FIRST_TEACHER, SECOND_TEACHER)))


def train_faces(
    material: Material,
    folder: Path,
    *,
    course: Course = FACES_COURSE,
    count: int = SCENES,
    start: Path | None = None,
    device: str = "auto",
) -> Generator[TrainingReport, None, None]:
    """Train the face finder in ``folder``; at the end export it there as ``faces``.

    It begins with random weights; or with those in ``start``, and then learns from what they take
    for faces in the pictures, and no longer from the teacher's features.
    ``favourites`` are the styles that photos are painted in. Raises ``MissingWeights``,
    ``BadPicture``.
    """
    compute = Compute.choose(device)
    torch.manual_seed(course.seed)
    student = Student(FaceFinder())
    student.to(compute.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    judge = load_blazeface(material.weights, compute.device)
    if start is not None:
        load_weights(student.finder, start)
    with compute.autocast():
        photos, paintings = _load_albums(material, judge, start)
    if not photos.sure_faces():
        raise BadPicture("The teacher finds no face in the photos.", reason="unreadable")
    styles = find_pictures(*material.favourites) if material.favourites else ()
    with weights_file("instant") as path:
        painter = InstantPainter.load(path)
    scenes = Scenes(
        (photos, paintings),
        paint_photos(photos, painter, styles, material.cache, seed=course.seed),
    )
    task = FacesTask(
        student,
        judge,
        scenes,
        compute=compute,
        count=count,
        seed=course.seed,
        hints=start is None,
    )
    trainer = Trainer(task, course, folder)
    yield from _run(trainer, folder, "faces", cards.faces_card(), part="finder.")


def polish_style(
    network: Path,
    picture: Path,
    material: Material,
    *,
    course: PolishCourse = POLISH_COURSE,
    teachers: Sequence[str] = ("lite",),
    device: str = "auto",
) -> Generator[Polished, None, None]:
    """Fit the vector of the style ``picture`` to what the instant painter makes of photos.

    Yields before the first and after every step; the last holds the vector to keep. ``lite`` as
    the teacher needs no weights beside those that ship. Raises ``MissingWeights``, ``BadPicture``.
    """
    compute = Compute.choose(device)
    painter = InstantPainter.load(network).to(compute.device)
    polisher = Polisher(
        painter,
        to_tensor(cut_square(picture, side=_POLISHED_SIDE)),
        Crops(decode_squares(find_pictures(*material.photos), material.cache)),
        [load_teacher(name, material.weights, compute) for name in teachers],
        compute=compute,
        course=course,
    )
    yield from polisher.run()


def read_descriptor() -> Mapping[str, Tensor]:
    """Read the style encoder's frozen features from the instant painter that ships.

    They are the first layers of the first ``lite``.
    """
    prefix = "encoder.descriptor."
    shipped = read_shipped("instant")
    return {n.removeprefix(prefix): v for n, v in shipped.items() if n.startswith(prefix)}


def _load_albums(material: Material, judge: BlazeFace, start: Path | None) -> tuple[Album, Album]:
    """Load the photos and the paintings, with what the network in ``start`` takes for faces."""
    photos = load_album(find_pictures(*material.photos), judge, material.cache)
    paintings = load_album(find_pictures(*material.paintings), judge, material.cache)
    if start is None:
        return photos, paintings
    taught = FaceFinder.load(start)
    return (
        add_lookalikes(photos, taught, judge, material.cache),
        add_lookalikes(paintings, taught, judge, material.cache),
    )


def _mix_styles(material: Material, measure: StyleMeasurement) -> MixedStyles:
    paintings = StyleDataset(
        find_pictures(*material.paintings),
        variants=_VARIANTS,
        measure=measure,
        cache=material.cache,
    )
    if not material.favourites:
        return MixedStyles((paintings,), (1.0,))
    favourites = StyleDataset(
        find_pictures(*material.favourites),
        variants=_FAVOURITE_VARIANTS,
        measure=measure,
        cache=material.cache,
    )
    return MixedStyles((paintings, favourites), (1 - _FAVOURITE_SHARE, _FAVOURITE_SHARE))


def _run(
    trainer: Trainer, folder: Path, name: str, card: Card, part: str = ""
) -> Generator[TrainingReport, None, None]:
    yield from trainer.run()
    reports = read_log(folder)
    (folder / CURVES).write_text(draw_curves(reports, f"Training {name}"))
    weights = {
        key.removeprefix(part): value
        for key, value in trainer.averaged_weights().items()
        if key.startswith(part)
    }
    export(folder / f"{name}.safetensors", weights, card, reports)
