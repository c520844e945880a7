"""Style targets are computed once, mixed by weight, and kept within bounds."""

from __future__ import annotations

import pytest
import torch
from PIL import Image
from torch import Tensor

from engine.backbones import Backbone
from engine.backbones.lite import VGG_CHANNELS
from engine.painting.interface import StyleImage
from engine.painting.targets import StyleCache, mix_colours, mix_grams, resize_to_area
from tests.engine.conftest import blobs

NAMES = ("conv2_1", "conv3_2")


def source(digest: str, side: int = 48) -> StyleImage:
    return StyleImage(digest, blobs(side, side, seed=len(digest), roughness=2), 1.0)


def are_the_same(some: tuple[Tensor, ...], others: tuple[Tensor, ...]) -> bool:
    """Whether these are the very tensors, so that nothing was computed for the others."""
    return all(a is b for a, b in zip(some, others, strict=True))


def test_a_style_is_looked_at_once_per_size_and_pooling(lite: Backbone) -> None:
    cache = StyleCache(1 << 20)
    nodes = lite.nodes(NAMES, field="style_layers")
    first = cache.grams(source("a"), lite, "average", nodes, 32)
    others = [
        cache.grams(source("a"), lite, "average", nodes, 40),
        cache.grams(source("a"), lite, "max", nodes, 32),
        cache.grams(source("other"), lite, "average", nodes, 32),
    ]
    assert are_the_same(cache.grams(source("a"), lite, "average", nodes, 32), first)
    assert not any(one is another for other in others for one in first for another in other)


def test_more_layers_of_a_known_style_cost_only_the_new_ones(lite: Backbone) -> None:
    cache = StyleCache(1 << 20)
    first = cache.grams(source("a"), lite, "average", lite.nodes(NAMES[:1], field="x"), 32)
    more = cache.grams(source("a"), lite, "average", lite.nodes(NAMES, field="x"), 32)
    assert are_the_same(more[:1], first)
    assert len(more) == 2


def test_the_cache_stays_within_its_bytes_and_drops_what_was_longest_unused(
    lite: Backbone,
) -> None:
    nodes = lite.nodes(["conv2_1"], field="x")
    cache = StyleCache(2 * VGG_CHANNELS["2_1"] ** 2 * 4)

    def grams(digest: str) -> tuple[Tensor, ...]:
        return cache.grams(source(digest), lite, "average", nodes, 32)

    known = {digest: grams(digest) for digest in ("a", "bb", "a", "ccc")}
    assert are_the_same(grams("a"), known["a"])
    assert are_the_same(grams("ccc"), known["ccc"])
    assert not are_the_same(grams("bb"), known["bb"])


def test_a_target_too_large_for_the_cache_is_used_all_the_same(lite: Backbone) -> None:
    cache = StyleCache(10)
    nodes = lite.nodes(["conv2_1"], field="x")
    found = cache.grams(source("a"), lite, "average", nodes, 32)
    assert found[0].shape == (1, VGG_CHANNELS["2_1"], VGG_CHANNELS["2_1"])
    assert not are_the_same(cache.grams(source("a"), lite, "average", nodes, 32), found)


def test_styles_are_mixed_by_weight() -> None:
    def matrices(value: float) -> tuple[Tensor, ...]:
        return (torch.full((1, 2, 2), value), torch.full((1, 3, 3), 10 * value))

    small, large = mix_grams([matrices(1.0), matrices(4.0)], [2.0, 1.0])
    assert small.flatten().tolist() == pytest.approx([2.0] * 4)
    assert large.flatten().tolist() == pytest.approx([20.0] * 9)


def test_style_pictures_get_the_canvas_area_but_are_at_most_doubled() -> None:
    wide = blobs(160, 40, seed=0, roughness=2)
    assert resize_to_area(wide, 40).shape == (1, 3, 20, 80)
    assert resize_to_area(wide, 1000).shape == (1, 3, 80, 320)


def test_colours_of_several_styles_are_mixed_by_weight() -> None:
    red = StyleImage("red", Image.new("RGB", (40, 30), (255, 0, 0)), 3.0)
    blue = StyleImage("blue", Image.new("RGB", (9, 9), (0, 0, 255)), 1.0)
    mean = mix_colours([red, blue])[0, :3]
    torch.testing.assert_close(mean, torch.tensor([0.75, 0.0, 0.25]))
