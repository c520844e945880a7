"""Measures what a step costs: ``python -m bench.tick [--sizes 256 512] [--threads 2]``.

Prints seconds per tick by backbone, precision and size, and writes ``bench/out/tick.json``.
Backbones whose weights are not at hand (ATELIER_WEIGHTS) are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from pathlib import Path

import torch

from engine.backbones import BACKBONE_NAMES, Backbone, load
from engine.backbones.classics import PUBLISHED
from engine.messages import Options
from engine.painting.adam import WARM_UP, AdamStack, AdamState
from engine.painting.losses import gram, position_weights
from engine.painting.objective import CanvasTerms
from engine.painting.plan import make_plan
from engine.painting.targets import Targets
from engine.weights.store import WeightStore

_OUT = Path(__file__).parent / "out"
_TURN = 2
"""Ticks after which every branch of a backbone was looked at equally often."""


def stack_of(backbone: Backbone, width: int, height: int, canvases: int) -> AdamStack:
    """Make canvases of noise pulled towards other noise: the work is the same as for pictures.

    They have taken their first steps, which cost more.
    """
    plan = make_plan(Options(), backbone, width, height)
    stack = AdamStack(backbone)
    for _ in range(canvases):
        pictures = torch.rand(3, 1, 3, height, width, device=backbone.device)
        with torch.no_grad():
            content = backbone.features(pictures[0], plan.content_nodes)
            style = backbone.features(pictures[1], plan.style_nodes)
        held = tuple(content[n] for n in plan.content_nodes)
        targets = Targets(
            held,
            tuple(gram(style[n]) for n in plan.style_nodes),
            tuple(position_weights(features, plan.local_share) for features in held),
        )
        stack.add(CanvasTerms(plan, targets), AdamState.begin(pictures[2]).schedule(0.04, 100))
    for _ in range(WARM_UP):
        stack.step()
    return stack


def measured(stack: AdamStack, device: torch.device, rounds: int) -> tuple[float, float]:
    """Measure median wall and processor seconds per tick, each over a whole turn."""
    walls, processors = [], []
    for _ in range(rounds + 1):
        wall, processor = time.perf_counter(), time.process_time()
        for _ in range(_TURN):
            stack.step()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        walls.append((time.perf_counter() - wall) / _TURN)
        processors.append((time.process_time() - processor) / _TURN)
    return statistics.median(walls[1:]), statistics.median(processors[1:])


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[256, 512])
    parser.add_argument("--batch", type=int, nargs="+", default=[1])
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    device = torch.device(asked.device)
    local = Path(os.environ["ATELIER_WEIGHTS"]) if "ATELIER_WEIGHTS" in os.environ else None
    store = WeightStore(local, _OUT)
    rows = []
    for name in BACKBONE_NAMES:
        if name in PUBLISHED and store.find(PUBLISHED[name].stem) is None:
            continue
        for dtype in (torch.float32, torch.bfloat16):
            backbone = load(name, "average", store=store, device=device, dtype=dtype)
            for size in asked.sizes:
                for canvases in asked.batch:
                    stack = stack_of(backbone, size, size * 3 // 4, canvases)
                    wall, processor = measured(stack, device, asked.rounds)
                    row = {
                        "backbone": name,
                        "dtype": str(dtype).removeprefix("torch."),
                        "size": size,
                        "batch": canvases,
                        "wall_seconds": round(wall, 5),
                        "cpu_seconds": round(processor, 5),
                    }
                    print(row, flush=True)
                    rows.append(row)
    _OUT.mkdir(exist_ok=True)
    report = {"device": str(device), "threads": asked.threads, "ticks": rows}
    (_OUT / "tick.json").write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
