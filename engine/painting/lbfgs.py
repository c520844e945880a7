"""L-BFGS without a line search (Nocedal & Wright 2006, algorithm 7.4), many canvases at once.

One evaluation of the objective a step. All dot products are per canvas: what happens to one, be
it a step taken back or a history dropped, changes nothing for the others of its stack.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import torch
from torch import Tensor

from engine.backbones import Backbone
from engine.painting.adam import AdamState, per_sample
from engine.painting.objective import CanvasTerms, Objective
from engine.painting.plan import Plan

HISTORY: Final = 6
"""Curvature pairs kept; with more, losses after 60 steps differ in the fourth digit."""
_FIRST_LENGTH: Final = 0.02
"""Root mean square of a step along the plain gradient, for pixels in [0, 1]."""
_MOST_LENGTH: Final = 0.08
"""Root mean square of the longest step: a curvature pair that asks for more is not believed."""
_TOLERANCE: Final = 1.02
"""A step that leads to more than this times the least loss so far is taken back."""
_SHORTER: Final = 0.35
"""Length of a plain step after one that was taken back, over that of the plain step before."""
_LEAST_COSINE: Final = 1e-3
"""Between a step and the change of the gradient along it, for the pair to count as curvature."""
_TINY: Final = 1e-20
"""Least root mean square, so that one may divide by that of zeros."""


@dataclass(frozen=True, slots=True)
class LbfgsState:
    """Where canvases are, where they go next, and what is known of the objective around them."""

    pixels: Tensor
    """[B, 3, H, W]: the last point that was accepted."""
    gradient: Tensor
    """[B, 3, H, W]: of the objective at ``pixels``."""
    loss: Tensor
    """[B]: the objective at ``pixels``; infinite before the first evaluation."""
    least: Tensor
    """[B]: the least loss so far."""
    trial: Tensor
    """[B, 3, H, W]: the point to evaluate next."""
    steps: Tensor
    """[B, HISTORY, 3, H, W]: of each curvature pair, the step from point to point."""
    changes: Tensor
    """[B, HISTORY, 3, H, W]: of each curvature pair, the change of the gradient along the step."""
    inverse_dots: Tensor
    """[B, HISTORY]: one over the dot product of each pair, 0 where there is no pair."""
    curvature: Tensor
    """[B]: the newest pair's guess of the inverse Hessian, 0 without a pair."""
    plain_length: Tensor
    """[B]: root mean square of a step along the plain gradient."""

    @classmethod
    def begin(cls, pixels: Tensor) -> LbfgsState:
        """Start at ``pixels`` [B, 3, H, W], where nothing is known of the objective yet."""
        pixels = pixels.contiguous()
        batch = pixels.shape[0]
        number = pixels.new_zeros(batch)
        pairs = pixels.new_zeros(batch, HISTORY, *pixels.shape[1:])
        return cls(
            pixels=pixels.clone(),
            gradient=torch.zeros_like(pixels),
            loss=torch.full_like(number, torch.inf),
            least=torch.full_like(number, torch.inf),
            trial=pixels.clone(),
            steps=pairs,
            changes=pairs.clone(),
            inverse_dots=number.new_zeros(batch, HISTORY),
            curvature=number.clone(),
            plain_length=torch.full_like(number, _FIRST_LENGTH),
        )

    def rows(self, rows: Sequence[int]) -> LbfgsState:
        """Return copies of the canvases at ``rows``."""
        return LbfgsState(*(getattr(self, f.name)[list(rows)] for f in fields(self)))

    def concatenate(self, other: LbfgsState) -> LbfgsState:
        """Append the canvases of ``other`` to these."""
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return LbfgsState(*(torch.cat(pair) for pair in pairs))


class LbfgsStack:
    """Canvases of one size that are stepped together; each takes the course it would take alone.

    Pixels are kept in [0, 1] by projection (Bertsekas 1982): those at a bound that the gradient
    pushes further out take no part in a direction.
    """

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._terms: list[CanvasTerms] = []
        # What each canvas came with, given back by ``take`` with the pixels reached. Nothing here
        # touches its age, which stays 0: ``AdamState.picture`` then returns those pixels, and
        # ``Canvas.enlarge`` gives no weight to Adam's average of iterates.
        self._given: list[AdamState] = []
        self._state: LbfgsState | None = None
        self._objective: Objective | None = None
        self._next_place = 0
        """Place in the history that the next curvature pair takes; the same for all canvases."""

    def __len__(self) -> int:
        return len(self._terms)

    def add(self, terms: CanvasTerms, state: AdamState) -> None:
        """Add a canvas at the end."""
        joining = LbfgsState.begin(state.pixels)
        # What may run out of memory comes first: a failure leaves the stack as it was.
        self._state = joining if self._state is None else self._state.concatenate(joining)
        self._terms.append(terms)
        self._given.append(state)
        self._objective = None

    def take(self, index: int) -> AdamState:
        """Remove a canvas and return it with the pixels it reached; those behind it move up."""
        taken = replace(self._given[index], pixels=self.picture(index))
        others = [i for i in range(len(self)) if i != index]
        self._state = self._require_state().rows(others) if others else None
        del self._terms[index], self._given[index]
        self._objective = None
        return taken

    def picture(self, index: int) -> Tensor:
        """Return a canvas at the last point that was accepted, [1, 3, H, W] in [0, 1]."""
        return self._require_state().pixels[index : index + 1].clone()

    def change_plan(self, index: int, plan: Plan) -> None:
        """Replace the plan of a canvas, and forget losses and gradients seen under the old one."""
        state = self._require_state()
        self._terms[index] = replace(self._terms[index], plan=plan)
        self._objective = None
        anew = LbfgsState.begin(state.pixels[index : index + 1])
        for field in fields(LbfgsState):
            getattr(state, field.name)[index] = getattr(anew, field.name)[0]

    def step(self) -> None:
        """Evaluate every canvas where its last step led, judge that step and choose the next."""
        state = self._require_state()
        if self._objective is None:
            self._objective = Objective(self._backbone, self._terms)
        # Detached, so that what a failure leaves behind asks for no gradients.
        leaf = state.trial.detach().requires_grad_()
        losses = self._objective(leaf)
        (gradient,) = torch.autograd.grad(losses.sum(), leaf)
        self._state = advance(state, losses.detach(), gradient.contiguous(), self._next_place)
        self._next_place = (self._next_place + 1) % HISTORY

    def _require_state(self) -> LbfgsState:
        assert self._state is not None  # noqa: S101  an empty stack is dropped, not used
        return self._state


