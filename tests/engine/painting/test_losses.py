"""The losses agree with float64 numpy, their gradients with finite differences."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import Tensor

from engine.losses import content_error, energy, gram, style_error, total_variation

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
    assert torch.autograd.gradcheck(total_variation, batch)


def test_a_target_of_nothing_gives_a_finite_error() -> None:
    nothing = torch.zeros(1, 4, 4)
    assert torch.isfinite(style_error(torch.zeros(1, 4, 2, 2), nothing, energy(nothing))).all()
