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
from engine.painting.objective import Objective, Part
from engine.painting.optimisers import State
from engine.painting.plan import Plan

HISTORY: Final = 6
"""Curvature pairs kept; with more, losses after 60 steps differ in the fourth digit."""
_FIRST_MOVE: Final = 0.02
"""Root mean square of a step along the plain gradient, for pixels in [0, 1]."""
_MOST_MOVE: Final = 0.08
"""Root mean square of the longest step: a curvature pair that asks for more is not believed."""
_TOLERANCE: Final = 1.02
"""A step that leads to more than this times the least loss so far is taken back."""
_SHORTER: Final = 0.35
"""Length of a plain step after one that was taken back, over that of the plain step before."""
_LEAST_COSINE: Final = 1e-3
"""Between a step and the change of the gradient along it, for the pair to count as curvature."""
_TINY: Final = 1e-20


@dataclass(frozen=True, slots=True)
class Course:
    """Where canvases are and what is known of their surroundings; all that one of them needs.

    ``pixels`` and ``gradient`` [B, 3, H, W] and ``loss`` [B] are of the last point that was
    accepted, ``least`` [B] is the least loss so far; ``trial`` [B, 3, H, W] is to be evaluated
    next. ``steps`` and ``changes`` [B, HISTORY, 3, H, W] are the curvature pairs, ``inner``
    [B, HISTORY] one over their dot products and 0 in places that are empty. ``curvature`` [B] is
    the newest pair's guess of the inverse Hessian, 0 without one; ``move`` [B] is the length of
    a plain step.
    """

    pixels: Tensor
    gradient: Tensor
    loss: Tensor
    least: Tensor
    trial: Tensor
    steps: Tensor
    changes: Tensor
    inner: Tensor
    curvature: Tensor
    move: Tensor

    @classmethod
    def begin(cls, pixels: Tensor) -> Course:
        """At ``pixels``, of which nothing is known yet."""
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
            inner=number.new_zeros(batch, HISTORY),
            curvature=number.clone(),
            move=torch.full_like(number, _FIRST_MOVE),
        )

    def rows(self, rows: Sequence[int]) -> Course:
        """The canvases at ``rows``, as copies."""
        return Course(*(getattr(self, f.name)[list(rows)] for f in fields(self)))

    def with_row(self, other: Course) -> Course:
        """These canvases and those of ``other`` behind them."""
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return Course(*(torch.cat(pair) for pair in pairs))


class LbfgsStack:
    """Canvases of one size that are stepped together; each takes the course it would take alone.

    Pixels are kept in [0, 1] by projection (Bertsekas 1982): those at a bound that the gradient
    pushes further out take no part in a direction.
    """

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._parts: list[Part] = []
        self._states: list[State] = []
        self._course: Course | None = None
        self._objective: Objective | None = None
        self._newest = 0
        """Place in the history that the next pair takes; the same for all canvases."""

    def __len__(self) -> int:
        return len(self._parts)

    def add(self, part: Part, state: State) -> None:
        """One more canvas, at the end."""
        joining = Course.begin(state.pixels)
        # What may run out of memory comes first: a failure leaves the stack as it was.
        self._course = joining if self._course is None else self._course.with_row(joining)
        self._parts.append(part)
        self._states.append(state)
        self._objective = None

    def take(self, index: int) -> State:
        """Remove a canvas; those behind it move up."""
        taken = replace(self._states[index], pixels=self.picture(index))
        others = [i for i in range(len(self)) if i != index]
        self._course = self._required().rows(others) if others else None
        del self._parts[index], self._states[index]
        self._objective = None
        return taken

    def picture(self, index: int) -> Tensor:
        """A canvas at the last point that was accepted, [1, 3, H, W] in [0, 1]."""
        return self._required().pixels[index : index + 1].clone()

    def change_plan(self, index: int, plan: Plan) -> None:
        """Go on with a canvas by ``plan``: losses and gradients seen so far are of another."""
        course = self._required()
        self._parts[index] = replace(self._parts[index], plan=plan)
        self._objective = None
        anew = Course.begin(course.pixels[index : index + 1])
        for field in fields(Course):
            getattr(course, field.name)[index] = getattr(anew, field.name)[0]

    def step(self) -> None:
        """Evaluate every canvas where its last step led, judge that step and choose the next."""
        course = self._required()
        if self._objective is None:
            self._objective = Objective(self._backbone, self._parts)
        leaf = course.trial.requires_grad_()
        losses = self._objective(leaf)
        (gradient,) = torch.autograd.grad(losses.sum(), leaf)
        seen = replace(course, trial=leaf.detach())
        self._course = advance(seen, losses.detach(), gradient.contiguous(), self._newest)
        self._newest = (self._newest + 1) % HISTORY

    def _required(self) -> Course:
        assert self._course is not None  # noqa: S101  an empty stack is dropped, not used
        return self._course


