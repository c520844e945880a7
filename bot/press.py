"""A press of a button as handlers get it, and the refusals that all presses share."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, User
from telegram.error import BadRequest

from bot.context import Context, ReplyTarget
from bot.texts import Texts

log = logging.getLogger(__name__)

_HARMLESS: Final = ("message is not modified", "message to edit not found", "query is too old")


class TooOld(Exception):
    """What the button points at is not there any more; whoever pressed is told so."""


class AdminsOnly(Exception):
    """Only an admin may do what the button does; whoever pressed is told so."""


@dataclass(frozen=True, slots=True)
class Press:
    """A press and the message it was made under.

    Handlers answer it once, or raise ``TooOld``, ``AdminsOnly`` or storage's ``NotFound``.
    """

    query: CallbackQuery
    message: Message
    context: Context
    spoken: Texts | None = None
    """The texts of the message, where they are not in the language of whoever pressed."""

    @property
    def person(self) -> User:
        """Whoever pressed."""
        return self.query.from_user

    @property
    def texts(self) -> Texts:
        """The texts for what is shown in the chat."""
        return self.spoken or self.context.texts(self.person)

    @property
    def target(self) -> ReplyTarget:
        """Where answers go: below the message."""
        return ReplyTarget.of(self.message, self.person)

    async def answer(self, text: str | None = None, *, alert: bool = False) -> None:
        """End the progress bar of the button; show whoever pressed what ``text`` says, if any."""
        words = self.context.texts(self.person)(text) if text else None
        self.context.pressed = None
        try:
            await self.query.answer(words, show_alert=alert)
        except BadRequest as error:
            # The press was handled all the same, as after a restart.
            if "query is too old" not in error.message.lower():
                raise
            log.debug("An answer to a press came too late")

    async def show(self, keyboard: InlineKeyboardMarkup) -> None:
        """Put other buttons under the message."""
        await self.query.edit_message_reply_markup(keyboard)

    async def rewrite(self, words: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Put other words and buttons into the message, which must be one without a picture."""
        await self.query.edit_message_text(words, reply_markup=keyboard)


@contextmanager
def ignore_stale_press() -> Iterator[None]:
    """Swallow the errors of Telegram that a second press causes, or one that comes late."""
    try:
        yield
    except BadRequest as error:
        if not any(words in error.message.lower() for words in _HARMLESS):
            raise
        log.debug("A press came to nothing: %s", error.message)
