"""For tests in which it does not matter how well the engine paints, only what comes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from engine import Engine, EngineSettings


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """Paints the negative of every photo, at once."""
    worker = "tests.engine.workers.negative"
    quick = Engine(EngineSettings(home=tmp_path_factory.mktemp("engine"), worker=worker))
    await quick.start()
    yield quick
    await quick.stop()
