"""Painting by optimising pixels (Gatys et al. 2016): what an optimiser of many canvases does.

A stack holds the canvases of one size that share backbone, pooling and layers. Their losses are
summed, never averaged, so each canvas gets exactly the gradient it would get alone.
"""

from __future__ import annotations

from typing import Protocol

from torch import Tensor

from engine.painting.adam import AdamState
from engine.painting.objective import CanvasTerms
from engine.painting.plan import Plan


class Stack(Protocol):
    """Canvases that are stepped together."""

    def step(self) -> None:
        """Take one optimiser step with each."""

    def add(self, terms: CanvasTerms, state: AdamState) -> None:
        """Add a canvas at the end."""

    def take(self, index: int) -> AdamState:
        """Remove a canvas and return its state; those behind it move up."""

    def picture(self, index: int) -> Tensor:
        """Return a canvas as it stands, [1, 3, H, W] in [0, 1]."""

    def change_plan(self, index: int, plan: Plan) -> None:
        """Replace the plan of a canvas by one that differs in weights alone."""

    def __len__(self) -> int: ...
