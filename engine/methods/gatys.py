"""Painting by optimising pixels (Gatys et al. 2016): the objective, and canvases stepped together.

A stack holds the canvases of one size that share backbone, pooling and layers. Their losses are
summed, never averaged, so each canvas gets exactly the gradient it would get alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional

from engine.backbones import Backbone
from engine.losses import content_error, style_error, total_variation
from engine.methods.recipe import Plan
from engine.methods.targets import Targets
from engine.pyramid import resize

AVERAGING = 0.9
"""Of the running average of iterates: what stays of it at each step."""
LAST_RATE = 0.1
"""The learning rate at the end of a scale, over that at its start."""
_BETAS = (0.9, 0.99)
_EPSILON = 1e-12
"""Far below any gradient here: relative errors of a large picture move little per pixel."""
_LBFGS_HISTORY = 20


@dataclass(frozen=True, slots=True)
class Part:
    """What one canvas brings into an objective at one scale."""

    plan: Plan
    targets: Targets


class Objective:
    """Loss of each picture of a batch: weighted relative errors of content, style, and TV."""

    def __init__(self, backbone: Backbone, parts: Sequence[Part]) -> None:
        plans = [part.plan for part in parts]
        first = plans[0]
        self._backbone = backbone
        self._content_nodes, self._style_nodes = first.content_nodes, first.style_nodes
        self._content = _joined([part.targets.content for part in parts])
        self._style = _joined([part.targets.style for part in parts])
        energies = [part.targets.energies() for part in parts]
        self._content_energy = _joined([content for content, _ in energies])
        self._style_energy = _joined([style for _, style in energies])
        device = backbone.device
        self._tv_weight = torch.tensor([p.tv_weight for p in plans], device=device)
        self._content_weight = torch.tensor(
            [p.content_weight / len(p.content_nodes) for p in plans], device=device
        )
        self._style_weights = [
            torch.tensor([p.style_weight * p.style_shares[i] for p in plans], device=device)
            for i in range(len(first.style_nodes))
        ]

    def __call__(self, pictures: Tensor, ages: Sequence[int] | None = None) -> Tensor:
        """Losses [B] of ``pictures`` [B, 3, H, W].

        With ``ages`` (steps taken) a backbone that has a grid sees each picture from a place
        that changes from step to step, so that the grid leaves no trace.
        """
        jitter = self._backbone.jitter
        seen = pictures if ages is None or jitter == 1 else shifted(pictures, ages, jitter)
        found = self._backbone.features(seen, self._content_nodes + self._style_nodes)
        loss = self._tv_weight * total_variation(pictures)
        for node, target, size in zip(
            self._content_nodes, self._content, self._content_energy, strict=True
        ):
            loss = loss + self._content_weight * content_error(found[node], target, size)
        for node, target, size, weight in zip(
            self._style_nodes, self._style, self._style_energy, self._style_weights, strict=True
        ):
            loss = loss + weight * style_error(found[node], target, size)
        return loss


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
        """Before the first step."""
        zero, none = torch.zeros_like(pixels), torch.zeros(1, device=pixels.device)
        return cls(
            pixels, zero, zero.clone(), zero.clone(), none, none.clone(), none.clone(), none
        )

    def scheduled(self, rate: float, steps: int) -> State:
        """Set out on a scale of ``steps`` with learning rate ``rate``, decaying exponentially."""
        return replace(
            self,
            since=torch.zeros_like(self.age),
            rate=torch.full_like(self.age, rate),
            decay=torch.full_like(self.age, LAST_RATE ** (1 / max(1, steps))),
        )

    def enlarged(self, width: int, height: int) -> State:
        """Moved to the next scale: painting goes on from the average, Adam keeps its memory."""
        return replace(
            self,
            pixels=resize(self.picture(), width, height).clamp(0, 1),
            mean=resize(self.mean, width, height),
            # Bilinear cannot overshoot below zero, where a square root would fail.
            square=resize(self.square, width, height, "bilinear"),
            average=resize(self.average, width, height),
        )

    def picture(self) -> Tensor:
        """The average of the iterates, corrected for its start at zero; the pixels before that."""
        weight = _per_sample(1 - AVERAGING**self.age)
        corrected = self.average / weight.clamp_min(1e-6)
        return torch.where(weight > 0, corrected, self.pixels).clamp(0, 1)


class Stack(Protocol):
    """Canvases that are stepped together."""

    def step(self) -> None:
        """One optimiser step for each."""

    def add(self, part: Part, state: State) -> None:
        """One more canvas, at the end."""

    def take(self, index: int) -> State:
        """Remove a canvas; those behind it move up."""

    def picture(self, index: int) -> Tensor:
        """A canvas as it stands, [1, 3, H, W] in [0, 1]."""

    def __len__(self) -> int: ...


class AdamStack:
    """Adam (Kingma & Ba 2015) on pixels kept in [0, 1], with its own step count per canvas."""

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._parts: list[Part] = []
        self._state: State | None = None
        self._ages: list[int] = []
        self._objective: Objective | None = None

    def __len__(self) -> int:
        return len(self._parts)

    def add(self, part: Part, state: State) -> None:
        """One more canvas, at the end."""
        # What may run out of memory comes first: a failure leaves the stack as it was.
        joined = state if self._state is None else _cat([self._state, state])
        self._parts.append(part)
        self._ages.append(int(state.age))
        self._state = joined
        self._objective = None

    def take(self, index: int) -> State:
        """Remove a canvas; those behind it move up."""
        taken = self._one(index)
        others = [self._one(i) for i in range(len(self)) if i != index]
        rest = _cat(others) if others else None
        del self._parts[index], self._ages[index]
        self._state = rest
        self._objective = None
        return taken

    def picture(self, index: int) -> Tensor:
        """A canvas as it stands, [1, 3, H, W] in [0, 1]."""
        return self._one(index).picture()

    def step(self) -> None:
        """One step of Adam for each, and of the running average."""
        state = self._state
        assert state is not None  # noqa: S101  an empty stack is dropped, not stepped
        gradient = self._gradient(state.pixels)
        first, second = _BETAS
        state.age.add_(1)
        self._ages = [age + 1 for age in self._ages]
        state.mean.lerp_(gradient, 1 - first)
        state.square.lerp_(gradient.square_(), 1 - second)
        rate = state.rate * state.decay**state.since
        state.since.add_(1)
        length = _per_sample(rate / (1 - first**state.age))
        spread = (state.square / _per_sample(1 - second**state.age)).sqrt_().add_(_EPSILON)
        state.pixels.sub_(length * state.mean / spread).clamp_(0, 1)
        state.average.lerp_(state.pixels, 1 - AVERAGING)

    def _one(self, index: int) -> State:
        assert self._state is not None  # noqa: S101  an index exists only while there is a state
        whole = self._state
        return State(*(getattr(whole, f.name)[index : index + 1].clone() for f in fields(State)))

    def _gradient(self, pixels: Tensor) -> Tensor:
        if self._objective is None:
            self._objective = Objective(self._backbone, self._parts)
        leaf = pixels.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(self._objective(leaf, self._ages).sum(), leaf)
        return gradient


class LbfgsStack:
    """L-BFGS with a strong Wolfe line search (Nocedal & Wright 2006), for one canvas alone.

    Its dot products run over all pixels, so canvases cannot share it. The box [0, 1] is part of
    the objective: pixels outside count as clamped.
    """

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._held: tuple[Objective, Tensor, torch.optim.LBFGS, State] | None = None

    def __len__(self) -> int:
        return int(self._held is not None)

    def add(self, part: Part, state: State) -> None:
        """The one canvas."""
        leaf = state.pixels.clone(memory_format=torch.contiguous_format).requires_grad_()
        optimiser = torch.optim.LBFGS(
            [leaf],
            lr=1.0,
            max_iter=1,
            max_eval=25,
            history_size=_LBFGS_HISTORY,
            tolerance_grad=0,
            tolerance_change=0,
            line_search_fn="strong_wolfe",
        )
        self._held = (Objective(self._backbone, [part]), leaf, optimiser, state)

    def take(self, index: int) -> State:
        """The canvas; the stack is empty afterwards."""
        _, _, _, state = self._required()
        taken = replace(state, pixels=self.picture(index))
        self._held = None
        return taken

    def picture(self, index: int) -> Tensor:  # noqa: ARG002  there is only one
        """The canvas as it stands, [1, 3, H, W] in [0, 1]."""
        return self._required()[1].detach().clamp(0, 1)

    def step(self) -> None:
        """One outer iteration: a direction and a line search along it."""
        objective, leaf, optimiser, _ = self._required()
        # Torch drops curvature pairs below 1e-10, which relative errors per pixel would be.
        size = leaf[0, 0].numel()

        def evaluate() -> Tensor:
            optimiser.zero_grad()
            loss = size * objective(leaf.clamp(0, 1)).sum()
            loss.backward()  # type: ignore[no-untyped-call]
            return loss

        optimiser.step(evaluate)  # type: ignore[no-untyped-call]

    def _required(self) -> tuple[Objective, Tensor, torch.optim.LBFGS, State]:
        assert self._held is not None  # noqa: S101  an empty stack is dropped, not used
        return self._held


def shifted(pictures: Tensor, ages: Sequence[int], jitter: int) -> Tensor:
    """``pictures`` moved by less than ``jitter`` pixels, borders repeated: all ways in turn."""
    height, width = pictures.shape[-2:]
    margin = jitter // 2
    padded = functional.pad(pictures, (margin,) * 4, mode="replicate")
    places = jitter * jitter
    # A stride without a common divisor visits every place before any twice.
    turns = [divmod(age * (places // 2 - 1) % places, jitter) for age in ages]
    return torch.cat(
        [padded[i : i + 1, :, y : y + height, x : x + width] for i, (y, x) in enumerate(turns)]
    )


def _cat(states: Sequence[State]) -> State:
    return State(*(torch.cat([getattr(s, f.name) for s in states]) for f in fields(State)))


def _joined(per_sample: Sequence[tuple[Tensor, ...]]) -> tuple[Tensor, ...]:
    return tuple(torch.cat(of_node) for of_node in zip(*per_sample, strict=True))


def _per_sample(values: Tensor) -> Tensor:
    return values.view(-1, 1, 1, 1)
