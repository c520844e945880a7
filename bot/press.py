"""A press of a button, as handlers get it: who pressed what, under which message."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot.context import Context, Place
from bot.texts import Texts


class TooOld(Exception):
    """What the button points at is not there any more."""


@dataclass(frozen=True, slots=True)
class Press:
    """A press and the message it was made under."""

    query: CallbackQuery
    message: Message
    context: Context

    @property
    def texts(self) -> Texts:
        """In the language of whoever pressed."""
        return self.context.texts(self.query.from_user)

    @property
    def place(self) -> Place:
        """Answers go below the message."""
        return Place.of(self.message, self.query.from_user)

    async def answer(self, text: str | None = None, *, alert: bool = False) -> None:
        """End the waiting mark on the button, with a word if there is one to say."""
        await self.query.answer(self.texts(text) if text else None, show_alert=alert)

    async def show(self, keyboard: InlineKeyboardMarkup) -> None:
        """Put other buttons under the message."""
        await self.query.edit_message_reply_markup(keyboard)
