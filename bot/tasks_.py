"""Ending tasks."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any


async def cancelled(tasks: Collection[asyncio.Task[Any]], limit: float) -> None:
    """Cancel ``tasks`` and wait for their end, ``limit`` seconds at most."""
    tasks = set(tasks)
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=limit)
