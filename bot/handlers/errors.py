"""What happens when a handler fails: it is logged first, then the person is told."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.context import Context, Place, say
from bot.limiter import NotSent

log = logging.getLogger(__name__)


async def failed(update: object, context: Context) -> None:
    """PTB's error handler."""
    error = context.error
    # BadRequest is a NetworkError in PTB, but our own mistake: it is matched first.
    match error:
        case BadRequest():
            log.error("A call that Telegram refuses: %s", error, exc_info=error)
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


async def _tell(update: Update, context: Context) -> None:
    words = context.texts(update.effective_user)("error")
    try:
        if update.callback_query is not None:
            await update.callback_query.answer(words, show_alert=True)
        elif update.effective_message is not None and update.effective_user is not None:
            place = Place.of(update.effective_message, update.effective_user)
            await say(context, place, words)
    except TelegramError as error:
        log.warning("Could not tell the person: %s", error)
