"""Adam (Kingma & Ba 2015) on pixels, many canvases at once, one branch of the backbone a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import torch
from torch import Tensor

from engine.backbones import Backbone
from engine.painting.objective import CanvasTerms, Objective, branches_of
from engine.painting.plan import Plan
from engine.painting.resampling import resize

AVERAGING: Final = 0.9
"""Of the running average of iterates: what stays of it at each step."""
LAST_RATE: Final = 0.1
"""The learning rate at the end of a scale, over that at its start."""
WARM_UP: Final = 12
"""First steps of a canvas, which look through all branches of a backbone: it moves far."""
BETAS: Final = (0.9, 0.99)
"""Decay of the running means of gradients and of their squares."""
EPSILON: Final = 1e-12
"""Far below any gradient here: relative errors of a large picture move little per pixel."""


@dataclass(frozen=True, slots=True)
class AdamState:
    """Pixels of canvases and Adam's memory of them.

    Every canvas starts with one and takes it from scale to scale. L-BFGS uses the pixels alone and
    leaves ``age`` at 0, by which ``picture`` and ``Canvas.enlarge`` know that there is no average.
    """

    pixels: Tensor
    """[B, 3, H, W] in [0, 1]."""
    mean: Tensor
    """[B, 3, H, W]: running mean of gradients."""
    square: Tensor
    """[B, 3, H, W]: running mean of squared gradients."""
    average: Tensor
    """[B, 3, H, W]: running average of ``pixels``, not corrected for its start at zero."""
    age: Tensor
    """[B]: steps of Adam taken."""
    since: Tensor
    """[B]: those of them at this scale."""
    rate: Tensor
    """[B]: learning rate at the start of this scale."""
    decay: Tensor
    """[B]: learning rate of a step over that of the step before."""

    @classmethod
    def begin(cls, pixels: Tensor) -> AdamState:
        """Start from ``pixels`` [1, 3, H, W], before the first step."""
        zero, none = torch.zeros_like(pixels), torch.zeros(1, device=pixels.device)
        # A tensor for each field: steps are taken in place.
        return cls(
            pixels=pixels,
            mean=zero,
            square=zero.clone(),
            average=zero.clone(),
            age=none,
            since=none.clone(),
            rate=none.clone(),
            decay=none.clone(),
        )

    def schedule(self, rate: float, steps: int) -> AdamState:
        """Begin a scale of ``steps`` with learning rate ``rate``, which decays exponentially."""
        return replace(
            self,
            since=torch.zeros_like(self.age),
            rate=torch.full_like(self.age, rate),
            decay=torch.full_like(self.age, LAST_RATE ** (1 / max(1, steps))),
        )

    def enlarge(self, width: int, height: int) -> AdamState:
        """Enlarge to the next scale: painting goes on from ``picture``, Adam keeps its memory."""
        return replace(
            self,
            pixels=resize(self.picture(), width, height).clamp(0, 1),
            mean=resize(self.mean, width, height),
            # Bilinear cannot overshoot below zero, where a square root would fail.
            square=resize(self.square, width, height, "bilinear"),
            average=resize(self.average, width, height),
        )

    def picture(self) -> Tensor:
        """Return the average of the iterates, corrected for its start at zero.

        Before the first step of Adam, and so always with L-BFGS, these are the pixels.
        """
        weight = per_sample(1 - AVERAGING**self.age)
        corrected = self.average / weight.clamp_min(1e-6)
        return torch.where(weight > 0, corrected, self.pixels).clamp(0, 1)


class AdamStack:
    """Canvases of one size stepped by Adam on pixels kept in [0, 1], each with its own step count.

    A backbone of several branches is asked for the gradient of one of them per step, in turn; of
    the others the last one stands (incremental aggregated gradient, Blatt et al. 2007). A step
    then takes half the time, and after the first few a canvas moves little between two.
    """

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._terms: list[CanvasTerms] = []
        self._turns: list[_BranchTurns] = []
        self._state: AdamState | None = None
        self._gradients: Tensor | None = None
        """[B, branches, 3, H, W]: the last of every branch, once there is one."""
        self._objectives: dict[tuple[int, tuple[int, ...]], Objective] = {}

    def __len__(self) -> int:
        return len(self._terms)

    def add(self, terms: CanvasTerms, state: AdamState) -> None:
        """Add a canvas at the end."""
        branches = len(branches_of(self._backbone, terms.plan))
        unknown = torch.zeros_like(state.pixels)[:, None].repeat(1, branches, 1, 1, 1)
        # What may run out of memory comes first: a failure leaves the stack as it was.
        joined, gradients = state, unknown
        if self._state is not None and self._gradients is not None:
            joined = _concatenate([self._state, state])
            gradients = torch.cat([self._gradients, unknown])
        self._terms.append(terms)
        self._turns.append(_BranchTurns(int(state.age)))
        self._state, self._gradients = joined, gradients
        self._objectives = {}

    def take(self, index: int) -> AdamState:
        """Remove a canvas and return it with Adam's memory; those behind it move up."""
        taken = self._one(index)
        others = [i for i in range(len(self)) if i != index]
        rest = _concatenate([self._one(i) for i in others]) if others else None
        gradients = None if self._gradients is None or not others else self._gradients[others]
        del self._terms[index], self._turns[index]
        self._state, self._gradients = rest, gradients
        self._objectives = {}
        return taken

    def picture(self, index: int) -> Tensor:
        """Return a canvas as it stands, [1, 3, H, W] in [0, 1]."""
        return self._one(index).picture()

    def change_plan(self, index: int, plan: Plan) -> None:
        """Replace the plan of a canvas by one that differs in weights alone."""
        self._terms[index] = replace(self._terms[index], plan=plan)
        self._objectives = {}

    def step(self) -> None:
        """Take one step of Adam with each, and of the running average."""
        state = self._state
        assert state is not None  # noqa: S101  an empty stack is dropped, not stepped
        gradient = self._gradient(state.pixels)
        first, second = BETAS
        state.age.add_(1)
        if any(turns.ends_warm_up for turns in self._turns):
            # From here on other canvases look through the same branch.
            self._objectives = {}
        self._turns = [_BranchTurns(turns.age + 1, begun=True) for turns in self._turns]
        state.mean.lerp_(gradient, 1 - first)
        state.square.lerp_(gradient.square_(), 1 - second)
        rate = state.rate * state.decay**state.since
        state.since.add_(1)
        length = per_sample(rate / (1 - first**state.age))
        spread = (state.square / per_sample(1 - second**state.age)).sqrt_().add_(EPSILON)
        state.pixels.sub_(length * state.mean / spread).clamp_(0, 1)
        state.average.lerp_(state.pixels, 1 - AVERAGING)

    def _one(self, index: int) -> AdamState:
        assert self._state is not None  # noqa: S101  an index exists only while there is a state
        whole = self._state
        return AdamState(
            *(getattr(whole, f.name)[index : index + 1].clone() for f in fields(AdamState))
        )

    def _gradient(self, pixels: Tensor) -> Tensor:
        gradients = self._gradients
        assert gradients is not None  # noqa: S101  there are as many as canvases
        branches = gradients.shape[1]
        for branch in range(branches):
            all_turns = enumerate(self._turns)
            rows = [i for i, turns in all_turns if turns.is_turn_of(branch, branches)]
            if not rows:
                continue
            leaf = pixels[rows].requires_grad_()
            looks = [self._turns[i].age // branches for i in rows]
            losses = self._objective(branch, rows)(leaf, looks)
            (gradients[rows, branch],) = torch.autograd.grad(losses.sum(), leaf)
        return gradients.sum(1)

    def _objective(self, branch: int, rows: list[int]) -> Objective:
        key = (branch, tuple(rows))
        if key not in self._objectives:
            terms = [self._terms[i] for i in rows]
            self._objectives[key] = Objective(self._backbone, terms, branch=branch)
        return self._objectives[key]


@dataclass(frozen=True, slots=True)
class _BranchTurns:
    """Steps that a canvas has taken, which tell the branches that its next step looks through."""

    age: int
    begun: bool = False
    """Whether any of them was taken in this stack, so that all branches have a gradient."""

    def is_turn_of(self, branch: int, branches: int) -> bool:
        """Tell whether the next step looks through ``branch``: the first ones look through all."""
        return self.age < WARM_UP or not self.begun or self.age % branches == branch

    @property
    def ends_warm_up(self) -> bool:
        """Tell whether the next step is the last of those that look through all branches."""
        return self.age + 1 == WARM_UP or (self.age >= WARM_UP and not self.begun)


def per_sample(values: Tensor) -> Tensor:
    """View one value for each canvas [B] as [B, 1, 1, 1], to be multiplied with pictures."""
    return values.view(-1, 1, 1, 1)


def _concatenate(states: Sequence[AdamState]) -> AdamState:
    return AdamState(*(torch.cat([getattr(s, f.name) for s in states]) for f in fields(AdamState)))
