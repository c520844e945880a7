"""All the paintings of a worker, advanced together: one tick is one optimiser step for each.

A painting may join or leave between two ticks. Paintings of equal size, backbone, pooling and
layers are stacked into one batch. What is painted in one pass ends with its
first tick.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Final, TypeAlias

import torch
from PIL import Image

from engine.errors import BadOptions, EngineError, InvalidState, OutOfMemory
from engine.messages import Options
from engine.painting.canvas import Canvas, as_pixels
from engine.painting.instant import Pass, enlarged_painting
from engine.painting.interface import (
    Broken,
    Finished,
    Joined,
    Outcome,
    PaintSettings,
    Snapshot,
    StyleImage,
)
from engine.painting.lbfgs import LbfgsStack
from engine.painting.models import Models
from engine.painting.objective import Part
from engine.painting.optimisers import AdamStack, Stack, State
from engine.painting.plan import make_plan, time_budget, usual_size
from engine.painting.resampling import as_tensor, fit
from engine.painting.step_times import Pace
from engine.painting.targets import StyleCache, seen_by
from engine.weights.download import Progress
from engine.weights.store import WeightStore

_log = logging.getLogger(__name__)
_STYLE_CACHE_BYTES: Final = 256 << 20


_Key: TypeAlias = tuple[object, ...]


class Batch:
    """The paintings in work. Not thread-safe: everything happens in the painting thread."""

    def __init__(self, settings: PaintSettings, progress: Progress | None = None) -> None:
        if settings.threads is not None:
            torch.set_num_threads(settings.threads)
        self._device = _device(settings.device)
        self.device_name = _device_name(self._device)
        store = WeightStore(settings.weights_dir, settings.cache_dir, progress)
        self._models = Models(self._device, store, settings.networks_dir)
        self._styles = StyleCache(_STYLE_CACHE_BYTES)
        self._canvases: dict[str, Canvas] = {}
        self._passes: dict[str, Pass] = {}
        self._stacks: dict[_Key, tuple[Stack, list[Canvas]]] = {}
        self._pace = Pace(self._device.type)

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
        if not styles or sum(style.weight for style in styles) <= 0:
            raise BadOptions(
                "At least one style must weigh more than nothing.",
                reason="out_of_range",
                field="styles",
            )
        sources = [
            seen_by(StyleImage(s.digest, s.picture, s.weight, s.vector, s.measured), options.seed)
            for s in styles
        ]
        try:
            if options.method == "instant":
                return self._join_pass(request_id, photo, sources, options)
            canvas = self._prepare(request_id, photo, sources, options, painting)
            self._place(canvas, canvas.begin())
        except torch.OutOfMemoryError as error:
            raise _out_of_memory() from error
        self._canvases[request_id] = canvas
        finest = canvas.plan.scales[-1]
        return Joined(
            finest.width,
            finest.height,
            canvas.steps,
            canvas.backbone.name,
            presentable=canvas.first is not None,
        )

    def leave(self, request_id: str) -> None:
        """Take a painting out, whatever its state; unknown ids are no error."""
        self._passes.pop(request_id, None)
        canvas = self._canvases.pop(request_id, None)
        if canvas is not None:
            self._lift(canvas)

    def snapshot(self, request_id: str) -> Snapshot:
        """The painting as it stands. Raises ``InvalidState`` for an id that is not in work."""
        if (waiting := self._passes.get(request_id)) is not None:
            return self._passed(waiting)
        canvas = self._canvases.get(request_id)
        if canvas is None:
            raise InvalidState(f"{request_id} is not being painted.", reason="internal")
        stack, canvases = self._stacks[_key(canvas)]
        return self._snapshot(canvas, canvas.shown(stack.picture(canvases.index(canvas))))

    def tick(self) -> list[Outcome]:
        """One optimiser step for every painting; those that ended by it, or could not go on."""
        ended: list[Outcome] = [self._pass(name) for name in list(self._passes)]
        for key in list(self._stacks):
            ended += self._step(key)
        for canvas in list(self._canvases.values()):
            if canvas.spoilt:
                ended.append(self._break(canvas, _not_a_number()))
                continue
            self._keep_to_time(canvas)
            self._keep_photo(canvas)
            if canvas.scale_done:
                ended += self._next_scale(canvas)
        return ended

    def _join_pass(
        self, request_id: str, photo: Image.Image, styles: Sequence[StyleImage], options: Options
    ) -> Joined:
        # What is missing shows before anybody waits for the pass.
        self._models.instant()
        side = usual_size(options, self._device.type)
        width, height = fit(*photo.size, side)
        pixels = as_tensor(photo, width, height).to(self._device)
        face_mask = self._models.draw_face_mask(photo, width, height, options)
        self._passes[request_id] = Pass(pixels, styles, options, face_mask)
        return Joined(width, height, 1, "instant")

    def _pass(self, request_id: str) -> Outcome:
        waiting = self._passes.pop(request_id)
        try:
            snapshot = self._passed(waiting)
        except torch.OutOfMemoryError:
            return Broken(request_id, _out_of_memory())
        except InvalidState as error:
            return Broken(request_id, error)
        return Finished(request_id, snapshot, time.monotonic() - waiting.began)

    def _passed(self, waiting: Pass) -> Snapshot:
        picture = self._models.paint_instantly(
            waiting.photo, waiting.styles, waiting.options, waiting.face_mask
        )
        return Snapshot(as_pixels(picture), 1, 1, 0.0)

    def _prepare(
        self,
        request_id: str,
        photo: Image.Image,
        styles: Sequence[StyleImage],
        options: Options,
        painting: Image.Image | None,
    ) -> Canvas:
        options = self._models.can_begin_by(options, painting)
        backbone = self._models.backbone(options)
        plan = make_plan(options, backbone, *photo.size)
        finest = plan.scales[-1]
        began = time.monotonic()
        pixels = as_tensor(photo, finest.width, finest.height).to(self._device)
        face_mask = self._models.draw_face_mask(photo, finest.width, finest.height, options)
        first = None
        if painting is not None and options.init == "painting":
            first = enlarged_painting(painting, pixels)
        elif options.init == "instant":
            first = self._models.paint_instantly(pixels, styles, options, face_mask)
        return Canvas(request_id, options, plan, backbone, pixels, styles, began, first, face_mask)

    def _place(self, canvas: Canvas, state: State) -> None:
        part = Part(canvas.plan, canvas.targets(self._styles))
        scheduled = state.scheduled(canvas.plan.learning_rate, canvas.scale.steps)
        kind = LbfgsStack if canvas.options.optimiser == "lbfgs" else AdamStack
        key = _key(canvas)
        stack, canvases = self._stacks.get(key) or (kind(canvas.backbone), [])
        stack.add(part, scheduled)
        canvases.append(canvas)
        self._stacks[key] = (stack, canvases)

    def _lift(self, canvas: Canvas) -> State:
        key = _key(canvas)
        stack, canvases = self._stacks[key]
        index = canvases.index(canvas)
        state = stack.take(index)
        del canvases[index]
        if not canvases:
            del self._stacks[key]
        return state

    def _step(self, key: _Key) -> list[Outcome]:
        stack, canvases = self._stacks[key]
        began = time.perf_counter()
        try:
            stack.step()
        except torch.OutOfMemoryError:
            _log.exception("out of memory with %d canvases in a stack", len(canvases))
            # The last to come goes; the others try again at the next tick.
            return [self._break(canvases[-1], _out_of_memory())]
        seconds = time.perf_counter() - began
        self._pace.observe(_kind(canvases[0]), canvases[0].scale.pixels, seconds / len(canvases))
        for canvas in canvases:
            canvas.at_scale += 1
        return []

    def _next_scale(self, canvas: Canvas) -> list[Outcome]:
        state = self._lift(canvas)
        if not bool(torch.isfinite(state.pixels).all()):
            del self._canvases[canvas.id]
            return [Broken(canvas.id, _not_a_number())]
        if canvas.last_scale:
            del self._canvases[canvas.id]
            seconds = time.monotonic() - canvas.began
            return [Finished(canvas.id, self._snapshot(canvas, state.picture()), seconds)]
        canvas.advance()
        try:
            self._place(canvas, canvas.enlarged(state))
        except torch.OutOfMemoryError:
            del self._canvases[canvas.id]
            return [Broken(canvas.id, _out_of_memory())]
        return []

    def _break(self, canvas: Canvas, error: EngineError) -> Broken:
        self.leave(canvas.id)
        return Broken(canvas.id, error)

    def _snapshot(self, canvas: Canvas, picture: torch.Tensor) -> Snapshot:
        canvas.spoilt = not bool(torch.isfinite(picture).all())
        return Snapshot(as_pixels(picture), canvas.step, canvas.steps, self._seconds_left(canvas))

    def _seconds_left(self, canvas: Canvas) -> float:
        others = sum(
            self._pace.expect(_kind(other), other.scale.pixels)
            for other in self._canvases.values()
            if other is not canvas
        )
        kind = _kind(canvas)
        return sum(
            steps * (self._pace.expect(kind, scale.pixels) + others)
            for scale, steps in canvas.left()
        )

    def _keep_photo(self, canvas: Canvas) -> None:
        """Let styles of unknown strength give way while too much of the photo is being lost."""
        if not canvas.is_watched:
            return
        stack, canvases = self._stacks[_key(canvas)]
        index = canvases.index(canvas)
        if canvas.give_way(stack.picture(index)):
            stack.change_plan(index, canvas.plan)

    def _keep_to_time(self, canvas: Canvas) -> None:
        budget = time_budget(canvas.options, self._device.type)
        if budget is None or canvas.scale_done:
            return
        canvas.shorten(1.0)
        needed = self._seconds_left(canvas)
        allowed = budget.seconds - (time.monotonic() - canvas.began)
        if needed > allowed:
            canvas.shorten(max(budget.least_share, allowed / needed))


def _kind(canvas: Canvas) -> _Key:
    plan = canvas.plan
    return (
        canvas.backbone.name,
        canvas.options.pooling,
        plan.content_nodes,
        plan.style_nodes,
        canvas.options.optimiser,
    )


def _key(canvas: Canvas) -> _Key:
    return (*_kind(canvas), canvas.scale.width, canvas.scale.height)


def _device(name: str) -> torch.device:
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda":
        name = f"cuda:{torch.cuda.current_device()}"
    return torch.device(name)


def _device_name(device: torch.device) -> str:
    if device.type == "cuda":
        return f"{device} {torch.cuda.get_device_name(device)}"
    return str(device)


def _out_of_memory() -> OutOfMemory:
    return OutOfMemory(
        "The painting does not fit into the device's memory. Ask for a smaller size.",
        reason="device_memory",
    )


def _not_a_number() -> InvalidState:
    return InvalidState(
        "The painting ran out of bounds. Try weights or a learning rate nearer to the defaults.",
        reason="internal",
    )
