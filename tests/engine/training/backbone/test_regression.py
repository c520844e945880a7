"""Layers and channels found by least squares."""

from __future__ import annotations

from typing import Literal

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.backbones.lite import LAYER_NODES, LiteNet
from engine.painting.plan import BACKBONE_DEFAULTS
from engine.training.backbone.channel_selection import JUDGED, ChannelSelection
from engine.training.backbone.layerwise_fit import convolutions, fit_layers
from engine.training.backbone.regression import pad_for, regress, select_columns, stand_in_scales
from engine.training.backbone.task import node_of
from engine.training.commands import Material
from engine.training.compute import Compute
from engine.training.teachers import load_teacher


def noise(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def test_a_rectified_layer_is_found_from_its_outputs_alone() -> None:
    torch.manual_seed(0)
    teacher, learner = (nn.Conv2d(6, 8, 3, padding=1, padding_mode="replicate") for _ in range(2))
    pictures = noise(6, 6, 24, 24).relu()
    truth = teacher(pictures).relu().detach()
    assert regress(learner, pictures, truth) < 1e-3
    others = noise(2, 6, 24, 24, seed=1).relu()
    missed = (learner(others).relu() - teacher(others).relu()).detach()
    assert float(missed.square().mean().sqrt()) < 0.03


def test_plain_least_squares_would_miss_a_layer_that_is_mostly_shut() -> None:
    torch.manual_seed(0)
    teacher, learner = nn.Conv2d(4, 4, 1), nn.Conv2d(4, 4, 1)
    assert teacher.bias is not None
    nn.init.constant_(teacher.bias, -1)
    pictures = noise(4, 4, 32, 32)
    truth = teacher(pictures).relu().detach()
    rows = pictures.permute(0, 2, 3, 1).flatten(0, 2)
    rows = torch.cat([rows, torch.ones(len(rows), 1)], 1)
    wanted = truth.permute(0, 2, 3, 1).flatten(0, 2)
    plain = (rows @ torch.linalg.lstsq(rows, wanted).solution).relu() - wanted
    left = float(plain.square().sum() / wanted.square().sum())
    assert regress(learner, pictures, truth) < left / 2


def test_the_channels_kept_are_those_the_others_follow_from() -> None:
    rows = noise(500, 3)
    mixed = rows @ noise(3, 4, seed=1)
    features = torch.cat([0.01 * noise(500, 1, seed=2), rows, mixed[:, :1]], 1)
    assert select_columns(features, torch.cat([rows, mixed], 1), 3) in (
        [1, 2, 3],
        [1, 2, 4],
        [1, 3, 4],
        [2, 3, 4],
    )


def test_as_many_channels_are_kept_as_were_asked_for_even_dead_ones() -> None:
    features = torch.cat([noise(100, 2), torch.zeros(100, 3)], 1)
    assert len(select_columns(features, features, 4)) == 4


def test_a_channel_that_stands_for_a_twin_counts_twice() -> None:
    one, other = noise(400, 1), noise(400, 1, seed=1)
    features = torch.cat([one, other, one], 1)
    weights = stand_in_scales(features, [0, 1])
    assert weights.tolist() == pytest.approx([2**0.5, 1.0], abs=0.02)


def test_the_layers_that_are_taught_are_those_that_paintings_are_painted_with() -> None:
    painted = [LAYER_NODES[layer] for layer in BACKBONE_DEFAULTS["lite"].style_layers]
    assert [node_of(name) for name in JUDGED] == painted


def test_a_network_that_imitates_sees_what_its_teachers_see(material: Material) -> None:
    compute = Compute(torch.device("cpu"), torch.float32)
    selection = ChannelSelection(
        (
            load_teacher("vgg19_16x", material.weights, compute),
            load_teacher("squeezenet", material.weights, compute),
        )
    )
    pictures = functional.interpolate(noise(8, 3, 16, 16).sigmoid(), (64, 64), mode="bilinear")
    selection.choose(pictures)
    torch.manual_seed(0)
    network = LiteNet()
    errors = fit_layers(network, pictures, selection.features_to_match(pictures))
    assert set(errors) == set(convolutions(network))
    assert all(errors[name] < 0.01 for name in ("1_1", "1_2", "2_1", "conv1"))
    assert max(errors.values()) < 0.3


@pytest.mark.parametrize("beyond", ["zeros", "replicate"])
def test_inputs_get_the_borders_that_a_convolution_adds_itself(
    beyond: Literal["zeros", "replicate"],
) -> None:
    conv = nn.Conv2d(3, 5, 3, padding=1, padding_mode=beyond)
    inputs = noise(2, 3, 8, 8)
    bare = functional.conv2d(pad_for(conv, inputs), conv.weight, conv.bias)
    torch.testing.assert_close(bare, conv(inputs))
