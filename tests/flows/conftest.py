"""One engine for all end-to-end tests: loading torch takes longer than painting 64 pixels."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from engine import Engine, EngineSettings
from tests.helpers.app_harness import AppHarness, run_app

Open = Callable[..., AbstractAsyncContextManager[AppHarness]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            # The engine lives in one event loop, and so must all who use it.
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    shared = Engine(EngineSettings(home=tmp_path_factory.mktemp("engine"), threads=1, slots=2))
    await shared.start()
    yield shared
    await shared.stop()


@pytest.fixture
def open_harness(engine: Engine, tmp_path: Path) -> Open:
    """Run the bot with other settings than usual."""

    def opened(**changes: Any) -> AbstractAsyncContextManager[AppHarness]:
        return run_app(engine, tmp_path, **changes)

    return opened


@pytest_asyncio.fixture(loop_scope="session")
async def harness(open_harness: Open) -> AsyncIterator[AppHarness]:
    """The bot with the usual settings."""
    async with open_harness() as opened:
        yield opened
        await opened.wait_until_idle()
