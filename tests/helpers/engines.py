"""Engine processes for tests in which it does not matter how well they paint."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from engine import Engine, EngineSettings

QUICK = "tests.engine.workers.quick"
"""The real worker around a batch that paints in next to no time."""
NEGATIVE = "tests.engine.workers.negative"
"""A worker that returns the negative of every photo, at once."""


@asynccontextmanager
async def run_engine(home: Path, worker: str = QUICK, **more: Any) -> AsyncIterator[Engine]:
    """Run an engine with this worker program until the block is left."""
    engine = Engine(EngineSettings(home=home, worker=worker, **more))
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop()
