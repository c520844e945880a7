"""The quick worker, whose paintings are the photo's negative: half of each is an even grey."""

from __future__ import annotations

import sys
from dataclasses import replace

from engine.painting.interface import Snapshot
from engine.worker.program import main
from tests.engine.workers.quick import QuickBatch


class NegativeBatch(QuickBatch):
    def snapshot(self, request_id: str) -> Snapshot:
        true = super().snapshot(request_id)
        return replace(true, pixels=255 - true.pixels)


if __name__ == "__main__":
    main(NegativeBatch)
    sys.exit()
