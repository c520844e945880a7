"""Repeats what Telegram did not answer, after pauses."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from itertools import chain
from typing import TypeVar

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

# Without it PTB 22 warns of a deprecation whenever Telegram asks for patience.
os.environ.setdefault("PTB_TIMEDELTA", "1")

T = TypeVar("T")


def is_transient(error: TelegramError) -> bool:
    """Return whether the same call may succeed later.

    Beside lost connections that is a bad token, too: a proxy before a Telegram that is down
    answers 401 or 404, which PTB takes for one.
    """
    # A BadRequest is a NetworkError in PTB, though nothing is wrong with the network.
    return not isinstance(error, BadRequest | Forbidden)


def asked_pause(error: TelegramError) -> float:
    """Return the seconds of patience that Telegram asks for with ``error``; 0 if for none."""
    if not isinstance(error, RetryAfter):
        return 0.0
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


async def retry(
    attempt: Callable[[], Awaitable[T]],
    pauses: Iterable[float],
    *,
    may_pass: Callable[[TelegramError], bool] = is_transient,
    on_failure: Callable[[TelegramError, float], object] | None = None,
    on_migrated: Callable[[int], Awaitable[object]] | None = None,
) -> T:
    """Return what ``attempt`` returns, and repeat it as long as it fails for a reason that passes.

    ``pauses`` are the seconds between the attempts, one for each repetition; a pause that Telegram
    asks for is kept if it is longer. ``on_failure`` gets the error and the pause that follows it.
    Where ``on_migrated`` is given, it gets the new id of a chat that became another, and the next
    attempt follows at once. Raises the last error when no pause is left, and at once an error that
    ``may_pass`` denies.
    """
    for pause in chain(pauses, (None,)):
        try:
            return await attempt()
        except ChatMigrated as error:
            if on_migrated is None:
                raise
            await on_migrated(error.new_chat_id)
            if pause is None:
                raise
        except TelegramError as error:
            if pause is None or not may_pass(error):
                raise
            seconds = max(pause, asked_pause(error))
            if on_failure is not None:
                on_failure(error, seconds)
            await asyncio.sleep(seconds)
    raise AssertionError("the last attempt returns or raises")
