"""Sizes from coarse to fine, steps shared among them, and resampling."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some

from engine.painting.resampling import (
    LEAST_SIDE,
    divide_steps,
    fit,
    longest_sides,
    noise,
    resize,
    resize_picture,
)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [(4000, 3000, (512, 384)), (300, 400, (384, 512)), (100, 100, (512, 512))],
)
def test_fit_keeps_proportions(width: int, height: int, expected: tuple[int, int]) -> None:
    assert fit(width, height, 512) == expected


@pytest.mark.parametrize("longest", [64, 128, 224, 512, 2048])
@pytest.mark.parametrize("size", [(8000, 400), (400, 8000), (8000, 800), (3000, 2000)])
def test_a_panorama_keeps_its_shape_at_every_size(size: tuple[int, int], longest: int) -> None:
    width, height = fit(*size, longest)
    # Half a pixel of the shorter side is what rounding may change.
    assert abs(width / size[0] - height / size[1]) * min(size) <= 0.5


def test_fit_keeps_a_ribbon_wide_enough_to_be_seen() -> None:
    assert fit(5000, 10, 512) == (512, LEAST_SIDE)


@given(final=some.integers(64, 4096), ratio=some.floats(1.2, 3))
def test_sides_grow_to_the_final_one(final: int, ratio: float) -> None:
    sides = longest_sides(final, coarsest=128, ratio=ratio)
    assert sides[-1] == final
    assert list(sides) == sorted(sides)
    assert len(sides) == 1 or sides[0] >= 120


@given(
    steps=some.integers(1, 2000), parts=some.lists(some.floats(0.1, 50), min_size=1, max_size=8)
)
def test_all_steps_are_shared_out(steps: int, parts: list[float]) -> None:
    counts = divide_steps(steps, parts)
    assert sum(counts) == steps
    assert len(counts) == len(parts)
    assert counts[-1] >= 1


def test_few_steps_go_to_the_finest_scales() -> None:
    assert divide_steps(2, [9.0, 3.0, 1.0]) == (0, 1, 1)


def test_resizing_to_the_same_size_changes_nothing() -> None:
    picture = torch.rand(1, 3, 9, 7, generator=torch.Generator().manual_seed(0))
    assert resize(picture, 7, 9) is picture


def test_resized_pictures_stay_in_range() -> None:
    edge = torch.zeros(1, 3, 16, 16)
    edge[..., 8:] = 1
    larger = resize_picture(edge, 40, 40)
    assert larger.shape == (1, 3, 40, 40)
    assert larger.min() >= 0
    assert larger.max() <= 1


def test_noise_is_decided_by_the_seed() -> None:
    assert torch.equal(noise(8, 6, seed=3), noise(8, 6, seed=3))
    assert not torch.equal(noise(8, 6, seed=3), noise(8, 6, seed=4))
    assert noise(8, 6, seed=3).shape == (1, 3, 6, 8)
