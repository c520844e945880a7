"""Canvases stepped together move as they would alone, and their losses fall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import pytest
import torch
from torch import Tensor

from engine.backbones import Backbone
from engine.messages import Options
from engine.painting.adam import AVERAGING, LAST_RATE, WARM_UP, AdamStack, AdamState
from engine.painting.lbfgs import LbfgsStack
from engine.painting.losses import gram, position_weights
from engine.painting.objective import CanvasTerms, Objective, branches_of, shift
from engine.painting.plan import Plan, make_plan
from engine.painting.targets import Targets

WIDTH, HEIGHT = 48, 32


def picture(seed: int) -> Tensor:
    """Blobs of 8 pixels."""
    generator = torch.Generator().manual_seed(seed)
    coarse = torch.rand(1, 3, HEIGHT // 8, WIDTH // 8, generator=generator)
    return torch.nn.functional.interpolate(coarse, size=(HEIGHT, WIDTH), mode="bilinear")


def make_terms(backbone: Backbone, seed: int, **options: float) -> CanvasTerms:
    plan = make_plan(Options(size=64, **options), backbone, WIDTH, HEIGHT)  # type: ignore[arg-type]
    with torch.no_grad():
        content = backbone.features(picture(seed), plan.content_nodes)
        style = backbone.features(picture(seed + 100), plan.style_nodes)
    return CanvasTerms(
        plan, targets(plan, content, tuple(gram(style[n]) for n in plan.style_nodes))
    )


def targets(plan: Plan, content: dict[str, Tensor], style: tuple[Tensor, ...]) -> Targets:
    held = tuple(content[n] for n in plan.content_nodes)
    return Targets(held, style, tuple(position_weights(f, plan.local_share) for f in held))


def gradient(
    backbone: Backbone, canvases: list[CanvasTerms], pictures: Tensor
) -> tuple[Tensor, Tensor]:
    leaf = pictures.clone().requires_grad_()
    losses = Objective(backbone, canvases)(leaf)
    (found,) = torch.autograd.grad(losses.sum(), leaf)
    return losses.detach(), found


def begun(seed: int, steps: int = 50) -> AdamState:
    return AdamState.begin(picture(seed)).schedule(0.04, steps)


def test_losses_and_gradients_of_a_batch_are_those_of_each_alone(exact: Backbone) -> None:
    parts = [
        make_terms(exact, 0),
        make_terms(exact, 1, strength=3),
        make_terms(exact, 2, tv_weight=9),
    ]
    pictures = torch.cat([picture(seed) for seed in (7, 8, 9)])
    losses, together = gradient(exact, parts, pictures)
    for i in range(3):
        loss, alone = gradient(exact, parts[i : i + 1], pictures[i : i + 1])
        torch.testing.assert_close(losses[i : i + 1], loss, rtol=1e-4, atol=1e-6)
        torch.testing.assert_close(
            together[i : i + 1], alone, rtol=1e-3, atol=1e-3 * alone.abs().max().item()
        )


def test_the_objective_is_nothing_at_its_own_targets(exact: Backbone) -> None:
    plan = make_plan(Options(tv_weight=0), exact, WIDTH, HEIGHT)
    nodes = plan.content_nodes + plan.style_nodes
    found = exact.features(picture(0), nodes)
    own = targets(plan, found, tuple(gram(found[n]) for n in plan.style_nodes))
    assert Objective(exact, [CanvasTerms(plan, own)])(picture(0)).item() == pytest.approx(
        0, abs=1e-6
    )


def test_weights_multiply_their_losses(exact: Backbone) -> None:
    def loss(**weights: float) -> float:
        silent = {"content_weight": 0.0, "style_weight": 0.0, "tv_weight": 0.0}
        return Objective(exact, [make_terms(exact, 0, **(silent | weights))])(picture(5)).item()

    for name in ("content_weight", "style_weight", "tv_weight"):
        assert loss(**{name: 3.0}) == pytest.approx(3 * loss(**{name: 1.0}), rel=1e-4)
    assert loss(style_weight=1.0, strength=2.0) == pytest.approx(2 * loss(style_weight=1.0))
    everything = loss(content_weight=1.0, style_weight=1.0, tv_weight=1.0)
    assert everything == pytest.approx(
        loss(content_weight=1.0) + loss(style_weight=1.0) + loss(tv_weight=1.0), rel=1e-4
    )


def test_the_losses_of_the_branches_add_up_to_the_whole(exact: Backbone) -> None:
    parts = [make_terms(exact, 0), make_terms(exact, 1)]
    pictures = torch.cat([picture(5), picture(6)])
    assert len(branches_of(exact, parts[0].plan)) == 2
    each = [Objective(exact, parts, branch=branch)(pictures) for branch in (0, 1)]
    torch.testing.assert_close(each[0] + each[1], Objective(exact, parts)(pictures))


def reference(
    backbone: Backbone,
    own: CanvasTerms,
    pixels: Tensor,
    looks: Sequence[tuple[int, ...]],
    *,
    age: int,
) -> Tensor:
    """Torch's own Adam on ``pixels``, from ``age`` on: ``looks`` names the branches per step."""
    leaf = pixels.clone().requires_grad_()
    adam = torch.optim.Adam([leaf], lr=0.04, betas=(0.9, 0.99), eps=1e-12)
    decay = torch.optim.lr_scheduler.ExponentialLR(adam, LAST_RATE ** (1 / 50))
    known: dict[int, Tensor] = {}
    for taken, branches in enumerate(looks):
        for branch in branches:
            place = (age + taken) // 2
            loss = Objective(backbone, [own], branch=branch)(leaf, [place]).sum()
            (known[branch],) = torch.autograd.grad(loss, leaf)
        leaf.grad = known[0] + known[1]
        adam.step()
        decay.step()
        with torch.no_grad():
            leaf.clamp_(0, 1)
    return leaf.detach()


