"""Measures the optimiser against a textbook painter: ``python -m bench.optimiser [--pairs 6]``.

Photos of scikit-image are painted in presets through one backbone, with the same layers, weights
and objective. The textbook is Gatys et al. 2016 as written: one scale, the photo as start, torch's
L-BFGS (learning rate 1, no line search, history of 100), float32. Ours are paintings by default,
with L-BFGS and with Adam, which was the default before. All in processor seconds of one process,
pair after pair, on one thread, so that other work on the machine does not tell; losses are of the
pictures in float32. Writes ``bench/out/optimiser.json``.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import torch
from PIL import Image
from skimage import data
from torch import Tensor

from engine.backbones import Backbone, load
from engine.messages import Optimiser, Options
from engine.painting.canvas import Canvas
from engine.painting.canvas_targets import compute_targets
from engine.painting.interface import StyleImage
from engine.painting.models import Models
from engine.painting.objective import CanvasTerms, Objective
from engine.painting.preparation import prepare_canvas
from engine.painting.stack import Stack
from engine.painting.stacks import STACK_TYPES
from engine.painting.targets import StyleCache
from engine.weights.store import WeightStore
from presets import catalogue

_OUT: Final = Path(__file__).parent / "out"
_PHOTOS: Final = ("astronaut", "chelsea", "coffee", "rocket")
_STYLES: Final = ("starry", "mosaic", "ink", "wave", "picasso", "linocut")
_EVALUATIONS: Final = 300
_HISTORY: Final = 100
_LONGEST_COURSE: Final = 160
"""Steps after which ours is no longer waited for."""


@dataclass(frozen=True, slots=True)
class Point:
    """A loss, and the processor seconds after which it was reached."""

    seconds: float
    loss: float


@dataclass(frozen=True, slots=True)
class Painted:
    """A course of a painting, at its finest scale; ``planned`` is where it ends by default."""

    points: tuple[Point, ...]
    planned: Point

    def seconds_to(self, loss: float) -> float | None:
        """Return the seconds until ``loss`` was reached, if it was."""
        return next((point.seconds for point in self.points if point.loss <= loss), None)


class Bench:
    """The networks, and the same backbone in float32, which judges."""

    def __init__(self, size: int) -> None:
        device, store = torch.device("cpu"), WeightStore(None, _OUT)
        self._size = size
        self._models = Models(device, store)
        self._judge = load("lite", "average", store=store, device=device, dtype=torch.float32)
        self._styles = StyleCache(1 << 28)

    def paint_by_the_book(self, photo: Image.Image, style: StyleImage) -> Point:
        """Paint as the paper says; return the loss after 300 evaluations."""
        canvas = self._canvas(photo, style, "lbfgs")
        objective = self._objective(canvas)
        leaf = canvas.photo.clone(memory_format=torch.contiguous_format).requires_grad_()
        optimiser = torch.optim.LBFGS(
            [leaf], lr=1.0, max_iter=1, history_size=_HISTORY, tolerance_grad=0, tolerance_change=0
        )
        # Torch drops curvature pairs below 1e-10, which relative errors per pixel would be.
        factor = leaf[0, 0].numel()

        def evaluate() -> Tensor:
            optimiser.zero_grad()
            loss = factor * objective(leaf).sum()
            loss.backward()  # type: ignore[no-untyped-call]
            return loss

        began = time.process_time()
        for _ in range(_EVALUATIONS):
            optimiser.step(evaluate)  # type: ignore[no-untyped-call]
        return Point(time.process_time() - began, _loss(objective, leaf))

    def paint(
        self, photo: Image.Image, style: StyleImage, optimiser: Optimiser, goal: float
    ) -> Painted:
        """Paint by default, and on at the finest scale until ``goal`` is reached, if it is."""
        began = time.process_time()
        canvas = self._canvas(photo, style, optimiser)
        stack = self._climb(canvas)
        spent = time.process_time() - began
        objective = self._objective(canvas)
        points: list[Point] = []
        for _ in range(max(canvas.scale.steps, _LONGEST_COURSE)):
            if len(points) >= canvas.scale.steps and points[-1].loss <= goal:
                break
            began = time.process_time()
            stack.step()
            spent += time.process_time() - began
            # Looking is not painting: it takes no time.
            points.append(Point(spent, _loss(objective, stack.picture(0))))
        return Painted(tuple(points), points[canvas.scale.steps - 1])

    def _canvas(self, photo: Image.Image, style: StyleImage, optimiser: Optimiser) -> Canvas:
        options = Options(size=self._size, optimiser=optimiser)
        return prepare_canvas(self._models, "one", photo, [style], options, None)

    def _climb(self, canvas: Canvas) -> Stack:
        """Paint all scales but the finest, for which the stack is returned."""
        state = canvas.first_state()
        while True:
            stack = self._stack(canvas.backbone, canvas.options.optimiser)
            terms = CanvasTerms(canvas.plan, compute_targets(canvas, self._styles))
            stack.add(terms, state.schedule(canvas.plan.learning_rate, canvas.scale.steps))
            if canvas.last_scale:
                return stack
            for _ in range(canvas.scale.steps):
                stack.step()
                canvas.steps_at_scale += 1
            state = stack.take(0)
            canvas.advance()
            state = canvas.enlarge(state)

    @staticmethod
    def _stack(backbone: Backbone, optimiser: Optimiser) -> Stack:
        return STACK_TYPES[optimiser](backbone)

    def _objective(self, canvas: Canvas) -> Objective:
        """The objective at the finest scale, in float32."""
        finest = len(canvas.plan.scales) - 1
        judged = replace(canvas, backbone=self._judge, scale_index=finest)
        return Objective(
            self._judge, [CanvasTerms(canvas.plan, compute_targets(judged, StyleCache(1 << 28)))]
        )


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=6)
    parser.add_argument("--size", type=int, default=512, help="longest side, pixels")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    bench = Bench(asked.size)
    rows = []
    for name, photo, style in _pairs(asked.pairs):
        row = _compare(bench, name, photo, style)
        print(json.dumps(row), flush=True)
        rows.append(row)
    _OUT.mkdir(exist_ok=True)
    (_OUT / "optimiser.json").write_text(json.dumps(_report(rows, asked.size), indent=1) + "\n")


def _compare(bench: Bench, name: str, photo: Image.Image, style: StyleImage) -> dict[str, Any]:
    book = bench.paint_by_the_book(photo, style)
    ours = bench.paint(photo, style, "lbfgs", book.loss)
    before = bench.paint(photo, style, "adam", float("inf"))
    there = ours.seconds_to(book.loss)
    return {
        "pair": name,
        "textbook": [round(book.seconds, 2), round(book.loss, 5)],
        "default": [round(ours.planned.seconds, 2), round(ours.planned.loss, 5)],
        "before": [round(before.planned.seconds, 2), round(before.planned.loss, 5)],
        "textbook_time_over_ours": None if there is None else round(book.seconds / there, 2),
        "default_time_over_before": round(before.planned.seconds / ours.planned.seconds, 2),
        "default_loss_over_before": round(ours.planned.loss / before.planned.loss, 3),
    }


def _pairs(count: int) -> Iterator[tuple[str, Image.Image, StyleImage]]:
    presets = {preset.slug: preset for preset in catalogue()}
    for i in range(count):
        photo, slug = _PHOTOS[i % len(_PHOTOS)], _STYLES[i % len(_STYLES)]
        picture = Image.open(io.BytesIO(presets[slug].picture())).convert("RGB")
        yield (
            f"{photo} · {slug}",
            Image.fromarray(getattr(data, photo)()),
            StyleImage(slug, picture, 1.0),
        )


def _report(rows: Sequence[dict[str, Any]], size: int) -> dict[str, Any]:
    machine = (
        f"{platform.machine()}, {os.cpu_count()} cores, one thread, torch {torch.__version__}"
    )
    figures = ("textbook_time_over_ours", "default_time_over_before", "default_loss_over_before")
    report: dict[str, Any] = {"size": size, "rows": list(rows)}
    for figure in figures:
        values = [row[figure] for row in rows if row[figure] is not None]
        value = round(statistics.median(values), 3) if values else None
        report[figure] = {"value": value, "machine": machine, "pairs": len(values)}
    return report


def _loss(objective: Objective, picture: Tensor) -> float:
    with torch.no_grad():
        return float(objective(picture.detach().clamp(0, 1)))


if __name__ == "__main__":
    main()
