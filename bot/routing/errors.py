"""What happens when a handler fails, and when a group becomes a supergroup."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.context import Context, ReplyTarget, reply
from bot.transport.rate_limiter import NotSent

log = logging.getLogger(__name__)


async def on_error(update: object, context: Context) -> None:
    """Log the error of a handler, then tell the person; PTB's error handler."""
    error = context.error
    # BadRequest is a NetworkError in PTB, but our own mistake: it is matched first.
    match error:
        case BadRequest():
            log.error("A call that Telegram refuses: %s", error, exc_info=error)
        case ChatMigrated(new_chat_id=new):
            if isinstance(update, Update) and update.effective_chat is not None:
                await _migrate(context, update.effective_chat.id, new)
            return
        case NetworkError() | RetryAfter() | NotSent():
            log.warning("Telegram could not be reached: %s", error)
            return
        case Forbidden():
            log.info("Not wanted there any more: %s", error)
            return
        case _:
            log.error("A handler failed", exc_info=error)
    if isinstance(update, Update):
        await _tell(update, context)


async def _migrate(context: Context, old: int, new: int) -> None:
    await context.services.chats.migrate(old, new)
    log.info("Group %d is supergroup %d now", old, new)


async def _tell(update: Update, context: Context) -> None:
    words = context.texts(update.effective_user)("error")
    try:
        if update.callback_query is not None:
            await update.callback_query.answer(words, show_alert=True)
        elif update.effective_message is not None and update.effective_user is not None:
            target = ReplyTarget.of(update.effective_message, update.effective_user)
            await reply(context, target, words)
    except TelegramError as error:
        log.warning("Could not tell the person: %s", error)


async def on_chat_migrated(update: Update, context: Context) -> None:
    """Move all that belongs to a group to the supergroup that it became."""
    message = update.effective_message
    if message is None:
        return
    # Both chats tell of it, in either order, and either message may be the only one that comes.
    old = message.migrate_from_chat_id or message.chat_id
    new = message.migrate_to_chat_id or message.chat_id
    if old != new:
        await _migrate(context, old, new)
