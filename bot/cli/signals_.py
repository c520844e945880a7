"""Runs a program until it ends or somebody asks it to."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from typing import Any


async def until_told(program: Coroutine[Any, Any, None]) -> None:
    """Await ``program``; SIGINT and SIGTERM cancel it once, and its clean-up runs to the end.

    Raises what ``program`` raises; being told to stop is no error.
    """
    work = asyncio.create_task(program)
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no handlers in the loop; there, Ctrl+C raises KeyboardInterrupt.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, told.set)
    telling = asyncio.create_task(told.wait())
    try:
        await asyncio.wait({work, telling}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            # Not again on a second signal: that would break off the orderly end of this one.
            work.cancel()
            await asyncio.wait({work})
        if not work.cancelled():
            work.result()
    finally:
        telling.cancel()


async def forever() -> None:
    """Wait to be cancelled."""
    await asyncio.get_running_loop().create_future()
