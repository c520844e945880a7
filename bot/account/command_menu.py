"""The commands that Telegram shows while somebody types, by language and by who it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.texts import Catalogue, Texts
from bot.texts.catalogue import DEFAULT

# Telegram tells languages apart by two letters, not by script: of the two Chinese catalogues the
# one that more people read speaks for both.
_CODES: Final[Mapping[str, str]] = {DEFAULT: "", "zh-hans": "zh"}

_PAINTING: Final = {
    "style": "menu-style",
    "styles": "menu-styles",
    "again": "menu-again",
    "avatar": "menu-avatar",
    "cancel": "menu-cancel",
}
_SETTINGS: Final = {"settings": "menu-settings"}
_HELP: Final = {"help": "menu-help"}
_PRIVACY: Final = {"privacy": "menu-privacy"}
_AUDIT: Final = {"audit": "menu-audit"}
_RULING: Final = {
    "stats": "menu-stats",
    "queue": "menu-queue",
    **_AUDIT,
    "ban": "menu-ban",
    "unban": "menu-unban",
    "quota": "menu-quota",
    "broadcast": "menu-broadcast",
}
_KEEPING: Final = {
    "addstyle": "menu-addstyle",
    "editstyle": "menu-editstyle",
    "renamestyle": "menu-renamestyle",
    "alias": "menu-alias",
    "hide": "menu-hide",
    "delstyle": "menu-delstyle",
}

ANYBODY: Final = {**_PAINTING, **_SETTINGS, **_HELP, **_PRIVACY}
MEMBERS: Final = {**_PAINTING, **_HELP}
GROUP_ADMINS: Final = {**_PAINTING, **_SETTINGS, **_KEEPING, **_AUDIT, **_HELP}
BOT_ADMINS: Final = {**_PAINTING, **_SETTINGS, **_KEEPING, **_RULING, **_HELP, **_PRIVACY}


@dataclass(frozen=True, slots=True)
class Menu:
    """``commands`` for whoever ``scope`` takes in, of ``language`` (``""``: any other)."""

    scope: BotCommandScope
    language: str
    commands: tuple[BotCommand, ...]


def menus(catalogue: Catalogue, admins: tuple[int, ...]) -> Iterator[Menu]:
    """All there are; ``admins`` are the ids of the bot's."""
    scopes: list[tuple[BotCommandScope, Mapping[str, str]]] = [
        (BotCommandScopeAllPrivateChats(), ANYBODY),
        (BotCommandScopeAllGroupChats(), MEMBERS),
        (BotCommandScopeAllChatAdministrators(), GROUP_ADMINS),
        *((BotCommandScopeChat(person), BOT_ADMINS) for person in admins),
    ]
    for tag in catalogue.languages:
        texts = catalogue.speak(tag)
        for scope, names in scopes if tag in _CODES else ():
            yield Menu(scope, _CODES[tag], _commands(texts, names))


def is_shown_to(language: str, code: str | None) -> bool:
    """Whether somebody whose Telegram speaks ``code`` is shown the menus of ``language``."""
    letters = (code or "").lower().replace("_", "-").partition("-")[0]
    shown = next((tag for tag, short in _CODES.items() if short == letters), DEFAULT)
    return language == shown


async def publish_to(bot: ExtBot[Any], texts: Texts, person_id: int, *, is_admin: bool) -> None:
    """Give a person a menu of their own, in the language of ``texts``, in the private chat."""
    commands = _commands(texts, BOT_ADMINS if is_admin else ANYBODY)
    await bot.set_my_commands(commands, scope=BotCommandScopeChat(person_id))


async def publish_menus(bot: ExtBot[Any], catalogue: Catalogue, admins: tuple[int, ...]) -> None:
    """Tell Telegram."""
    for menu in menus(catalogue, admins):
        try:
            await bot.set_my_commands(
                menu.commands, scope=menu.scope, language_code=menu.language or None
            )
        except BadRequest as error:
            # An admin of the bot who never wrote to it has no chat yet.
            if "chat not found" not in error.message.lower():
                raise


def _commands(texts: Texts, names: Mapping[str, str]) -> tuple[BotCommand, ...]:
    return tuple(BotCommand(name, texts(text)) for name, text in names.items())
