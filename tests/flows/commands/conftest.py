"""Here the picture does not matter, so the engine is the real one around a quick batch."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from engine import Engine
from tests.helpers.app_harness import AppHarness
from tests.helpers.engines import run_engine
from tests.helpers.people import Person


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    async with run_engine(tmp_path_factory.mktemp("quick"), slots=2) as quick:
        yield quick


@pytest.fixture
def ada(harness: AppHarness) -> Person:
    return harness.ada


@pytest.fixture
def lin_here(harness: AppHarness) -> Person:
    return harness.lin.in_group()


@pytest.fixture
def max_here(harness: AppHarness) -> Person:
    return harness.max.in_group()
