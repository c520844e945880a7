"""For tests in which it does not matter how well the engine paints, only what comes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from engine import Engine
from tests.helpers.engines import NEGATIVE, run_engine


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    async with run_engine(tmp_path_factory.mktemp("engine"), NEGATIVE) as negative:
        yield negative
