"""The losses agree with float64 numpy, their gradients with finite differences."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor

from engine.painting.losses import (
    content_error,
    energy,
    gram,
    gram_difference,
    position_weights,
    style_error,
    surviving_contrast,
    total_variation,
    weighted_content_error,
)

Array = npt.NDArray[np.float64]


def features(*shape: int, seed: int = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=torch.float64)


def reference_gram(sample: Array) -> Array:
    channels = sample.shape[0]
    flat = sample.reshape(channels, -1)
    return np.asarray(flat @ flat.T / flat.shape[1])


def test_gram_is_the_mean_outer_product_of_each_sample() -> None:
    batch = features(3, 5, 4, 6)
    expected = [reference_gram(sample.numpy()) for sample in batch]
    np.testing.assert_allclose(gram(batch).numpy(), expected, rtol=1e-12)


def test_gram_of_half_precision_features_is_float32_and_close() -> None:
    batch = features(1, 8, 32, 32).to(torch.bfloat16)
    found = gram(batch)
    assert found.dtype == torch.float32
    np.testing.assert_allclose(found[0], reference_gram(batch[0].double().numpy()), atol=1e-5)


def test_gram_of_large_features_does_not_overflow_float32() -> None:
    huge = torch.full((1, 2, 64, 64), 1e16)
    assert torch.isfinite(gram(huge)).all()


def test_style_error_is_the_squared_distance_over_the_targets_own_energy() -> None:
    batch, styles = features(2, 4, 5, 5), features(2, 4, 7, 3, seed=1)
    target = gram(styles)
    found = style_error(batch, target, energy(target))
    for i in range(2):
        a = reference_gram(styles[i].numpy())
        g = reference_gram(batch[i].numpy())
        assert found[i].item() == pytest.approx(((g - a) ** 2).sum() / (a**2).sum(), rel=1e-12)


def test_content_error_is_the_squared_distance_over_the_targets_own_energy() -> None:
    batch, target = features(2, 4, 5, 5), features(2, 4, 5, 5, seed=1)
    found = content_error(batch, target, energy(target))
    f, p = batch.numpy(), target.numpy()
    expected = ((f - p) ** 2).sum((1, 2, 3)) / (p**2).sum((1, 2, 3))
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-12)


def test_without_a_local_share_the_weighted_content_error_is_the_plain_one() -> None:
    batch, target = features(2, 4, 5, 6), features(2, 4, 5, 6, seed=1)
    weighted = weighted_content_error(batch, target, position_weights(target, 0.0))
    torch.testing.assert_close(weighted, content_error(batch, target, energy(target)))


def test_the_local_share_makes_weak_features_as_costly_to_destroy_as_strong_ones() -> None:
    target = torch.ones(1, 4, 1, 2)
    target[..., 1] = 0.05
    left, right = target.clone(), target.clone()
    left[..., 0], right[..., 1] = 0, 0

    def cost_of(destroyed: Tensor, local_share: float) -> float:
        weights = position_weights(target, local_share)
        return weighted_content_error(destroyed, target, weights).item()

    assert cost_of(right, 0.0) < 0.01 * cost_of(left, 0.0)
    assert cost_of(right, 1.0) > 0.02 * cost_of(left, 1.0)
    strong = target.clone()
    strong[..., 1] = 0.5
    faint = strong.clone()
    faint[..., 1] = 0
    weights = position_weights(strong, 1.0)
    assert weighted_content_error(faint, strong, weights).item() > 0.25


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_the_weights_of_positions_are_relative_to_energies(scale: float) -> None:
    target = scale * features(1, 4, 3, 5)
    energies = target.square().sum(1)
    mean = energies.mean()
    expected = (0.7 / mean + 0.3 / (energies + 0.1 * mean)) / 15
    torch.testing.assert_close(position_weights(target, 0.3), expected)


def test_emphasis_adds_to_the_error_at_its_place_alone() -> None:
    target = features(1, 4, 3, 3)
    emphasis = torch.zeros(1, 3, 3)
    emphasis[0, 1, 1] = 2.0
    more = position_weights(target, 0.5, emphasis) / position_weights(target, 0.5)
    assert more[0, 1, 1] > 2
    more[0, 1, 1] = 1
    torch.testing.assert_close(more, torch.ones_like(more))


def test_what_survives_is_the_contrast_that_is_left_whatever_was_added() -> None:
    target = features(1, 4, 8, 8)
    assert surviving_contrast(target, target) == pytest.approx(1)
    assert surviving_contrast(0.3 * target + 5, target) == pytest.approx(0.3)
    assert surviving_contrast(torch.ones_like(target), target) == pytest.approx(0)
    assert surviving_contrast(target, torch.ones_like(target)) == 1
    strokes = features(1, 4, 8, 8, seed=9)
    held = target - target.mean((2, 3), keepdim=True)
    added = strokes - strokes.mean((2, 3), keepdim=True)
    unrelated = added - held * (added * held).sum() / held.square().sum()
    assert surviving_contrast(target + 3 * unrelated, target) == pytest.approx(1)


def test_what_survives_does_not_count_what_a_channel_has_everywhere() -> None:
    level = torch.tensor([0.0, 5, -5, 9], dtype=torch.float64).view(4, 1, 1)
    target = features(1, 4, 8, 8) + level
    held = target.mean((2, 3), keepdim=True)
    assert surviving_contrast(held.expand_as(target), target) == pytest.approx(0, abs=1e-12)
    assert surviving_contrast(held + 0.5 * (target - held), target) == pytest.approx(0.5)


@pytest.mark.parametrize("scale", [1e-2, 1.0, 1e2])
def test_a_flat_target_is_one_with_little_contrast_for_its_energy(scale: float) -> None:
    ripples = features(1, 4, 8, 8)
    ripples -= ripples.mean((2, 3), keepdim=True)
    flat, faint = (scale * (1 + share * ripples) for share in (0.02, 0.05))
    assert surviving_contrast(torch.zeros_like(flat), flat) == 1
    assert surviving_contrast(torch.zeros_like(faint), faint) == 0


def test_total_variation_tells_pictures_of_a_batch_apart() -> None:
    picture = features(1, 3, 5, 6)
    alone = total_variation(picture)
    torch.testing.assert_close(
        total_variation(torch.cat((picture, 2 * picture))), torch.cat((alone, 4 * alone))
    )


def test_total_variation_is_the_mean_square_over_the_eight_neighbours() -> None:
    picture = features(1, 3, 5, 6)
    x = picture[0].numpy()
    differences = [
        (x[:, 1:] - x[:, :-1], 2),
        (x[:, :, 1:] - x[:, :, :-1], 2),
        (x[:, 1:, 1:] - x[:, :-1, :-1], 4),
        (x[:, :-1, 1:] - x[:, 1:, :-1], 4),
    ]
    expected = sum(float((d**2).mean()) / part for d, part in differences)
    assert total_variation(picture).item() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("contrast", [0.5, 2.0])
def test_errors_do_not_depend_on_the_contrast_of_features(contrast: float) -> None:
    batch, styles = features(1, 4, 5, 5), features(1, 4, 5, 5, seed=1)
    target, louder = gram(styles), gram(contrast * styles)
    plain = style_error(batch, target, energy(target))
    assert style_error(contrast * batch, louder, energy(louder)).item() == pytest.approx(
        plain.item()
    )
    same = content_error(batch, styles, energy(styles))
    assert content_error(
        contrast * batch, contrast * styles, energy(contrast * styles)
    ).item() == pytest.approx(same.item())


def test_style_error_does_not_depend_on_how_often_the_style_is_repeated() -> None:
    batch, styles = features(1, 4, 6, 6), features(1, 4, 5, 5, seed=1)
    once, tiled = gram(styles), gram(styles.repeat(1, 1, 2, 2))
    assert style_error(batch, once, energy(once)).item() == pytest.approx(
        style_error(batch.repeat(1, 1, 3, 2), tiled, energy(tiled)).item()
    )


def test_gradients_match_finite_differences() -> None:
    batch = features(2, 3, 4, 3).requires_grad_()
    target = gram(features(2, 3, 4, 4, seed=1))
    like = features(2, 3, 4, 3, seed=2)
    assert torch.autograd.gradcheck(lambda x: style_error(x, target, energy(target)), batch)
    assert torch.autograd.gradcheck(lambda x: content_error(x, like, energy(like)), batch)
    weights = position_weights(like, 0.5)
    assert torch.autograd.gradcheck(lambda x: weighted_content_error(x, like, weights), batch)
    assert torch.autograd.gradcheck(total_variation, batch)


def test_a_target_of_nothing_gives_a_finite_error() -> None:
    nothing = torch.zeros(1, 4, 4)
    assert torch.isfinite(style_error(torch.zeros(1, 4, 2, 2), nothing, energy(nothing))).all()


@pytest.mark.parametrize("channels", [16, 64, 208])
@pytest.mark.parametrize("distance", [0.1, 0.01, 0.001])
def test_gram_differences_in_bfloat16_are_those_of_float64(channels: int, distance: float) -> None:
    # A release of torch that rounded the product before subtracting would be off by 2 to 240 %.
    generator = torch.Generator().manual_seed(channels)
    features = torch.rand(2, channels, 24, 32, generator=generator).to(torch.bfloat16)
    exact = gram(features.double())
    noise = torch.randn(exact.shape, generator=generator, dtype=torch.float64)
    target = (exact * (1 + distance * noise)).float()
    wanted = exact - target.double()
    found = gram_difference(features.to(memory_format=torch.channels_last), target).double()
    assert (found - wanted).norm() < 0.01 * wanted.norm()
