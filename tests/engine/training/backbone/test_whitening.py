"""Steps in whitened coordinates reach what correlated inputs hide from plain Adam."""

from __future__ import annotations

from copy import deepcopy

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.training.backbone.whitening import WhitenedAdam, extract_patches, whitening_matrix

_STEPS = 120


def smooth_pictures() -> Tensor:
    """Neighbouring pixels are nearly alike, as in photos."""
    noise = torch.rand(8, 3, 40, 40, generator=torch.Generator().manual_seed(1))
    return functional.avg_pool2d(noise, 7, stride=1, padding=3) + 0.02 * noise


def convolution(seed: int) -> nn.Conv2d:
    torch.manual_seed(seed)
    return nn.Conv2d(3, 8, 3, padding=1, padding_mode="replicate")


def distance_after(learner: nn.Conv2d, optimiser: torch.optim.Optimizer) -> float:
    """How far ``learner`` is from another convolution, of whose outputs it is taught the edges."""
    pictures, teacher = smooth_pictures(), convolution(2)
    with torch.no_grad():
        # An edge detector answers to what hardly varies: the differences of neighbours.
        teacher.weight -= teacher.weight.mean((2, 3), keepdim=True)
        truth = teacher(pictures)
    error = torch.zeros(())
    for _ in range(_STEPS):
        error = (learner(pictures) - truth).square().mean() / truth.var()
        optimiser.zero_grad()
        error.backward()
        optimiser.step()
    return float(error.detach())


def test_edges_are_learnt_where_plain_adam_still_sees_only_light() -> None:
    plain, white = convolution(0), convolution(0)
    slow = distance_after(plain, torch.optim.Adam(plain.parameters(), lr=3e-3))
    fast = distance_after(white, WhitenedAdam(white, 3e-3))
    assert fast < slow / 20


def test_whitened_inputs_are_uncorrelated_and_of_unit_power() -> None:
    rows = extract_patches(convolution(0), smooth_pictures())
    assert rows.shape[1] == 28
    moments = rows.mT @ rows / len(rows)
    basis = whitening_matrix(moments, len(rows))
    torch.testing.assert_close(basis @ moments @ basis.mT, torch.eye(28), atol=0.15, rtol=0)


def test_a_resumed_optimiser_takes_the_same_course() -> None:
    straight = convolution(0)
    optimiser = WhitenedAdam(straight, 1e-3)
    distance_after(straight, optimiser)
    resumed = convolution(3)
    resumed.load_state_dict(straight.state_dict())
    again = WhitenedAdam(resumed, 1e-3)
    again.load_state_dict(deepcopy(optimiser.state_dict()))
    assert distance_after(resumed, again) == distance_after(straight, optimiser)


def test_directions_that_were_never_seen_are_hardly_moved_along() -> None:
    seen = torch.rand(20, 40, generator=torch.Generator().manual_seed(1))
    basis = whitening_matrix(seen.mT @ seen / len(seen), len(seen))
    assert float(torch.linalg.matrix_norm(basis, 2)) < 3
