"""The first handler of every update: it loads preferences, and stops those of banned people."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.context import Context
from bot.preferences import load_preferences
from storage import StorageError

log = logging.getLogger(__name__)


async def admit(update: Update, context: Context) -> None:
    """Load what holds for this person in this chat, for all handlers after this.

    Raises ``ApplicationHandlerStop`` for people who are banned; they get no answer either.
    """
    services, person, chat = context.services, update.effective_user, update.effective_chat
    try:
        context.effective = await load_preferences(
            services.people,
            services.chats,
            person_id=person.id if person else None,
            chat_id=chat.id if chat else None,
        )
    except StorageError as error:
        # The next handler will meet the same trouble and tell the person, once.
        log.warning("Could not load what holds for a person: %s", error)
        return
    if context.effective.banned and person and not services.admins.is_bot_admin(person.id):
        log.info("Left an update of %d unanswered, who is banned", person.id)
        raise ApplicationHandlerStop
