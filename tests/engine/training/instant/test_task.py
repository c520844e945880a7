"""One batch of the instant painter: who judges it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.networks.instant import InstantPainter
from engine.training.commands import Material
from engine.training.compute import Compute
from engine.training.instant.style_statistics import StyleDataset, StyleMeasurement
from engine.training.instant.task import BatchSizes, InstantTask, MixedStyles
from engine.training.pictures import Crops, decode_squares, find_pictures
from engine.training.teachers import load_teacher

SMALL = BatchSizes(size=64, count=2, late_size=64, late_count=2)


def task(material: Material, cache: Path, *names: str) -> InstantTask:
    compute = Compute(torch.device("cpu"), torch.float32)
    torch.manual_seed(0)
    network = InstantPainter()
    judges = [load_teacher(name, material.weights, compute) for name in names]
    measure = StyleMeasurement(network.encoder.descriptor, judges, compute)
    paintings = find_pictures(*material.paintings)
    dataset = StyleDataset(paintings, variants=1, measure=measure, cache=cache)
    return InstantTask(
        network,
        judges,
        Crops(decode_squares(find_pictures(*material.photos), cache)),
        MixedStyles((dataset,), (1.0,)),
        measure=measure,
        compute=compute,
        batches=SMALL,
    )


def loss(of: InstantTask, seed: int) -> float:
    torch.manual_seed(seed)
    return of.losses(np.random.default_rng(seed), 0.0)["loss"].item()


def test_of_several_teachers_one_judges_each_batch(material: Material, tmp_path: Path) -> None:
    both = task(material, tmp_path, "vgg19_16x", "lite")
    alone = [task(material, tmp_path, name) for name in ("vgg19_16x", "lite")]
    seen = set()
    for seed in range(8):
        judgements = [loss(single, seed) for single in alone]
        (judge,) = (i for i in (0, 1) if loss(both, seed) == pytest.approx(judgements[i]))
        seen.add(judge)
    assert seen == {0, 1}
