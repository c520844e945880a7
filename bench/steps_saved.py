"""Measures how many steps the instant picture saves: ``python -m bench.steps_saved [--pairs 4]``.

Every pair of a photo and a style is painted twice by one fixed schedule, Adam for ``--steps`` at
one size: from the photo and from the instant picture. Prints after how many steps the second has
the objective that the first ends with; writes ``bench/out/steps_saved.json`` and a plot of the
medians, ``docs/pictures/steps-saved.svg``.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import torch
from PIL import Image
from rich.console import Console
from rich.progress import track
from rich.table import Table
from skimage import data
from torch import Tensor

from engine import backbones
from engine.backbones import Backbone
from engine.messages import Options
from engine.painting.adam import AdamStack, AdamState
from engine.painting.canvas import Canvas
from engine.painting.canvas_targets import compute_targets
from engine.painting.instant import InstantStylist
from engine.painting.interface import StyleImage
from engine.painting.objective import CanvasTerms, Objective
from engine.painting.plan import make_plan
from engine.painting.resampling import Scale, as_tensor, fit
from engine.painting.targets import StyleCache
from engine.training.curves import draw_curves
from engine.training.trainer import TrainingReport
from engine.weights.store import WeightStore

_ROOT: Final = Path(__file__).parents[1]
_OUT: Final = Path(__file__).parent / "out"
_PHOTOS: Final = ("astronaut", "chelsea", "coffee", "rocket")
_STYLES: Final = ("starry", "mosaic", "monet", "wave")
_EVERY: Final = 10
"""Steps between two looks at the objective."""

Pair = tuple[str, Image.Image, Image.Image]


def pairs(folder: Path | None, count: int) -> list[Pair]:
    """``count`` photos with a style each: of ``folder``, or samples with presets."""
    if folder is None:
        presets = _ROOT / "presets/pictures"
        styles = [(name, opened(presets / f"{name}.webp")) for name in _STYLES]
        photos = [(name, Image.fromarray(getattr(data, name)())) for name in _PHOTOS]
    else:
        styles = [(p.stem, opened(p)) for p in sorted((folder / "paintings").iterdir())]
        photos = [(p.stem, opened(p)) for p in sorted((folder / "photos").iterdir())]
    chosen = [(photos[i % len(photos)], styles[i % len(styles)]) for i in range(count)]
    return [(f"{photo[0]} · {style[0]}", photo[1], style[1]) for photo, style in chosen]


def opened(path: Path) -> Image.Image:
    """Open the picture in a file."""
    return Image.open(path).convert("RGB")


def canvas(pair: Pair, backbone: Backbone, *, size: int, steps: int) -> Canvas:
    """Prepare the pair at one scale."""
    name, photo, style = pair
    options = Options(size=size, steps=steps, init="content")
    width, height = fit(*photo.size, size)
    plan = make_plan(options, backbone, *photo.size)
    one_scale = replace(plan, scales=(Scale(width, height, steps),))
    pixels = as_tensor(photo, width, height).to(backbone.device)
    source = StyleImage(name, style, 1.0)
    return Canvas(name, options, one_scale, backbone, pixels, [source], 0.0)


def curve(of: Canvas, start: Tensor, cache: StyleCache) -> list[float]:
    """Record the objective every ``_EVERY`` steps, from ``start`` on."""
    terms = CanvasTerms(of.plan, compute_targets(of, cache))
    objective, stack = Objective(of.backbone, [terms]), AdamStack(of.backbone)
    stack.add(terms, AdamState.begin(start).schedule(of.plan.learning_rate, of.scale.steps))
    values = []
    for step in range(of.scale.steps + 1):
        if step % _EVERY == 0:
            with torch.no_grad():
                values.append(float(objective(stack.picture(0))))
        if step < of.scale.steps:
            stack.step()
    return values


def reached(values: Sequence[float], goal: float) -> int | None:
    """Steps after which ``values`` are at ``goal`` or below, if ever."""
    return next((i * _EVERY for i, value in enumerate(values) if value <= goal), None)


def plot(plain: Sequence[Sequence[float]], started: Sequence[Sequence[float]]) -> str:
    """Medians over the pairs, each relative to what its plain steps end with, as SVG."""
    reports = []
    for i in range(len(plain[0])):
        numbers = {
            "from the photo": statistics.median(p[i] / p[-1] for p in plain),
            "from the instant": statistics.median(
                s[i] / p[-1] for p, s in zip(plain, started, strict=True)
            ),
        }
        reports.append(TrainingReport(step=i * _EVERY, seconds=0.0, rate=0.0, numbers=numbers))
    return draw_curves(reports, "Objective over its value after the last plain step")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder with photos/ and paintings/")
    parser.add_argument("--pairs", type=int, default=4)
    parser.add_argument("--size", type=int, default=192, help="longest side, pixels")
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--device", default="cpu")
    wanted = parser.parse_args()
    device = torch.device(wanted.device)
    lite = backbones.load("lite", "average", store=WeightStore(None, _OUT), device=device)
    instant, cache = InstantStylist.load(device), StyleCache(1 << 28)
    rows, plain, started = [], [], []
    for pair in track(pairs(wanted.data, wanted.pairs), "painting"):
        at = canvas(pair, lite, size=wanted.size, steps=wanted.steps)
        plain.append(curve(at, at.photo, cache))
        started.append(curve(at, instant.paint(at.photo, at.styles, 1.0), cache))
        goal = plain[-1][-1]
        rows.append(
            {
                "pair": pair[0],
                "start_plain": round(plain[-1][0], 4),
                "start_instant": round(started[-1][0], 4),
                "end_plain": round(goal, 4),
                "end_instant": round(started[-1][-1], 4),
                "steps_to_end_plain": reached(started[-1], goal),
            }
        )
    show(rows)
    counts = [
        wanted.steps if (at_last := reached(s, p[-1])) is None else at_last
        for p, s in zip(plain, started, strict=True)
    ]
    found = {
        "pairs": rows,
        "median_steps": statistics.median(counts),
        "plain_steps": wanted.steps,
        "size": wanted.size,
    }
    _OUT.mkdir(exist_ok=True)
    (_OUT / "steps_saved.json").write_text(json.dumps(found, indent=2) + "\n")
    picture = _ROOT / "docs/pictures/steps-saved.svg"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_text(plot(plain, started))


def show(rows: Sequence[dict[str, object]]) -> None:
    """Print a table."""
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    Console().print(table)


if __name__ == "__main__":
    main()