def advance(state: LbfgsState, losses: Tensor, gradient: Tensor, next_place: int) -> LbfgsState:
    """Judge the trials by their ``losses`` [B] and ``gradient`` [B, 3, H, W]; choose the next.

    ``next_place`` is the place in the history that the next pair takes: it goes up by one, around
    HISTORY, from step to step. The histories in ``state`` are written to in place, see
    ``_judge_trials``: only what is returned may be used afterwards.
    """
    judged = _judge_trials(state, losses, gradient, next_place)
    direction = _compute_direction(judged, next_place)
    return replace(judged, trial=(judged.pixels - direction).clamp_(0, 1))


def _judge_trials(
    state: LbfgsState, losses: Tensor, gradient: Tensor, next_place: int
) -> LbfgsState:
    """Accept the trials of those canvases whose ``losses`` [B] allow it, and learn from them.

    In bfloat16, without a line search, one bad curvature pair can lead far away. A canvas that it
    led astray goes back, forgets its history and goes on with a shorter plain step.

    Writes to ``steps``, ``changes`` and ``inverse_dots`` of ``state`` in place: a copy of the
    histories at every step would cost their memory once more.
    """
    accepted = torch.isfinite(losses) & torch.isfinite(gradient).flatten(1).all(1)
    accepted &= losses <= _TOLERANCE * state.least
    begun = torch.isfinite(state.loss)
    gradient = torch.where(per_sample(accepted), gradient, state.gradient)
    step, change = state.trial - state.pixels, gradient - state.gradient
    product = _dot(step, change)
    size, growth = _dot(step, step), _dot(change, change)
    curved = accepted & begun & (product > _LEAST_COSINE * (size * growth).sqrt())
    # What is not finite must not stay: in the recursion even zero times it would count.
    state.steps[:, next_place] = torch.where(per_sample(curved), step, 0)
    state.changes[:, next_place] = torch.where(per_sample(curved), change, 0)
    state.inverse_dots[:, next_place] = torch.where(curved, 1 / product, 0)
    state.inverse_dots.masked_fill_(~accepted[:, None], 0)
    curvature = torch.where(curved, product / growth, state.curvature)
    length = torch.where(accepted, state.plain_length, _SHORTER * state.plain_length)
    return replace(
        state,
        pixels=torch.where(per_sample(accepted), state.trial, state.pixels),
        gradient=gradient,
        loss=torch.where(accepted, losses, state.loss),
        least=torch.where(accepted, torch.minimum(losses, state.least), state.least),
        curvature=curvature.masked_fill_(~accepted, 0),
        plain_length=torch.where(curved, torch.full_like(length, _FIRST_LENGTH), length),
    )


def _compute_direction(state: LbfgsState, newest_place: int) -> Tensor:
    """Compute what to subtract from the pixels, [B, 3, H, W].

    By the two-loop recursion, cut to the longest step; along the plain gradient where there is no
    history, or where the recursion leads uphill. ``newest_place`` is that of the newest pair.
    """
    outwards = (state.pixels <= 0) & (state.gradient > 0)
    outwards |= (state.pixels >= 1) & (state.gradient < 0)
    gradient = state.gradient.masked_fill(outwards, 0)
    plain = gradient * per_sample(state.plain_length / _rms(gradient))
    order = [(newest_place - i) % HISTORY for i in range(HISTORY)]
    direction, shares = gradient.clone(), {}
    for place in order:
        shares[place] = state.inverse_dots[:, place] * _dot(state.steps[:, place], direction)
        direction.addcmul_(state.changes[:, place], per_sample(shares[place]), value=-1)
    direction *= per_sample(state.curvature)
    for place in reversed(order):
        back = state.inverse_dots[:, place] * _dot(state.changes[:, place], direction)
        direction.addcmul_(state.steps[:, place], per_sample(shares[place] - back))
    direction *= per_sample((_MOST_LENGTH / _rms(direction)).clamp_max(1))
    leads_down = (state.curvature > 0) & (_dot(direction, gradient) > 0)
    return torch.where(per_sample(leads_down), direction, plain)


def _dot(first: Tensor, second: Tensor) -> Tensor:
    """Compute dot products [B] of [B, ...] and [B, ...], in one pass over both."""
    return torch.bmm(first.flatten(1)[:, None], second.flatten(1)[:, :, None]).view(-1)


def _rms(pixels: Tensor) -> Tensor:
    """Compute root mean squares [B] of [B, ...], never zero."""
    return (_dot(pixels, pixels) / pixels[0].numel()).sqrt().clamp_min(_TINY)
