"""Who is an admin: of the bot, as its operator says, or of a group, as Telegram says."""

from __future__ import annotations

import asyncio
from typing import Final

from cachetools import TTLCache
from telegram import Bot, Message
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest

CACHED_S: Final = 60.0
"""How long Telegram's answer about a member is kept; who is promoted waits as long at most."""
ANSWERS_KEPT: Final = 4096
_RIGHTS: Final = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)


class Admins:
    """Tells who is an admin; asks Telegram about groups and keeps its answers for a while."""

    def __init__(self, bot: Bot, bot_admins: tuple[int, ...]) -> None:
        self._bot = bot
        self._bot_admins = frozenset(bot_admins)
        self._known: TTLCache[tuple[int, int], bool] = TTLCache(ANSWERS_KEPT, CACHED_S, timer=_now)

    def is_bot_admin(self, person_id: int) -> bool:
        """Whether the operator named this person an admin of the bot."""
        return person_id in self._bot_admins

    async def may_manage(self, chat_id: int, person_id: int) -> bool:
        """Whether the person may decide for a chat: their own, or a group that they administer.

        The bot's admins decide for all.
        """
        if person_id == chat_id or self.is_bot_admin(person_id):
            return True
        # Ids of people are positive: nobody decides for somebody else's private chat.
        return chat_id < 0 and await self._is_administrator(chat_id, person_id)

    async def is_from_admin(self, message: Message, person_id: int) -> bool:
        """Whether an admin of its chat sent ``message``, also in the group's own name."""
        return _is_anonymous_admin(message) or await self.may_manage(message.chat_id, person_id)

    async def _is_administrator(self, chat_id: int, person_id: int) -> bool:
        key = chat_id, person_id
        answer = self._known.get(key)
        if answer is None:
            answer = self._known[key] = await self._ask(chat_id, person_id)
        return answer

    async def _ask(self, chat_id: int, person_id: int) -> bool:
        try:
            member = await self._bot.get_chat_member(chat_id, person_id)
        except BadRequest:
            # Telegram does not know them there, or not any more.
            return False
        return member.status in _RIGHTS


def _now() -> float:
    return asyncio.get_running_loop().time()


def _is_anonymous_admin(message: Message) -> bool:
    # They write as the group; Telegram names a placeholder as the person.
    chat, sender = message.chat, message.sender_chat
    return chat.type != ChatType.PRIVATE and sender is not None and sender.id == chat.id
