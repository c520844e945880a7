"""Chat actions and reactions. They may fail, silently: nobody misses one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from telegram.constants import ReactionEmoji
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.transport.rate_limiter import Send, Urgency

log = logging.getLogger(__name__)

SEEN: Final = ReactionEmoji.EYES
DONE: Final = ReactionEmoji.OK_HAND_SIGN
REPEAT_S: Final = 4.5
"""Seconds between two calls; Telegram shows an action for 5 s."""


@asynccontextmanager
async def chat_action(
    bot: ExtBot[Any], chat_id: int, thread_id: int | None, action: str
) -> AsyncIterator[None]:
    """Show ``action`` (``telegram.constants.ChatAction``) in the chat while the block lasts."""
    task = asyncio.create_task(_keep_showing(bot, chat_id, thread_id, action), name="chat action")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def react(bot: ExtBot[Any], chat_id: int, message_id: int, emoji: str | None) -> None:
    """Put ``emoji`` on somebody's message, or take ours away where it is ``None``."""
    # A newer reaction replaces one that still waits.
    quietly = Send(urgency=Urgency.ACTION, slot=f"reaction {message_id}")
    try:
        await bot.set_message_reaction(chat_id, message_id, emoji, rate_limit_args=quietly)
    except TelegramError as error:
        # Groups may forbid reactions, and messages may be gone.
        log.debug("No reaction on message %d of %d: %s", message_id, chat_id, error.message)


async def _keep_showing(
    bot: ExtBot[Any], chat_id: int, thread_id: int | None, action: str
) -> None:
    while True:
        try:
            await bot.send_chat_action(chat_id, action, message_thread_id=thread_id)
        except TelegramError as error:
            log.debug("No chat action in %d: %s", chat_id, error.message)
        await asyncio.sleep(REPEAT_S)
