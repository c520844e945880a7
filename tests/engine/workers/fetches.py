"""The quick worker, in which vgg19 is what the address in ``TEST_WEIGHTS_URL`` sends."""

from __future__ import annotations

import os
import sys

from engine.backbones import classics
from engine.weights.store import Published
from engine.worker.program import main
from tests.engine.workers.quick import QuickBatch

if __name__ == "__main__":
    classics.PUBLISHED["vgg19"] = Published("vgg19", os.environ["TEST_WEIGHTS_URL"])
    main(QuickBatch)
    sys.exit()
