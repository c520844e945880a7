"""L-BFGS on simple functions, and on canvases that come and go."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from engine.backbones import Backbone
from engine.painting.adam import AdamState
from engine.painting.lbfgs import HISTORY, LbfgsStack, LbfgsState, advance
from engine.painting.objective import Objective
from tests.engine.painting.test_adam import begun, make_terms, picture

Function = Callable[[Tensor], Tensor]


def follow(state: LbfgsState, function: Function, steps: int) -> LbfgsState:
    for step in range(steps):
        leaf = state.trial.clone().requires_grad_()
        losses = function(leaf)
        (gradient,) = torch.autograd.grad(losses.sum(), leaf)
        state = advance(state, losses.detach(), gradient, step % HISTORY)
    return state


def bowl(pixels: Tensor) -> Tensor:
    """A badly scaled quadratic with its lowest point at 0.5."""
    weights = torch.linspace(1, 100, pixels[0].numel()).view(1, *pixels.shape[1:])
    return (weights * (pixels - 0.5).square()).flatten(1).sum(1) + 1e-3


def start(*values: float) -> LbfgsState:
    torch.manual_seed(7)
    rows = [torch.full((1, 3, 4, 4), value) for value in values]
    return LbfgsState.begin(torch.cat(rows) + 0.05 * torch.rand(len(values), 3, 4, 4))


def double(seed: int) -> AdamState:
    return AdamState.begin(picture(seed).double())


def test_it_finds_the_lowest_point_of_a_badly_scaled_bowl() -> None:
    found = follow(start(0.1), bowl, 60)
    torch.testing.assert_close(found.pixels, torch.full_like(found.pixels, 0.5), atol=0.01, rtol=0)


def test_pixels_stay_in_their_box_and_those_at_a_bound_do_not_hold_up_the_others() -> None:
    def beyond(pixels: Tensor) -> Tensor:
        goal = torch.full_like(pixels, 0.6)
        goal[:, 0] = 3.0
        return (pixels - goal).square().flatten(1).sum(1)

    found = follow(start(0.3), beyond, 40).pixels
    assert found.min() >= 0
    assert found.max() <= 1
    torch.testing.assert_close(found[:, 0], torch.ones_like(found[:, 0]))
    torch.testing.assert_close(found[:, 1:], torch.full_like(found[:, 1:], 0.6), atol=0.01, rtol=0)


def test_a_step_that_raises_the_loss_is_taken_back_and_its_history_dropped() -> None:
    state = follow(start(0.1), bowl, 6)
    worse = advance(state, state.least * 1.5, torch.ones_like(state.pixels), 0)
    assert torch.equal(worse.pixels, state.pixels)
    assert torch.equal(worse.loss, state.loss)
    assert not worse.inverse_dots.any()
    assert worse.plain_length < state.plain_length


@pytest.mark.parametrize("bad", [torch.nan, torch.inf])
def test_what_is_no_number_is_taken_back(bad: float) -> None:
    state = follow(start(0.1), bowl, 6)
    lost = advance(state, torch.full_like(state.loss, bad), torch.full_like(state.pixels, bad), 0)
    assert torch.isfinite(lost.trial).all()
    assert follow(lost, bowl, 30).loss < state.loss


def test_the_loss_never_ends_far_above_the_least_it_had() -> None:
    def jagged(pixels: Tensor) -> Tensor:
        return bowl(pixels) + pixels.mul(300).sin().flatten(1).sum(1).square()

    for steps in range(1, 40):
        state = follow(start(0.2), jagged, steps)
        assert (state.loss <= 1.02 * state.least).all()


def test_trouble_of_one_canvas_is_none_of_the_others() -> None:
    def cliff(pixels: Tensor) -> Tensor:
        losses = bowl(pixels)
        return torch.cat([losses[:1], torch.where(losses[1:] < 60, torch.nan, losses[1:])])

    together = follow(start(0.1, 0.9), cliff, 20)
    first = start(0.1, 0.9)
    alone = follow(first.rows([0]), bowl, 20)
    torch.testing.assert_close(together.pixels[:1], alone.pixels)


def test_canvases_that_come_and_go_take_the_course_they_take_alone(precise: Backbone) -> None:
    alone = []
    for seed in range(3):
        stack = LbfgsStack(precise)
        stack.add(make_terms(precise, seed), double(seed))
        for _ in range(8):
            stack.step()
        alone.append(stack.picture(0))

    shared = LbfgsStack(precise)
    shared.add(make_terms(precise, 0), double(0))
    for _ in range(3):
        shared.step()
    shared.add(make_terms(precise, 1), double(1))
    for _ in range(5):
        shared.step()
    torch.testing.assert_close(shared.take(0).pixels, alone[0])
    shared.add(make_terms(precise, 2), double(2))
    for _ in range(3):
        shared.step()
    torch.testing.assert_close(shared.take(0).pixels, alone[1])
    for _ in range(5):
        shared.step()
    torch.testing.assert_close(shared.picture(0), alone[2])


def test_another_plan_begins_anew_where_the_canvas_is(exact: Backbone) -> None:
    own = make_terms(exact, 0)
    stack = LbfgsStack(exact)
    stack.add(own, begun(0))
    for _ in range(4):
        stack.step()
    before = stack.picture(0)
    stack.change_plan(0, own.plan)
    assert torch.equal(stack.picture(0), before)
    stack.step()
    stack.step()
    objective = Objective(exact, [own])
    assert objective(stack.picture(0)) < objective(before)


def test_after_a_step_without_memory_a_canvas_takes_another_plan_and_goes_on(
    exact: Backbone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Tensor:
        raise torch.OutOfMemoryError("full")

    own = make_terms(exact, 0)
    stack = LbfgsStack(exact)
    stack.add(own, begun(0))
    with monkeypatch.context() as device:
        device.setattr(Objective, "__call__", full)
        with pytest.raises(torch.OutOfMemoryError):
            stack.step()
    stack.change_plan(0, own.plan)
    stack.step()
    stack.step()
    assert torch.isfinite(stack.picture(0)).all()


def test_taking_a_canvas_moves_up_those_behind_it(exact: Backbone) -> None:
    stack = LbfgsStack(exact)
    for seed in range(3):
        stack.add(make_terms(exact, seed), begun(seed))
    assert torch.equal(stack.take(0).pixels, picture(0))
    assert torch.equal(stack.picture(0), picture(1))
    assert torch.equal(stack.picture(1), picture(2))
