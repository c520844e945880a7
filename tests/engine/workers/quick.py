"""The real worker around a batch that needs no torch: each tick is a fraction of a second.

Options drive it: ``steps`` ticks, then done. ``seed`` 13 breaks at the second step, 14 runs out of
memory when joining, 15 raises out of the tick, 16 never gets beyond the first step, 17 foretells
a second for every step left.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence

import numpy as np
from PIL import Image

from engine.errors import BadOptions, MissingWeights
from engine.messages import Options
from engine.painting.interface import (
    Broken,
    Finished,
    Joined,
    Outcome,
    PaintSettings,
    Snapshot,
    StyleImage,
)
from engine.worker.program import main

BREAKS, STARVES, CRASHES, STALLS, FORETELLS = 13, 14, 15, 16, 17
TICK = 0.005


class QuickBatch:
    device_name = "quick"

    def __init__(self, settings: PaintSettings) -> None:
        if settings.device == "cuda:9":
            raise MissingWeights("There is no tenth device.", reason="not_found")
        self._photos: dict[str, tuple[Image.Image, Options]] = {}
        self._steps: dict[str, int] = {}

    def join(
        self,
        request_id: str,
        photo: Image.Image,
        styles: Sequence[StyleImage],
        options: Options,
        painting: Image.Image | None = None,
    ) -> Joined:
        if options.seed == STARVES:
            raise MemoryError
        if not styles:
            raise BadOptions("No style.", reason="unknown_value", field="styles")
        self._photos[request_id] = photo, options
        self._steps[request_id] = 0
        return Joined(photo.width, photo.height, options.steps or 10, "none")

    def leave(self, request_id: str) -> None:
        self._photos.pop(request_id, None)
        self._steps.pop(request_id, None)

    def snapshot(self, request_id: str) -> Snapshot:
        photo, options = self._photos[request_id]
        step, steps = self._steps[request_id], options.steps or 10
        left = float(steps - step) if options.seed == FORETELLS else 1.0
        return Snapshot(np.asarray(photo), step, steps, left)

    def tick(self) -> Sequence[Outcome]:
        time.sleep(TICK)
        return [end for name in list(self._photos) if (end := self._step(name)) is not None]

    def _step(self, name: str) -> Outcome | None:
        _, options = self._photos[name]
        self._steps[name] += 1
        if options.seed == CRASHES:
            raise RuntimeError("a tick went wrong")
        if options.seed == STALLS:
            threading.Event().wait()
        if options.seed == BREAKS and self._steps[name] == 2:
            self.leave(name)
            return Broken(name, BadOptions("Broken.", reason="out_of_range", field="seed"))
        if self._steps[name] < (options.steps or 10):
            return None
        end = Finished(name, self.snapshot(name), 0.5)
        self.leave(name)
        return end

    def __len__(self) -> int:
        return len(self._photos)


if __name__ == "__main__":
    main(QuickBatch)
    sys.exit()
