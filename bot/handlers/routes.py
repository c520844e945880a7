"""Which handler gets which update: the first that fits. And the menu of commands."""

from __future__ import annotations

from typing import Any, Final

from telegram import BotCommand
from telegram.ext import BaseHandler, CallbackQueryHandler, ExtBot, MessageHandler, filters

from bot import panel
from bot.commands import Named
from bot.context import Context
from bot.handlers import admin, buttons, control, gallery, groups, photo, settings, start, style, unknown
from bot.texts import Catalogue
from bot.texts.catalogue import DEFAULT

_SENT: Final = filters.UpdateType.MESSAGE
_TYPED: Final = _SENT & filters.TEXT
_ISO_639_1: Final = 2


def handlers() -> list[BaseHandler[Any, Context, Any]]:
    """All handlers, in the order in which they are asked."""
    return [
        *admin.handlers(),
        CallbackQueryHandler(settings.press, pattern=rf"^{panel.MARK}(:|$)"),
        CallbackQueryHandler(buttons.press),
        MessageHandler(_SENT & filters.StatusUpdate.MIGRATE, groups.moved),
        MessageHandler(_TYPED & Named("start"), start.start),
        MessageHandler(_TYPED & Named("help"), start.tell_help),
        MessageHandler(_TYPED & Named("styles"), gallery.show_styles),
        MessageHandler(_TYPED & Named("style"), style.style),
        MessageHandler(_TYPED & Named("cancel"), control.cancel),
        MessageHandler(_TYPED & Named("settings"), settings.settings),
        # Captions too: only with the whole of an album is it clear what they are about.
        MessageHandler(_SENT & filters.ATTACHMENT, photo.photo),
        MessageHandler(_SENT & filters.COMMAND, unknown.unknown),
        MessageHandler(_TYPED, photo.text),
    ]


async def publish_menu(bot: ExtBot[Any], catalogue: Catalogue) -> None:
    """Tell Telegram the commands that it shows while somebody types."""
    for language in catalogue.languages:
        texts = catalogue.speak(language)
        menu = [
            BotCommand("style", texts("menu-style")),
            BotCommand("styles", texts("menu-styles")),
            BotCommand("cancel", texts("menu-cancel")),
            BotCommand("settings", texts("menu-settings")),
            BotCommand("help", texts("menu-help")),
        ]
        if language == DEFAULT:
            await bot.set_my_commands(menu)
        elif len(language) == _ISO_639_1:
            await bot.set_my_commands(menu, language_code=language)
