"""The menus of commands that Telegram shows, by language and by who reads them."""

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
# one that more people read serves both.
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
_MODERATION: Final = {
    "stats": "menu-stats",
    "queue": "menu-queue",
    **_AUDIT,
    "ban": "menu-ban",
    "unban": "menu-unban",
    "quota": "menu-quota",
    "broadcast": "menu-broadcast",
}
_STYLES: Final = {
    "addstyle": "menu-addstyle",
    "editstyle": "menu-editstyle",
    "renamestyle": "menu-renamestyle",
    "alias": "menu-alias",
    "hide": "menu-hide",
    "delstyle": "menu-delstyle",
}

ANYBODY: Final = {**_PAINTING, **_SETTINGS, **_HELP, **_PRIVACY}
MEMBERS: Final = {**_PAINTING, **_HELP}
GROUP_ADMINS: Final = {**_PAINTING, **_SETTINGS, **_STYLES, **_AUDIT, **_HELP}
BOT_ADMINS: Final = {**_PAINTING, **_SETTINGS, **_STYLES, **_MODERATION, **_HELP, **_PRIVACY}


@dataclass(frozen=True, slots=True)
class Menu:
    """``commands`` for whoever is in ``scope`` and reads ``language`` (``""``: any other)."""

    scope: BotCommandScope
    language: str
    commands: tuple[BotCommand, ...]


def list_menus(catalogue: Catalogue, admins: tuple[int, ...]) -> Iterator[Menu]:
    """Yield the menu of every scope and language; ``admins`` are the ids of the bot's admins."""
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
    """Tell whether a Telegram set to ``code`` is shown the menus of ``language``."""
    letters = (code or "").lower().replace("_", "-").partition("-")[0]
    shown = next((tag for tag, short in _CODES.items() if short == letters), DEFAULT)
    return language == shown


async def publish_menu_of(
    bot: ExtBot[Any], texts: Texts, person_id: int, *, is_admin: bool
) -> None:
    """Give a person a menu of their own in the private chat, in the language of ``texts``."""
    commands = _commands(texts, BOT_ADMINS if is_admin else ANYBODY)
    await bot.set_my_commands(commands, scope=BotCommandScopeChat(person_id))


async def publish_menus(bot: ExtBot[Any], catalogue: Catalogue, admins: tuple[int, ...]) -> None:
    """Give Telegram all menus. Raises ``TelegramError``."""
    for menu in list_menus(catalogue, admins):
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
