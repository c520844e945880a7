"""Painting by optimising pixels (Gatys et al. 2016): canvases stepped together.

A stack holds the canvases of one size that share backbone, pooling and layers. Their losses are
summed, never averaged, so each canvas gets exactly the gradient it would get alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Protocol

import torch
from torch import Tensor

from engine.backbones import Backbone
from engine.painting.objective import Objective, Part, branches_of
from engine.painting.plan import Plan
from engine.painting.resampling import resize

AVERAGING = 0.9
"""Of the running average of iterates: what stays of it at each step."""
LAST_RATE = 0.1
"""The learning rate at the end of a scale, over that at its start."""
WARM_UP = 12
"""First steps of a canvas, which look through all branches of a backbone: it moves far."""
BETAS = (0.9, 0.99)
EPSILON = 1e-12
"""Far below any gradient here: relative errors of a large picture move little per pixel."""


@dataclass(frozen=True, slots=True)
class State:
    """Pixels and Adam's memory of canvases, all [B, 3, H, W]; ``age`` [B] counts steps taken,
    ``since`` [B] those at this scale, ``decay`` and ``rate`` [B] give the learning rate."""

    pixels: Tensor
    mean: Tensor
    square: Tensor
    average: Tensor
    age: Tensor
    since: Tensor
    rate: Tensor
    decay: Tensor

    @classmethod
    def begin(cls, pixels: Tensor) -> State:
        """Start from ``pixels`` [1, 3, H, W], before the first step."""
        zero, none = torch.zeros_like(pixels), torch.zeros(1, device=pixels.device)
        return cls(
            pixels, zero, zero.clone(), zero.clone(), none, none.clone(), none.clone(), none
        )

    def schedule(self, rate: float, steps: int) -> State:
        """Set out on a scale of ``steps`` with learning rate ``rate``, decaying exponentially."""
        return replace(
            self,
            since=torch.zeros_like(self.age),
            rate=torch.full_like(self.age, rate),
            decay=torch.full_like(self.age, LAST_RATE ** (1 / max(1, steps))),
        )

    def enlarge(self, width: int, height: int) -> State:
        """Move to the next scale: painting goes on from the average, Adam keeps its memory."""
        return replace(
            self,
            pixels=resize(self.picture(), width, height).clamp(0, 1),
            mean=resize(self.mean, width, height),
            # Bilinear cannot overshoot below zero, where a square root would fail.
            square=resize(self.square, width, height, "bilinear"),
            average=resize(self.average, width, height),
        )

    def picture(self) -> Tensor:
        """Return the average of the iterates, corrected for its start at zero; or the pixels."""
        weight = _per_sample(1 - AVERAGING**self.age)
        corrected = self.average / weight.clamp_min(1e-6)
        return torch.where(weight > 0, corrected, self.pixels).clamp(0, 1)


class Stack(Protocol):
    """Canvases that are stepped together."""

    def step(self) -> None:
        """Take one optimiser step with each."""

    def add(self, part: Part, state: State) -> None:
        """Add a canvas at the end."""

    def take(self, index: int) -> State:
        """Remove a canvas; those behind it move up."""

    def picture(self, index: int) -> Tensor:
        """Return a canvas as it stands, [1, 3, H, W] in [0, 1]."""

    def change_plan(self, index: int, plan: Plan) -> None:
        """Replace the plan of a canvas by one that differs in weights alone."""

    def __len__(self) -> int: ...


class AdamStack:
    """Adam (Kingma & Ba 2015) on pixels kept in [0, 1], with its own step count per canvas.

    A backbone of several branches is asked for the gradient of one of them per step, in turn; of
    the others the last one stands (incremental aggregated gradient, Blatt et al. 2007). A step
    then takes half the time, and after the first few a canvas moves little between two.
    """

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._parts: list[Part] = []
        self._clocks: list[_Clock] = []
        self._state: State | None = None
        self._gradients: Tensor | None = None
        """[B, branches, 3, H, W]: the last of every branch, once there is one."""
        self._objectives: dict[tuple[int, tuple[int, ...]], Objective] = {}

    def __len__(self) -> int:
        return len(self._parts)

    def add(self, part: Part, state: State) -> None:
        """Add a canvas at the end."""
        branches = len(branches_of(self._backbone, part.plan))
        unknown = torch.zeros_like(state.pixels)[:, None].repeat(1, branches, 1, 1, 1)
        # What may run out of memory comes first: a failure leaves the stack as it was.
        joined, gradients = state, unknown
        if self._state is not None and self._gradients is not None:
            joined = _cat([self._state, state])
            gradients = torch.cat([self._gradients, unknown])
        self._parts.append(part)
        self._clocks.append(_Clock(int(state.age)))
        self._state, self._gradients = joined, gradients
        self._objectives = {}

    def take(self, index: int) -> State:
        """Remove a canvas; those behind it move up."""
        taken = self._one(index)
        others = [i for i in range(len(self)) if i != index]
        rest = _cat([self._one(i) for i in others]) if others else None
        gradients = None if self._gradients is None or not others else self._gradients[others]
        del self._parts[index], self._clocks[index]
        self._state, self._gradients = rest, gradients
        self._objectives = {}
        return taken

    def picture(self, index: int) -> Tensor:
        """Return a canvas as it stands, [1, 3, H, W] in [0, 1]."""
        return self._one(index).picture()

    def change_plan(self, index: int, plan: Plan) -> None:
        """Replace the plan of a canvas by one that differs in weights alone."""
        self._parts[index] = replace(self._parts[index], plan=plan)
        self._objectives = {}

    def step(self) -> None:
        """Take one step of Adam with each, and of the running average."""
        state = self._state
        assert state is not None  # noqa: S101  an empty stack is dropped, not stepped
        gradient = self._gradient(state.pixels)
        first, second = BETAS
        state.age.add_(1)
        if any(clock.settles for clock in self._clocks):
            # From here on other canvases look through the same branch.
            self._objectives = {}
        self._clocks = [_Clock(clock.age + 1, begun=True) for clock in self._clocks]
        state.mean.lerp_(gradient, 1 - first)
        state.square.lerp_(gradient.square_(), 1 - second)
        rate = state.rate * state.decay**state.since
        state.since.add_(1)
        length = _per_sample(rate / (1 - first**state.age))
        spread = (state.square / _per_sample(1 - second**state.age)).sqrt_().add_(EPSILON)
        state.pixels.sub_(length * state.mean / spread).clamp_(0, 1)
        state.average.lerp_(state.pixels, 1 - AVERAGING)

    def _one(self, index: int) -> State:
        assert self._state is not None  # noqa: S101  an index exists only while there is a state
        whole = self._state
        return State(*(getattr(whole, f.name)[index : index + 1].clone() for f in fields(State)))

    def _gradient(self, pixels: Tensor) -> Tensor:
        gradients = self._gradients
        assert gradients is not None  # noqa: S101  there are as many as canvases
        branches = gradients.shape[1]
        for branch in range(branches):
            clocks = enumerate(self._clocks)
            rows = [i for i, clock in clocks if clock.is_turn_of(branch, branches)]
            if not rows:
                continue
            leaf = pixels[rows].requires_grad_()
            places = [self._clocks[i].age // branches for i in rows]
            losses = self._objective(branch, rows)(leaf, places)
            (gradients[rows, branch],) = torch.autograd.grad(losses.sum(), leaf)
        return gradients.sum(1)

    def _objective(self, branch: int, rows: list[int]) -> Objective:
        key = (branch, tuple(rows))
        if key not in self._objectives:
            parts = [self._parts[i] for i in rows]
            self._objectives[key] = Objective(self._backbone, parts, branch=branch)
        return self._objectives[key]


@dataclass(frozen=True, slots=True)
class _Clock:
    """Steps that a canvas has taken, and whether any of them in this stack."""

    age: int
    begun: bool = False

    def is_turn_of(self, branch: int, branches: int) -> bool:
        """Whether ``branch`` is looked at for the next step: at first, all are."""
        return self.age < WARM_UP or not self.begun or self.age % branches == branch

    @property
    def settles(self) -> bool:
        """Whether the next step is the last of those that look through all branches."""
        return self.age + 1 == WARM_UP or (self.age >= WARM_UP and not self.begun)


def _cat(states: Sequence[State]) -> State:
    return State(*(torch.cat([getattr(s, f.name) for s in states]) for f in fields(State)))


def _per_sample(values: Tensor) -> Tensor:
    return values.view(-1, 1, 1, 1)
