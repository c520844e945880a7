"""All the paintings of a worker, advanced together: one tick is one optimiser step for each.

A painting may join or leave between two ticks. What is painted in one pass ends with its first
tick.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

import torch
from PIL import Image
from torch import Tensor

from engine.backbones.devices import choose_device, describe_device
from engine.errors import InvalidState
from engine.messages import Options
from engine.painting.canvas import Canvas
from engine.painting.failures import not_finite_error, out_of_memory_error
from engine.painting.forecast import StepForecast
from engine.painting.interface import (
    Broken,
    Finished,
    Joined,
    Outcome,
    PaintSettings,
    Snapshot,
    StyleImage,
)
from engine.painting.models import Models
from engine.painting.passes import Passes
from engine.painting.preparation import (
    choose_style_parts,
    describe_canvas,
    describe_pass,
    prepare_canvas,
    prepare_pass,
)
from engine.painting.resampling import as_pixels
from engine.painting.stacks import Stacks
from engine.painting.targets import StyleCache
from engine.weights.store import WeightStore

_STYLE_CACHE_BYTES: Final = 256 << 20
"""Of Gram matrices of styles kept for the next painting."""
CHECKED_EVERY: Final = 8
"""Steps of a canvas between two looks at whether its pixels are finite."""


class Batch:
    """The paintings in work. Not thread-safe: everything happens in the painting thread."""

    def __init__(self, settings: PaintSettings) -> None:
        if settings.threads is not None:
            torch.set_num_threads(settings.threads)
        device = choose_device(settings.device)
        self.device_name = describe_device(device)
        store = WeightStore(settings.weights_dir, settings.cache_dir)
        self._models = Models(device, store, settings.networks_dir)
        self._styles = StyleCache(_STYLE_CACHE_BYTES)
        self._forecast = StepForecast(device.type)
        self._stacks = Stacks(self._styles, self._forecast)
        self._passes = Passes(self._models)
        self._canvases: dict[str, Canvas] = {}

    def __len__(self) -> int:
        return len(self._canvases) + len(self._passes)

    def join(
        self,
        request_id: str,
        photo: Image.Image,
        styles: Sequence[StyleImage],
        options: Options,
        painting: Image.Image | None = None,
    ) -> Joined:
        """Put a painting into the batch; with ``init="painting"`` it goes on from ``painting``.

        May block for long when weights must first be downloaded. Raises ``BadOptions``,
        ``MissingWeights``, ``OutOfMemory``, and ``InvalidState`` for an id that is in work or an
        instant picture that is not finite.
        """
        if request_id in self._canvases or request_id in self._passes:
            raise InvalidState(f"{request_id} is being painted.", reason="duplicate_id")
        parts = choose_style_parts(styles, options.seed)
        try:
            if options.method == "instant":
                request = prepare_pass(self._models, photo, parts, options)
                self._passes.add(request_id, request)
                return describe_pass(request)
            canvas = prepare_canvas(self._models, request_id, photo, parts, options, painting)
            self._stacks.place(canvas, canvas.first_state())
        except torch.OutOfMemoryError as error:
            raise out_of_memory_error() from error
        self._canvases[request_id] = canvas
        return describe_canvas(canvas)

    def leave(self, request_id: str) -> None:
        """Take a painting out, whatever its state; unknown ids are no error."""
        self._passes.drop(request_id)
        canvas = self._canvases.pop(request_id, None)
        if canvas is not None:
            self._stacks.lift(canvas)

    def snapshot(self, request_id: str) -> Snapshot:
        """Return the painting as it stands. Raises ``InvalidState`` for an id not in work."""
        if request_id in self._passes:
            return self._passes.snapshot(request_id)
        canvas = self._canvases.get(request_id)
        if canvas is None:
            raise InvalidState(f"{request_id} is not being painted.", reason="internal")
        return self._snapshot(canvas, canvas.blend_preview(self._stacks.picture(canvas)))

    def tick(self) -> list[Outcome]:
        """Take one optimiser step with every painting.

        Returns the paintings that ended by it, or could not go on.
        """
        ended = self._passes.tick()
        for canvas in self._stacks.step():
            ended.append(self._end(canvas, Broken(canvas.id, out_of_memory_error())))
        for canvas in list(self._canvases.values()):
            outcome = self._after_step(canvas)
            if outcome is not None:
                ended.append(outcome)
        return ended

    def _after_step(self, canvas: Canvas) -> Outcome | None:
        # On a GPU a look at the pixels waits for the step, so not every step is looked at.
        if canvas.step % CHECKED_EVERY == 0 and not _is_finite(self._stacks.picture(canvas)):
            self._stacks.lift(canvas)
            return self._end(canvas, Broken(canvas.id, not_finite_error()))
        self._forecast.keep_to_time(canvas, self._canvases.values())
        self._stacks.protect_photo(canvas)
        return self._finish_scale(canvas) if canvas.scale_done else None

    def _finish_scale(self, canvas: Canvas) -> Outcome | None:
        """Bring ``canvas`` to its next scale; return its outcome if there is none or it broke."""
        state = self._stacks.lift(canvas)
        if not _is_finite(state.pixels):
            return self._end(canvas, Broken(canvas.id, not_finite_error()))
        if canvas.last_scale:
            seconds = time.monotonic() - canvas.began
            snapshot = self._snapshot(canvas, state.picture())
            return self._end(canvas, Finished(canvas.id, snapshot, seconds))
        canvas.advance()
        try:
            self._stacks.place(canvas, canvas.enlarge(state))
        except torch.OutOfMemoryError:
            return self._end(canvas, Broken(canvas.id, out_of_memory_error()))
        return None

    def _end(self, canvas: Canvas, outcome: Outcome) -> Outcome:
        """Forget ``canvas``, which is in no stack any more, and return ``outcome``."""
        del self._canvases[canvas.id]
        return outcome

    def _snapshot(self, canvas: Canvas, picture: Tensor) -> Snapshot:
        seconds_left = self._forecast.seconds_left(canvas, self._canvases.values())
        return Snapshot(as_pixels(picture), canvas.step, canvas.steps, seconds_left)


def _is_finite(pixels: Tensor) -> bool:
    return bool(torch.isfinite(pixels).all())
