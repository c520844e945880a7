"""How long paintings still take, and fewer steps for those whose time is short."""

from __future__ import annotations

import time
from collections.abc import Collection, Hashable

from engine.painting.canvas import Canvas
from engine.painting.plan import choose_time_budget
from engine.painting.step_times import StepTimes


class StepForecast:
    """Forecasts how long canvases take, from the times of their steps so far on one device."""

    def __init__(self, device_type: str) -> None:
        self._device_type = device_type
        self._times = StepTimes(device_type)

    def observe(self, canvas: Canvas, seconds: float) -> None:
        """Learn that one step of ``canvas`` took ``seconds``."""
        self._times.observe(kind_of_work(canvas), canvas.scale.pixels, seconds)

    def seconds_left(self, canvas: Canvas, canvases: Collection[Canvas]) -> float:
        """Forecast the seconds until ``canvas`` is done, while all of ``canvases`` advance."""
        # One tick is a step of every canvas, so each of its steps waits for one of all others.
        others = sum(
            self._times.expect(kind_of_work(other), other.scale.pixels)
            for other in canvases
            if other is not canvas
        )
        kind = kind_of_work(canvas)
        return sum(
            steps * (self._times.expect(kind, scale.pixels) + others)
            for scale, steps in canvas.remaining()
        )

    def keep_to_time(self, canvas: Canvas, canvases: Collection[Canvas]) -> None:
        """Shorten ``canvas`` if it would take longer than it may; lengthen it again if not."""
        budget = choose_time_budget(canvas.options, self._device_type)
        if budget is None or canvas.scale_done:
            return
        # From the whole plan each time: a machine that is idle again gives the steps back.
        canvas.shorten(1.0)
        needed = self.seconds_left(canvas, canvases)
        allowed = budget.seconds - (time.monotonic() - canvas.began)
        if needed > allowed:
            canvas.shorten(max(budget.least_share, allowed / needed))


def kind_of_work(canvas: Canvas) -> tuple[Hashable, ...]:
    """Return what, beside its size, decides how long a step of ``canvas`` takes."""
    plan = canvas.plan
    return (
        canvas.backbone.name,
        canvas.options.pooling,
        plan.content_nodes,
        plan.style_nodes,
        canvas.options.optimiser,
    )
