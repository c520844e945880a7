"""Finds the command in a message or a caption. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Message, MessageEntity
from telegram.ext import filters


@dataclass(frozen=True, slots=True)
class Command:
    """A command: ``/style@atelier_bot starry night`` is ``Command("style", "starry night")``."""

    name: str
    rest: str


def find_command(message: Message, username: str) -> Command | None:
    """Return the command that ``message`` starts with, unless it is meant for another bot."""
    text = message.text or message.caption or ""
    for entity in message.entities or message.caption_entities:
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            # A command is ASCII, so its length in UTF-16 units is its length in characters.
            name, _, addressee = text[1 : entity.length].partition("@")
            if addressee and addressee.lower() != username.lower():
                return None
            return Command(name.lower(), " ".join(text[entity.length :].split()))
    return None


class StartsWithCommand(filters.MessageFilter):
    """Lets messages through whose text or caption starts with one of these commands."""

    def __init__(self, *names: str) -> None:
        super().__init__(name=f"commands.StartsWithCommand{names}")
        self._names = frozenset(names)

    def filter(self, message: Message) -> bool:
        """Return whether ``message`` starts with one of the commands, addressed to this bot."""
        command = find_command(message, message.get_bot().username)
        return command is not None and command.name in self._names