def assert_alike(one: Tensor, other: Tensor) -> None:
    # A gradient near zero may differ in its sign, and Adam's step with it: look at the bulk.
    assert (one - other).abs().quantile(0.99).item() < 1e-3


def test_adam_takes_torchs_own_steps_through_one_branch_at_a_time(exact: Backbone) -> None:
    own = make_terms(exact, 0)
    stack = AdamStack(exact)
    stack.add(own, begun(5))
    turns = [(age % 2,) for age in range(WARM_UP, WARM_UP + 4)]
    looks = [(0, 1)] * WARM_UP + turns
    for _ in looks:
        stack.step()
    assert_alike(stack.take(0).pixels, reference(exact, own, picture(5), looks, age=0))


def test_at_a_new_scale_the_first_step_looks_through_every_branch(exact: Backbone) -> None:
    own = make_terms(exact, 0)
    fresh = AdamState.begin(picture(5))
    # Adam forgets, but the clock knows that the canvas is an old one.
    old = replace(fresh.schedule(0.04, 50), age=torch.full((1,), float(WARM_UP + 1)))
    stack = AdamStack(exact)
    stack.add(own, old)
    leaf = picture(5).requires_grad_()
    places = [(WARM_UP + 1) // 2]
    losses = [Objective(exact, [own], branch=branch)(leaf, places).sum() for branch in (0, 1)]
    (gradient,) = torch.autograd.grad(losses[0] + losses[1], leaf)
    stack.step()
    torch.testing.assert_close(stack.take(0).mean, 0.1 * gradient, rtol=1e-3, atol=1e-9)


def test_canvases_of_any_age_do_not_feel_another_join_and_leave(precise: Backbone) -> None:
    alone = [AdamStack(precise) for _ in range(4)]
    shared = AdamStack(precise)
    names: list[int] = []

    def join(which: int) -> None:
        for stack in (alone[which], shared):
            start = AdamState.begin(picture(which + 5).double()).schedule(0.04, 50)
            stack.add(make_terms(precise, which), start)
        names.append(which)

    def step(times: int) -> None:
        for _ in range(times):
            for which in names:
                alone[which].step()
            shared.step()

    def compare() -> None:
        for index, which in enumerate(names):
            assert_alike(shared.picture(index), alone[which].picture(0))

    join(0)
    step(1)
    join(1)
    join(2)
    step(1)
    join(3)
    # Until all are past their warm-up, in either turn.
    step(WARM_UP + 3)
    compare()
    for leaving in (1, 0):
        shared.take(names.index(leaving))
        names.remove(leaving)
        step(4)
        compare()
    assert names == [2, 3]


def test_taking_a_canvas_moves_up_those_behind_it(exact: Backbone) -> None:
    stack = AdamStack(exact)
    for seed in range(3):
        stack.add(make_terms(exact, seed), begun(seed))
    assert torch.equal(stack.take(0).pixels, picture(0))
    assert torch.equal(stack.picture(0), picture(1))
    assert torch.equal(stack.picture(1), picture(2))


@pytest.mark.parametrize("kind", [AdamStack, LbfgsStack])
def test_the_loss_falls(exact: Backbone, kind: type[AdamStack] | type[LbfgsStack]) -> None:
    own = make_terms(exact, 0)
    objective = Objective(exact, [own])
    stack = kind(exact)
    stack.add(own, begun(5, steps=12))
    before = objective(stack.picture(0)).item()
    for _ in range(12):
        stack.step()
    after = stack.picture(0)
    assert objective(after).item() < 0.5 * before
    assert after.min() >= 0
    assert after.max() <= 1


def test_the_average_of_the_iterates_is_corrected_for_its_start() -> None:
    state = AdamState.begin(picture(0))
    assert torch.equal(state.picture(), picture(0))
    constant = torch.full((1, 3, 4, 4), 0.25)
    weight = 1 - AVERAGING
    moved = AdamState.begin(torch.zeros(1, 3, 4, 4))
    moved.age.add_(1)
    moved.average.copy_(constant * weight)
    torch.testing.assert_close(moved.picture(), constant)


def test_no_two_fields_of_a_state_share_their_memory() -> None:
    state = AdamState.begin(picture(0))
    held = [getattr(state, field.name).data_ptr() for field in fields(state)]
    assert len(set(held)) == len(held)


def test_the_next_scale_keeps_adams_memory(exact: Backbone) -> None:
    stack = AdamStack(exact)
    stack.add(make_terms(exact, 0), begun(5))
    for _ in range(3):
        stack.step()
    small = stack.take(0)
    large = small.enlarge(2 * WIDTH, 2 * HEIGHT)
    assert large.pixels.shape == (1, 3, 2 * HEIGHT, 2 * WIDTH)
    assert large.age.item() == 3
    assert large.square.min() >= 0
    assert large.mean.mean().item() == pytest.approx(small.mean.mean().item(), rel=0.05)
    shrunk = torch.nn.functional.avg_pool2d(large.picture(), 2)
    assert (shrunk - small.picture()).abs().mean() < 0.03


def test_a_grid_is_looked_at_from_every_place_once() -> None:
    pictures = torch.arange(2 * 12 * 12.0).view(2, 1, 12, 12)
    ages = range(16)
    seen = torch.cat([shift(pictures, [age, age + 3], 4) for age in ages])
    centres = seen[0::2, 0, 6, 6].long().tolist()
    assert len(set(centres)) == 16
    assert {centre // 12 - 6 for centre in centres} == {-2, -1, 0, 1}
    assert {centre % 12 - 6 for centre in centres} == {-2, -1, 0, 1}
    assert torch.equal(shift(pictures, [5, 9], 4)[1:], shift(pictures[1:], [9], 4))
