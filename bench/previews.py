"""Measures what previews cost the painting thread: ``python -m bench.previews``.

Paints a sample photo with the defaults, takes a snapshot every 1.5 s of processor time as the
worker does, and writes their share of the time to ``bench/out/previews.json``. Encoding happens
in another thread; its cost is given beside.
"""

from __future__ import annotations

import argparse
import io
import json
import time
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

from engine.messages import Options
from engine.painting.batch import Batch
from engine.painting.interface import PaintSettings, StyleImage

_OUT = Path(__file__).parent / "out"


def blobs(width: int, height: int, roughness: float) -> Image.Image:
    """Draw a picture of sorts."""
    noise = np.random.default_rng(0).normal(size=(height, width, 3))
    smooth = gaussian_filter(noise, (roughness, roughness, 0))
    stretched = (smooth - smooth.min()) / np.ptp(smooth)
    return Image.fromarray((stretched * 255).astype(np.uint8))


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--steps", type=int, default=None)
    asked = parser.parse_args()
    batch = Batch(PaintSettings(asked.device, asked.threads, None, _OUT))
    options = Options(steps=asked.steps)
    began = shown = time.process_time()
    snapshots = encoding = 0.0
    count = 0
    style = StyleImage("blobs", blobs(512, 512, 3), 1.0)
    joined = batch.join("only", blobs(1200, 900, 12), [style], options)
    while len(batch):
        batch.tick()
        now = time.process_time()
        if len(batch) and now - shown >= options.preview_every:
            shot = batch.snapshot("only")
            done = time.process_time()
            Image.fromarray(shot.pixels).save(io.BytesIO(), "JPEG", quality=85)
            snapshots, encoding = snapshots + done - now, encoding + time.process_time() - done
            count, shown = count + 1, now
    total = time.process_time() - began
    report = {
        "device": batch.device_name,
        "width": joined.width,
        "height": joined.height,
        "steps": joined.steps,
        "previews": count,
        "cpu_seconds": round(total, 3),
        "snapshot_share": round(snapshots / total, 5),
        "snapshot_and_encoding_share": round((snapshots + encoding) / total, 5),
    }
    print(report)
    _OUT.mkdir(exist_ok=True)
    (_OUT / "previews.json").write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
