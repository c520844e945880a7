"""Stores who writes to the bot and where, for messages that no update comes before."""

from __future__ import annotations

from bot.context import Context, ReplyTarget


async def remember_chat_and_person(context: Context, target: ReplyTarget) -> None:
    """Store what Telegram tells of person and chat; later messages need the language."""
    person, chat = target.person, target.chat
    await context.services.people.meet(
        person.id,
        first_name=person.first_name,
        username=person.username,
        language_code=person.language_code,
    )
    await context.services.chats.meet(chat.id, kind=chat.type, title=chat.effective_name or "")
