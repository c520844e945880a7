"""Deletes rows that are of no use any more, at the start and every few hours."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Final

from storage import DatabaseError, Retention, utc_now

log = logging.getLogger(__name__)

EVERY_S: Final = 6 * 3600.0
UPDATES_KEPT: Final = timedelta(days=3)
"""Telegram repeats updates for a day, and begins anew with its ids after a quiet week."""
PAINTINGS_KEPT: Final = timedelta(days=180)
"""How long the buttons under paintings and questions work."""
STYLES_KEPT: Final = timedelta(days=30)
"""How long a deleted style can be brought back."""
DRAFTS_KEPT: Final = timedelta(days=7)
"""How long a new style waits to be published."""


@asynccontextmanager
async def run_housekeeping(retention: Retention) -> AsyncIterator[None]:
    """Delete old rows now and then while the block lasts."""
    task = asyncio.create_task(_prune_forever(retention), name="housekeeping")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _prune_forever(retention: Retention) -> None:
    while True:
        try:
            await prune_once(retention)
        except DatabaseError as error:
            # What is left is found again in the next round.
            log.warning("Housekeeping was put off: %s", error.words)
        await asyncio.sleep(EVERY_S)


async def prune_once(retention: Retention, now: datetime | None = None) -> None:
    """Delete what is old as of ``now``. Raises ``DatabaseError``."""
    now = now or utc_now()
    counts = await retention.prune(
        jobs=now - PAINTINGS_KEPT,
        updates=now - UPDATES_KEPT,
        styles=now - STYLES_KEPT,
        drafts=now - DRAFTS_KEPT,
    )
    log.info("Forgotten: %s", counts)
