"""Which handler gets which update: the first that fits."""

from __future__ import annotations

from typing import Any, Final

from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.account import privacy, settings, start
from bot.account import settings_panel as panel
from bot.account import unknown_ as unknown
from bot.context import Context
from bot.requests import again_ as again
from bot.requests import avatar, photo
from bot.requests import controls as control
from bot.requests import links_ as links
from bot.routing import admin_ as admin
from bot.routing import buttons
from bot.routing import groups_ as groups
from bot.styles import gallery, inline
from bot.transport.commands import Named

_SENT: Final = filters.UpdateType.MESSAGE
_TYPED: Final = _SENT & filters.TEXT


def handlers() -> list[BaseHandler[Any, Context, Any]]:
    """All handlers, in the order in which they are asked."""
    return [
        *admin.handlers(),
        CallbackQueryHandler(settings.press, pattern=rf"^{panel.MARK}(:|$)"),
        CallbackQueryHandler(privacy.press_forget, pattern=rf"^{privacy.MARK}:"),
        CallbackQueryHandler(buttons.press),
        InlineQueryHandler(inline.offer),
        MessageHandler(_SENT & filters.StatusUpdate.MIGRATE, groups.moved),
        MessageHandler(_TYPED & Named("start"), start.start),
        MessageHandler(_TYPED & Named("help"), start.tell_help),
        MessageHandler(_TYPED & Named("styles"), gallery.show_styles),
        MessageHandler(_TYPED & Named("style"), links.style),
        MessageHandler(_TYPED & Named("avatar"), avatar.avatar),
        MessageHandler(_TYPED & Named("again"), again.again),
        MessageHandler(_TYPED & Named("cancel"), control.cancel),
        MessageHandler(_TYPED & Named("settings"), settings.settings),
        MessageHandler(_TYPED & Named("privacy"), privacy.privacy),
        MessageHandler(_TYPED & Named("forgetme"), privacy.forget_me),
        # Captions too: only with the whole of an album is it clear what they are about.
        MessageHandler(_SENT & filters.ATTACHMENT, photo.photo),
        MessageHandler(_SENT & filters.COMMAND, unknown.unknown),
        MessageHandler(_TYPED, photo.text),
    ]
