"""What happens to a group itself."""

from __future__ import annotations

import logging

from telegram import Update

from bot.context import Context

log = logging.getLogger(__name__)


async def moved(update: Update, context: Context) -> None:
    """A group became a supergroup: everything that belongs to it goes along."""
    message = update.effective_message
    if message is not None and message.migrate_to_chat_id is not None:
        await context.services.chats.migrate(message.chat_id, message.migrate_to_chat_id)
        log.info("Group %d is supergroup %d now", message.chat_id, message.migrate_to_chat_id)
