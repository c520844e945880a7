"""One message of the bot that is sent once and edited from then on, whatever it shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from telegram import InlineKeyboardMarkup, Message, ReplyParameters
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.pictures.uploads import UPLOAD_SECONDS, Media
from bot.transport.rate_limiter import Send
from storage import Job


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a message beside its picture."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None


class EditableMessage:
    """Makes the calls that fit what the message is at present: a text, or a picture.

    Its methods raise ``TelegramError`` as it comes.
    """

    def __init__(
        self, bot: ExtBot[Any], job: Job, on_sent: Callable[[int], Awaitable[None]]
    ) -> None:
        """Start with the status message of ``job``, if any; ``on_sent`` gets the id of another."""
        self._bot = bot
        self._job = job
        self._on_sent = on_sent
        self._chat_id = job.chat_id
        self._message_id = job.status_message_id
        # Which of the two ways to edit words a message takes is only known after the first try.
        self._is_picture = False

    @property
    def is_sent(self) -> bool:
        """Whether there is a message to edit."""
        return self._message_id is not None

    def forget(self) -> None:
        """Give up the message, which is gone; the next is a new one."""
        self._message_id = None

    def move(self, chat_id: int) -> int:
        """Go on in the chat that the present one became, and return the id of the present one."""
        old, self._chat_id = self._chat_id, chat_id
        # Messages got new ids on the way.
        self._message_id = None
        return old

    async def send(self, words: Words, send: Send) -> None:
        """Send a new message that answers whoever asked."""
        where: dict[str, Any] = {"message_thread_id": self._job.thread_id}
        # Rows of a chat that has moved have negative numbers, which no message bears.
        if self._chat_id == self._job.chat_id and self._job.message_id > 0:
            where["reply_parameters"] = ReplyParameters(
                self._job.message_id, allow_sending_without_reply=True
            )
        call: dict[str, Any] = {"reply_markup": words.keyboard, "rate_limit_args": send}
        try:
            message = await self._bot.send_message(self._chat_id, words.text, **where, **call)
        except BadRequest as error:
            # A topic may be deleted while one waits; then the whole group gets the answer.
            if "thread not found" not in error.message.lower():
                raise
            message = await self._bot.send_message(self._chat_id, words.text, **call)
        self._message_id = message.message_id
        self._is_picture = False
        await self._on_sent(message.message_id)

    async def edit_words(self, words: Words, send: Send) -> Message | bool:
        """Edit the text or the caption, and the keyboard."""
        call: dict[str, Any] = {"chat_id": self._chat_id, "message_id": self._message_id}
        call |= {"reply_markup": words.keyboard, "rate_limit_args": send}
        if not self._is_picture:
            try:
                return await self._bot.edit_message_text(words.text, **call)
            except BadRequest as error:
                if "no text in the message" not in error.message.lower():
                    raise
                self._is_picture = True
        return await self._bot.edit_message_caption(caption=words.text, **call)

    async def edit_media(
        self, media: Media, keyboard: InlineKeyboardMarkup | None, send: Send
    ) -> Message | bool:
        """Put ``media``, which has its caption, in place of what the message shows."""
        message = await self._bot.edit_message_media(
            media,
            chat_id=self._chat_id,
            message_id=self._message_id,
            reply_markup=keyboard,
            write_timeout=UPLOAD_SECONDS,
            read_timeout=UPLOAD_SECONDS,
            rate_limit_args=send,
        )
        self._is_picture = True
        return message

    async def learn_media(self, words: Words, send: Send) -> Message | bool:
        """Return the message with the media that an earlier call put there after all.

        Telegram tells it only of a changed message, so the keyboard is taken away and put back.
        """
        self._is_picture = True
        message = await self.edit_words(Words(words.text), send)
        await self.edit_words(words, send)
        return message


def is_unchanged(error: BadRequest) -> bool:
    """Return whether Telegram refused an edit because the message looks so already."""
    return "not modified" in error.message.lower()


def is_missing(error: BadRequest) -> bool:
    """Return whether Telegram refused an edit because there is no such message to edit."""
    words = error.message.lower()
    known = ("message to edit not found", "message can't be edited", "message_id_invalid")
    return any(known_words in words for known_words in known)
