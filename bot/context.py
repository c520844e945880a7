"""What handlers work with: the services of this bot and who writes to it, both typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from telegram import (
    CallbackQuery,
    Chat,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
    Update,
    User,
)
from telegram.constants import ChatType
from telegram.ext import Application, CallbackContext

from bot.preferences import EffectivePreferences
from bot.texts import Texts
from bot.transport.durable_bot import DurableBot

if TYPE_CHECKING:
    # Services need most of the bot; at run time nothing here needs to know them.
    from bot.services import Services

_Nothing: TypeAlias = dict[Any, Any]


class Context(CallbackContext[DurableBot, _Nothing, _Nothing, _Nothing]):
    """PTB's context with ``services``. PTB's own dictionaries are not used."""

    effective = EffectivePreferences()
    """Preferences of whoever the update is from, in its chat; the gate fills them in."""
    pressed: CallbackQuery | None = None
    """The press that is being handled, until it is answered."""

    @property
    def services(self) -> Services:
        """The services of the application that this update came to."""
        application: Any = self.application
        services: Services = application.services
        return services

    def texts(self, person: User | None) -> Texts:
        """Return texts in the language of the group's or the person's settings, or of Telegram."""
        code = self.effective.preferences.language or (person.language_code if person else None)
        return self.services.catalogue.speak(code)


class Atelier(Application[DurableBot, Context, _Nothing, _Nothing, _Nothing, None]):
    """PTB's application with ``services``."""

    def __init__(self, *, services: Services, **parts: Any) -> None:
        super().__init__(**parts)
        self.services = services


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTarget:
    """Where an answer goes: as a reply to ``message_id``, in the same topic, for ``person``."""

    chat: Chat
    message_id: int
    thread_id: int | None
    person: User

    @property
    def chat_id(self) -> int:
        """The id of the chat."""
        return self.chat.id

    @property
    def is_private(self) -> bool:
        """Whether the bot is alone with the person."""
        return self.chat.type == ChatType.PRIVATE

    @classmethod
    def of(cls, message: Message, person: User) -> ReplyTarget:
        """Return where answers to ``message`` go, on behalf of ``person``."""
        # Replies in plain supergroups carry a thread id too, which sending refuses.
        thread = message.message_thread_id if message.is_topic_message else None
        return cls(
            chat=message.chat, message_id=message.message_id, thread_id=thread, person=person
        )


async def reply(
    context: Context, target: ReplyTarget, text: str, keyboard: InlineKeyboardMarkup | None = None
) -> Message:
    """Send ``text`` to ``target`` and return the message."""
    return await context.bot.send_message(
        target.chat_id,
        text,
        message_thread_id=target.thread_id,
        reply_parameters=ReplyParameters(target.message_id, allow_sending_without_reply=True),
        reply_markup=keyboard,
    )


def require_message(update: Update) -> tuple[Message, User]:
    """Return the message and its sender; the handlers' filters let nothing else through."""
    message, person = update.effective_message, update.effective_user
    if message is None or person is None:
        raise TypeError("a handler for messages got an update without one")
    return message, person
