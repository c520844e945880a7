"""The guard in front of every command of admins: who may not is told so, and gets no further."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeAlias

from telegram import InlineKeyboardMarkup, Message, Update

from bot.context import Context, ReplyTarget, reply, require_message
from bot.requests.limits import refuse
from bot.texts import Texts
from bot.transport.commands import find_command


@dataclass(frozen=True, slots=True)
class AdminCommand:
    """A command, sent by somebody who may give it."""

    context: Context
    message: Message
    target: ReplyTarget
    name: str
    """Without the slash, in lower case."""
    rest: str
    """The words behind the name, white space folded to single spaces."""

    @property
    def texts(self) -> Texts:
        """The texts for whoever sent it."""
        return self.context.texts(self.target.person)

    async def reply(self, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
        """Answer the message."""
        await reply(self.context, self.target, text, keyboard)


Permission: TypeAlias = Callable[[Context, Message, ReplyTarget], Awaitable[bool]]
CommandHandler: TypeAlias = Callable[[AdminCommand], Awaitable[None]]
UpdateHandler: TypeAlias = Callable[[Update, Context], Coroutine[Any, Any, None]]


def only_if(permission: Permission) -> Callable[[CommandHandler], UpdateHandler]:
    """Make a handler of updates that hands a command on if ``permission`` grants it."""

    def guard(handler: CommandHandler) -> UpdateHandler:
        @wraps(handler)
        async def handle(update: Update, context: Context) -> None:
            message, person = require_message(update)
            target = ReplyTarget.of(message, person)
            if not await permission(context, message, target):
                await refuse(context, target, context.texts(person)("admin-only"))
                return
            command = find_command(message, context.bot.username)
            name, rest = (command.name, command.rest) if command else ("", "")
            await handler(AdminCommand(context, message, target, name, rest))

        return handle

    return guard


async def is_bot_admin(context: Context, _: Message, target: ReplyTarget) -> bool:
    """Whether the sender is one of the bot's admins."""
    return context.services.admins.is_bot_admin(target.person.id)


async def is_admin_here(context: Context, message: Message, target: ReplyTarget) -> bool:
    """Whether the sender is one of the bot's admins or, in a group, of the group's."""
    admins = context.services.admins
    if target.is_private:
        return admins.is_bot_admin(target.person.id)
    return await admins.is_from_admin(message, target.person.id)
