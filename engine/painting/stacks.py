"""Canvases in stacks: those that can share one step of an optimiser take it together."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Final

import torch
from torch import Tensor

from engine.backbones import Backbone
from engine.messages import Optimiser
from engine.painting.adam import AdamStack, AdamState
from engine.painting.canvas import Canvas
from engine.painting.canvas_targets import compute_targets
from engine.painting.forecast import StepForecast, kind_of_work
from engine.painting.lbfgs import LbfgsStack
from engine.painting.objective import CanvasTerms
from engine.painting.stack import Stack
from engine.painting.survival import is_survival_due, protect_photo
from engine.painting.targets import StyleCache

_log = logging.getLogger(__name__)

STACK_TYPES: Final[Mapping[Optimiser, Callable[[Backbone], Stack]]] = {
    "lbfgs": LbfgsStack,
    "adam": AdamStack,
}
"""What makes the stacks of each optimiser."""


@dataclass(frozen=True, slots=True)
class _Group:
    """A stack and the canvases in it, in the stack's order."""

    stack: Stack
    canvases: list[Canvas] = field(default_factory=list)


class Stacks:
    """All canvases in work, stacked by size, backbone, pooling, layers and optimiser."""

    def __init__(self, styles: StyleCache, forecast: StepForecast) -> None:
        self._styles = styles
        self._forecast = forecast
        self._groups: dict[Hashable, _Group] = {}

    def place(self, canvas: Canvas, state: AdamState) -> None:
        """Put ``canvas`` with the pixels and memory of ``state`` into the stack of its scale.

        Raises ``torch.OutOfMemoryError``, and then leaves every stack as it was.
        """
        terms = CanvasTerms(canvas.plan, compute_targets(canvas, self._styles))
        scheduled = state.schedule(canvas.plan.learning_rate, canvas.scale.steps)
        make_stack = STACK_TYPES[canvas.options.optimiser]
        key = _stack_key(canvas)
        group = self._groups.get(key) or _Group(make_stack(canvas.backbone))
        group.stack.add(terms, scheduled)
        group.canvases.append(canvas)
        self._groups[key] = group

    def lift(self, canvas: Canvas) -> AdamState:
        """Take ``canvas`` out of its stack, and return its pixels and the optimiser's memory."""
        key = _stack_key(canvas)
        group = self._groups[key]
        index = group.canvases.index(canvas)
        state = group.stack.take(index)
        del group.canvases[index]
        if not group.canvases:
            del self._groups[key]
        return state

    def picture(self, canvas: Canvas) -> Tensor:
        """Return ``canvas`` as it stands, [1, 3, H, W] in [0, 1] at its present scale."""
        group = self._groups[_stack_key(canvas)]
        return group.stack.picture(group.canvases.index(canvas))

    def protect_photo(self, canvas: Canvas) -> None:
        """Raise the content weight if a style of unknown strength is losing too much of the photo.

        Looks only at some of the steps, see ``is_survival_due``.
        """
        if is_survival_due(canvas) and protect_photo(canvas, self.picture(canvas)):
            group = self._groups[_stack_key(canvas)]
            group.stack.change_plan(group.canvases.index(canvas), canvas.plan)

    def step(self) -> list[Canvas]:
        """Take one optimiser step with every canvas; return those taken out for want of memory.

        Of a stack that found no memory that is the canvas which came last.
        """
        dropped = (self._step(group) for group in list(self._groups.values()))
        return [canvas for canvas in dropped if canvas is not None]

    def _step(self, group: _Group) -> Canvas | None:
        began = time.perf_counter()
        try:
            group.stack.step()
        except torch.OutOfMemoryError:
            _log.exception("out of memory with %d canvases in a stack", len(group.canvases))
            # The others try again at the next tick, with the room that this one leaves.
            last = group.canvases[-1]
            self.lift(last)
            return last
        seconds = time.perf_counter() - began
        self._forecast.observe(group.canvases[0], seconds / len(group.canvases))
        for canvas in group.canvases:
            canvas.steps_at_scale += 1
        return None


def _stack_key(canvas: Canvas) -> Hashable:
    return (kind_of_work(canvas), canvas.scale.width, canvas.scale.height)
