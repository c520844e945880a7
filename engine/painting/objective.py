"""What a painting minimises: content, style and total variation, of one branch or of all.

L-BFGS, the default, looks through all branches of a backbone at every step; Adam through one of
them a step, in turn, see ``AdamStack``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from engine.backbones import Backbone
from engine.painting.losses import energy, style_error, total_variation, weighted_content_error
from engine.painting.plan import Plan
from engine.painting.targets import Targets


@dataclass(frozen=True, slots=True)
class CanvasTerms:
    """Weights and targets of one canvas at one scale, of which an objective makes its terms."""

    plan: Plan
    targets: Targets


class Objective:
    """Computes the loss of each picture of a batch: weighted errors of content, style, and TV."""

    def __init__(
        self, backbone: Backbone, canvases: Sequence[CanvasTerms], *, branch: int | None = None
    ) -> None:
        """Prepare the terms of ``canvases``, which share the nodes of their plans.

        With ``branch``, an index into ``branches_of`` the plan, only the terms of that branch's
        nodes, and an equal share of TV: the losses of all branches add up to the whole.
        """
        plans = [canvas.plan for canvas in canvases]
        branches = branches_of(backbone, plans[0])
        nodes = sum(branches, ()) if branch is None else branches[branch]
        self._backbone = backbone
        self._nodes = nodes
        device = backbone.device
        share = 1.0 if branch is None else 1 / len(branches)
        self._tv_weight = torch.tensor([share * p.tv_weight for p in plans], device=device)
        self._content = [
            _ContentTerm(
                node,
                torch.cat([canvas.targets.content[i] for canvas in canvases]),
                torch.cat([_content_weights(canvas, i) for canvas in canvases]),
            )
            for i, node in enumerate(plans[0].content_nodes)
            if node in nodes
        ]
        self._style = [
            _StyleTerm.of(
                node,
                torch.cat([canvas.targets.style[i] for canvas in canvases]),
                [plan.style_weight * plan.style_shares[i] for plan in plans],
            )
            for i, node in enumerate(plans[0].style_nodes)
            if node in nodes
        ]

    def __call__(self, pictures: Tensor, steps_taken: Sequence[int] | None = None) -> Tensor:
        """Compute the losses [B] of ``pictures`` [B, 3, H, W].

        With ``steps_taken``, one number for each picture, a backbone that has a grid sees the
        picture moved by some pixels, another way for each number. Counted up from step to step,
        they keep the grid from leaving a trace.
        """
        jitter = self._backbone.jitter
        seen = (
            pictures
            if steps_taken is None or jitter == 1
            else shift(pictures, steps_taken, jitter)
        )
        found = self._backbone.features(seen, self._nodes)
        loss = self._tv_weight * total_variation(pictures)
        for content in self._content:
            error = weighted_content_error(found[content.node], content.target, content.weights)
            loss = loss + error
        for style in self._style:
            error = style_error(found[style.node], style.target, style.energy)
            loss = loss + style.weight * error
        return loss


@dataclass(frozen=True, slots=True)
class _ContentTerm:
    """One layer's part in the content losses of a batch: ``weights`` are [B, h, w]."""

    node: str
    target: Tensor
    weights: Tensor


@dataclass(frozen=True, slots=True)
class _StyleTerm:
    """One layer's part in the style losses of a batch: ``energy`` and ``weight`` are [B]."""

    node: str
    target: Tensor
    energy: Tensor
    weight: Tensor

    @classmethod
    def of(cls, node: str, target: Tensor, weights: Sequence[float]) -> _StyleTerm:
        """Make the term of ``node`` for target Gram matrices [B, C, C], one weight for each."""
        return cls(
            node,
            target,
            energy(target.float()),
            torch.tensor(weights, device=target.device, dtype=torch.float32),
        )


def _content_weights(canvas: CanvasTerms, layer: int) -> Tensor:
    plan = canvas.plan
    return canvas.targets.content_weights[layer] * (plan.content_weight / len(plan.content_nodes))


def branches_of(backbone: Backbone, plan: Plan) -> tuple[tuple[str, ...], ...]:
    """Group the nodes that ``plan`` looks at by the branch of ``backbone`` that computes them."""
    return backbone.branches(plan.content_nodes + plan.style_nodes)


def shift(pictures: Tensor, steps_taken: Sequence[int], jitter: int) -> Tensor:
    """Move each of ``pictures`` [B, C, H, W] by less than ``jitter`` pixels, borders repeated.

    There are ``jitter`` squared ways; consecutive numbers in ``steps_taken`` go every way
    once before any twice.
    """
    height, width = pictures.shape[-2:]
    margin = jitter // 2
    padded = functional.pad(pictures, (margin,) * 4, mode="replicate")
    ways = jitter * jitter
    # A stride without a common divisor goes every way before any twice.
    turns = [divmod(step * (ways // 2 - 1) % ways, jitter) for step in steps_taken]
    return torch.cat(
        [padded[i : i + 1, :, y : y + height, x : x + width] for i, (y, x) in enumerate(turns)]
    )
