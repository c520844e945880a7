"""What happens to a group itself."""

from __future__ import annotations

import logging

from telegram import Update

from bot.context import Context

log = logging.getLogger(__name__)


async def moved(update: Update, context: Context) -> None:
    """A group became a supergroup: everything that belongs to it goes along.

    Both chats tell of it, in either order, and either word may be the only one that comes.
    """
    message = update.effective_message
    if message is None:
        return
    old = message.migrate_from_chat_id or message.chat_id
    new = message.migrate_to_chat_id or message.chat_id
    if old != new:
        await context.services.chats.migrate(old, new)
        log.info("Group %d is supergroup %d now", old, new)