def advance(course: Course, losses: Tensor, gradient: Tensor, newest: int) -> Course:
    """Judge the trials by their ``losses`` [B] and ``gradient`` [B, 3, H, W]; choose the next.

    ``newest`` is the place in the history that the next pair takes: it goes up by one, around
    HISTORY, from step to step.
    """
    judged = _judged(course, losses, gradient, newest)
    direction = _direction(judged, newest)
    return replace(judged, trial=(judged.pixels - direction).clamp_(0, 1))


def _judged(course: Course, losses: Tensor, gradient: Tensor, place: int) -> Course:
    """Accept the trials of those canvases whose ``losses`` [B] allow it, and learn from them.

    In bfloat16, without a line search, one bad curvature pair can lead far away: whoever gets
    there goes back, forgets its history and goes on with a shorter plain step.
    """
    accepted = torch.isfinite(losses) & torch.isfinite(gradient).flatten(1).all(1)
    accepted &= losses <= _TOLERANCE * course.least
    begun = torch.isfinite(course.loss)
    gradient = torch.where(_over(accepted), gradient, course.gradient)
    step, change = course.trial - course.pixels, gradient - course.gradient
    inner = _dot(step, change)
    size, growth = _dot(step, step), _dot(change, change)
    curved = accepted & begun & (inner > _LEAST_COSINE * (size * growth).sqrt())
    # What is not finite must not stay: in the recursion even zero times it would count.
    course.steps[:, place] = torch.where(_over(curved), step, 0)
    course.changes[:, place] = torch.where(_over(curved), change, 0)
    course.inner[:, place] = torch.where(curved, 1 / inner, torch.zeros_like(inner))
    course.inner.masked_fill_(~accepted[:, None], 0)
    curvature = torch.where(curved, inner / growth, course.curvature)
    move = torch.where(accepted, course.move, _SHORTER * course.move)
    return replace(
        course,
        pixels=torch.where(_over(accepted), course.trial, course.pixels),
        gradient=gradient,
        loss=torch.where(accepted, losses, course.loss),
        least=torch.where(accepted, torch.minimum(losses, course.least), course.least),
        curvature=curvature.masked_fill_(~accepted, 0),
        move=torch.where(curved, torch.full_like(move, _FIRST_MOVE), move),
    )


def _direction(course: Course, newest: int) -> Tensor:
    """What to subtract from the pixels, [B, 3, H, W]: the two-loop recursion, no longer than a
    step may be; the plain gradient where there is no history or that leads uphill."""
    outwards = (course.pixels <= 0) & (course.gradient > 0)
    outwards |= (course.pixels >= 1) & (course.gradient < 0)
    gradient = course.gradient.masked_fill(outwards, 0)
    plain = gradient * _over(course.move / _rms(gradient))
    order = [(newest - i) % HISTORY for i in range(HISTORY)]
    direction, shares = gradient.clone(), {}
    for place in order:
        shares[place] = course.inner[:, place] * _dot(course.steps[:, place], direction)
        direction.addcmul_(course.changes[:, place], _over(shares[place]), value=-1)
    direction *= _over(course.curvature)
    for place in reversed(order):
        back = course.inner[:, place] * _dot(course.changes[:, place], direction)
        direction.addcmul_(course.steps[:, place], _over(shares[place] - back))
    direction *= _over((_MOST_MOVE / _rms(direction)).clamp_max(1))
    leads_down = (course.curvature > 0) & (_dot(direction, gradient) > 0)
    return torch.where(_over(leads_down), direction, plain)


def _dot(first: Tensor, second: Tensor) -> Tensor:
    """Dot products [B] of [B, ...] and [B, ...], in one pass over both."""
    return torch.bmm(first.flatten(1)[:, None], second.flatten(1)[:, :, None]).view(-1)


def _rms(pixels: Tensor) -> Tensor:
    """Root mean squares [B] of [B, ...], never zero."""
    return (_dot(pixels, pixels) / pixels[0].numel()).sqrt().clamp_min(_TINY)


def _over(values: Tensor) -> Tensor:
    """[B] as [B, 1, 1, 1]."""
    return values.view(-1, 1, 1, 1)
