"""Who may do what admins do: those who run the bot, and a group's own administrators."""

from __future__ import annotations

import asyncio
from typing import Final

from cachetools import TTLCache
from telegram import Bot, Chat, Message
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest

BELIEVED_S: Final = 60.0
"""How long Telegram's word on a member is believed; who is promoted waits as long at most."""
ANSWERS_KEPT: Final = 4096
_RIGHTS: Final = (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)


class Admins:
    """Knows the bot's admins and asks Telegram for those of groups."""

    def __init__(self, bot: Bot, of_bot: tuple[int, ...]) -> None:
        self._bot = bot
        self._of_bot = frozenset(of_bot)
        self._known: TTLCache[tuple[int, int], bool] = TTLCache(
            ANSWERS_KEPT, BELIEVED_S, timer=_now
        )

    def runs_the_bot(self, person_id: int) -> bool:
        """Whether the operator named this person."""
        return person_id in self._of_bot

    async def runs(self, chat_id: int, person_id: int) -> bool:
        """Whether the person may decide for this chat: it is theirs, their group, or any."""
        if person_id == chat_id or self.runs_the_bot(person_id):
            return True
        # Ids of people are positive: nobody decides for somebody else's private chat.
        return chat_id < 0 and await self._is_administrator(chat_id, person_id)

    async def wrote(self, message: Message, person_id: int) -> bool:
        """Whether an admin of the chat wrote ``message``, also in the group's own name."""
        return _speaks_for(message, message.chat) or await self.runs(message.chat_id, person_id)

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


def _speaks_for(message: Message, chat: Chat) -> bool:
    # Anonymous administrators write as the group; Telegram names a placeholder as the sender.
    sender = message.sender_chat
    return chat.type != ChatType.PRIVATE and sender is not None and sender.id == chat.id
