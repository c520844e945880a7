"""Measures how the shipped networks paint: ``python -m bench.quality [--pairs 48] [--steps 200]``.

Paintings of photos and styles that nothing was trained on are judged by the Gram losses of two
networks, each layer relative to the style picture's own. Prints a table, writes
``bench/out/quality.json`` and a contact sheet ``bench/out/quality.png`` (photo, style, instant,
refined). The pictures (``--data``) and the judges' weights (ATELIER_TEST_WEIGHTS) are not part of
the project.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from PIL import Image
from rich.console import Console
from rich.progress import track
from rich.table import Table
from torch import Tensor

from bench.johnson import time_ratio
from bench.tick import measured, stack_of
from engine.backbones import Backbone
from engine.messages import Options
from engine.networks.instant import InstantPainter
from engine.painting.adam import AdamStack
from engine.painting.canvas import Canvas
from engine.painting.canvas_targets import compute_targets
from engine.painting.interface import StyleImage
from engine.painting.objective import CanvasTerms
from engine.painting.plan import STYLE_SCALE, make_plan
from engine.painting.resampling import as_pixels, as_tensor, fit
from engine.painting.targets import StyleCache, resize_to_area
from engine.training.compute import Compute
from engine.training.teachers import Teacher, load_teacher

JUDGES: Final = ("vgg19_16x", "squeezenet")
_ROOT: Final = Path(__file__).parents[1]
_OUT: Final = Path(__file__).parent / "out"
_SHEET_SIDE: Final = 256


@dataclass(frozen=True, slots=True)
class Pair:
    """A photo and a style, and a photo that has nothing to do with them."""

    photo: Image.Image
    style: Image.Image
    unrelated: Image.Image


@dataclass(frozen=True, slots=True)
class Scene:
    """A pair at one size, as a judge sees it."""

    photo: Tensor
    style: Tensor
    unrelated: Tensor


@dataclass(frozen=True, slots=True)
class Verdict:
    """Mean relative style error over the layers, and content error."""

    style: float
    content: float


def pairs(folder: Path, count: int) -> list[Pair]:
    """Choose ``count`` of the 6 paintings x 8 photos, spread over both."""
    photos = [Image.open(p).convert("RGB") for p in sorted((folder / "photos").iterdir())]
    styles = [Image.open(p).convert("RGB") for p in sorted((folder / "paintings").iterdir())]
    photos = photos[:: max(1, len(photos) // 8)][:8]
    every = [(p, s) for s in range(len(styles)) for p in range(len(photos))]
    # A stride coprime to both counts visits all styles and photos early.
    chosen = [every[i * 11 % len(every)] for i in range(min(count, len(every)))]
    return [Pair(photos[p], styles[s], photos[(p + 3) % len(photos)]) for p, s in chosen]


def scene(pair: Pair, size: int, style_scale: float = 1.0) -> Scene:
    """Prepare the pair: longest side ``size``, the style as large by ``style_scale``."""
    width, height = fit(*pair.photo.size, size)
    return Scene(
        as_tensor(pair.photo, width, height),
        resize_to_area(pair.style, round(style_scale * (width * height) ** 0.5)),
        as_tensor(pair.unrelated, width, height),
    )


def judged(judge: Teacher, painting: Tensor, at: Scene) -> Verdict:
    """Judge ``painting`` by ``judge``."""
    with torch.no_grad():
        style, content = judge.errors(painting, judge.grams(at.style), judge.content(at.photo))
    return Verdict(float(style.mean()), float(content))


def optimised(backbone: Backbone, pair: Pair, *, size: int, steps: int) -> Tensor:
    """Paint through ``backbone`` by the engine's ``gatys``."""
    options = Options(size=size, steps=steps, init="content")
    plan = make_plan(options, backbone, *pair.photo.size)
    finest = plan.scales[-1]
    photo = as_tensor(pair.photo, finest.width, finest.height).to(backbone.device)
    canvas = Canvas(
        "bench", options, plan, backbone, photo, [StyleImage("bench", pair.style, 1.0)], 0.0
    )
    cache = StyleCache(1 << 28)
    state = canvas.first_state()
    for index, scale in enumerate(plan.scales):
        if index:
            canvas.advance()
            state = state.enlarge(scale.width, scale.height)
        stack = AdamStack(backbone)
        terms = CanvasTerms(plan, compute_targets(canvas, cache))
        stack.add(terms, state.schedule(plan.learning_rate, scale.steps))
        for _ in range(scale.steps):
            stack.step()
        state = stack.take(0)
    return state.picture()


def measure_lite(
    judges: Sequence[Teacher], lite: Backbone, chosen: Iterable[Pair], *, size: int, steps: int
) -> dict[str, dict[str, float]]:
    """Losses of paintings through lite over those of paintings through each judge; medians.

    ``lite_style_ratio`` judges by the style picture at the painting's size, as
    ``instant_style_removed`` does; ``lite_aimed_ratio`` at the size that the optimiser was shown,
    which is stricter: there the judge's own painting has hardly any loss left.
    """
    found = {
        name: {judge.name: list[float]() for judge in judges}
        for name in ("lite_style_ratio", "lite_aimed_ratio", "lite_content_ratio")
    }
    for pair in chosen:
        seen, aimed = scene(pair, size), scene(pair, size, STYLE_SCALE)
        ours = optimised(lite, pair, size=size, steps=steps)
        for judge, other in zip(judges, reversed(judges), strict=True):
            theirs = optimised(judge.backbone, pair, size=size, steps=steps)
            for name, at in (("lite_style_ratio", seen), ("lite_aimed_ratio", aimed)):
                ratio = judged(judge, ours, at).style / judged(judge, theirs, at).style
                found[name][judge.name].append(ratio)
            likeness = judged(other, ours, seen).content / judged(other, theirs, seen).content
            found["lite_content_ratio"][judge.name].append(likeness)
    return {name: medians(values) for name, values in found.items()}


def measure_tick(weights: Path, compute: Compute, rounds: int = 15) -> dict[str, float]:
    """Time a tick at 512x384 through lite over one through vgg19_16x: median of turns, by the
    number format that both compute in."""
    found = {}
    for dtype in dict.fromkeys((torch.float32, compute.dtype)):
        alike = Compute(compute.device, dtype)
        pair = [load_teacher(name, weights, alike).backbone for name in ("lite", "vgg19_16x")]
        stacks = [stack_of(backbone, 512, 384, 1) for backbone in pair]
        ratios = []
        for _ in range(rounds):
            ours, theirs = (measured(stack, compute.device, 1)[0] for stack in stacks)
            ratios.append(ours / theirs)
        found[str(dtype).removeprefix("torch.")] = round(statistics.median(ratios), 3)
    return found


def measure_instant(
    judges: Sequence[Teacher], network: InstantPainter, chosen: Iterable[Pair], *, size: int
) -> dict[str, dict[str, float]]:
    """Measure how much of the style loss the instant painter removes, at what content loss."""
    removed: dict[str, list[float]] = {judge.name: [] for judge in judges}
    content: dict[str, list[float]] = {judge.name: [] for judge in judges}
    for pair in chosen:
        at = scene(pair, size)
        painting = network.paint(at.photo, network.style(at.style))
        for judge in judges:
            before, after = judged(judge, at.photo, at), judged(judge, painting, at)
            removed[judge.name].append(1 - after.style / before.style)
            content[judge.name].append(after.content / judged(judge, at.unrelated, at).content)
    return {"instant_style_removed": medians(removed), "instant_content_ratio": medians(content)}


def medians(values: dict[str, list[float]]) -> dict[str, float]:
    """Take the median of each list."""
    return {name: round(statistics.median(numbers), 4) for name, numbers in values.items()}


def sheet(
    network: InstantPainter, lite: Backbone, chosen: Sequence[Pair], *, size: int, steps: int
) -> Image.Image:
    """Lay out rows of photo, style, instant painting and the same photo refined by ``gatys``."""
    rows = []
    for pair in chosen:
        at = scene(pair, size)
        painting = network.paint(at.photo, network.style(at.style))
        refined = optimised(lite, pair, size=size, steps=steps)
        shown = (at.photo, at.style, painting, refined)
        rows.append(np.concatenate([as_pixels(square(picture)) for picture in shown], 1))
    return Image.fromarray(np.concatenate(rows))


def square(picture: Tensor) -> Tensor:
    """Crop the middle of ``picture``, resampled to the sheet's squares."""
    height, width = picture.shape[-2:]
    edge = min(height, width)
    y, x = (height - edge) // 2, (width - edge) // 2
    middle = picture[:, :, y : y + edge, x : x + edge]
    sides = (_SHEET_SIDE, _SHEET_SIDE)
    return torch.nn.functional.interpolate(middle, sides, mode="bilinear", antialias=True)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=_ROOT.parent / "shared/data/eval")
    parser.add_argument(
        "--instant", type=Path, default=_ROOT / "engine/weights/instant.safetensors"
    )
    parser.add_argument("--pairs", type=int, default=48, help="of 48, for the instant painter")
    parser.add_argument("--painted", type=int, default=12, help="of 48, for lite: slow on a CPU")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--size", type=int, default=384, help="longest side, pixels")
    parser.add_argument("--device", default="auto")
    wanted = parser.parse_args()
    weights = Path(os.environ.get("ATELIER_TEST_WEIGHTS", _ROOT.parent / "shared/data/weights"))
    compute = Compute.choose(wanted.device)
    judges = [load_teacher(name, weights, compute) for name in JUDGES]
    lite = load_teacher("lite", weights, compute).backbone
    network = InstantPainter.load(wanted.instant)
    few, many = pairs(wanted.data, wanted.painted), pairs(wanted.data, wanted.pairs)
    found: dict[str, object] = {
        **measure_instant(judges, network, track(many, "instant"), size=wanted.size)
    }
    found["instant_vs_johnson_time"] = round(time_ratio(network), 4)
    found["lite_vs_vgg19_16x_time"] = measure_tick(weights, compute)
    if few:
        ratios = measure_lite(
            judges, lite, track(few, "lite"), size=wanted.size, steps=wanted.steps
        )
        found |= ratios
        sheet(network, lite, few[:6], size=wanted.size, steps=wanted.steps).save(
            _OUT / "quality.png"
        )
    show(found)
    found |= {"pairs": len(many), "painted": len(few), "steps": wanted.steps, "size": wanted.size}
    (_OUT / "quality.json").write_text(json.dumps(found, indent=2) + "\n")


def show(found: dict[str, object]) -> None:
    """Print the numbers as a table."""
    table = Table("median over the pairs", *JUDGES)
    for name, value in found.items():
        if not isinstance(value, dict):
            table.add_row(name, f"{value}")
        elif set(value) == set(JUDGES):
            table.add_row(name, *(f"{value[judge]:.3f}" for judge in JUDGES))
        else:
            table.add_row(name, ", ".join(f"{of}: {number}" for of, number in value.items()))
    Console().print(table)


if __name__ == "__main__":
    main()
