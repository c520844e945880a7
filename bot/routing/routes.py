"""The handlers of updates, in order: an update goes to the first whose filter lets it through."""

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
from bot.admin import add_style, audit, broadcast, edit_style, moderation, stats
from bot.context import Context
from bot.requests import avatar, controls, photo, style_command
from bot.routing import buttons, errors
from bot.styles import gallery, inline
from bot.transport.commands import Named

_SENT: Final = filters.UpdateType.MESSAGE
_TYPED: Final = _SENT & filters.TEXT


def build_handlers() -> list[BaseHandler[Any, Context, Any]]:
    """Build all handlers, in the order in which they are tried."""
    return [
        *_build_admin_handlers(),
        CallbackQueryHandler(buttons.on_press),
        InlineQueryHandler(inline.offer),
        MessageHandler(_SENT & filters.StatusUpdate.MIGRATE, errors.on_chat_migrated),
        MessageHandler(_TYPED & Named("start"), start.start),
        MessageHandler(_TYPED & Named("help"), start.tell_help),
        MessageHandler(_TYPED & Named("styles"), gallery.show_styles),
        MessageHandler(_TYPED & Named("style"), style_command.style),
        MessageHandler(_TYPED & Named("avatar"), avatar.avatar),
        MessageHandler(_TYPED & Named("again"), controls.again),
        MessageHandler(_TYPED & Named("cancel"), controls.cancel),
        MessageHandler(_TYPED & Named("settings"), settings.show_settings),
        MessageHandler(_TYPED & Named("privacy"), privacy.tell_privacy),
        MessageHandler(_TYPED & Named("forgetme"), privacy.ask_to_forget),
        # Captions too: only with the whole of an album is it clear what they are about.
        MessageHandler(_SENT & filters.ATTACHMENT, photo.photo),
        MessageHandler(_SENT & filters.COMMAND, start.answer_unknown),
        MessageHandler(_TYPED, photo.text),
    ]


def _build_admin_handlers() -> list[BaseHandler[Any, Context, Any]]:
    # Each is guarded by ``admin.guard``.
    return [
        MessageHandler(_SENT & Named("addstyle"), add_style.add_style),
        MessageHandler(_SENT & Named("editstyle"), edit_style.edit_style),
        MessageHandler(_TYPED & Named("renamestyle"), edit_style.rename_style),
        MessageHandler(_TYPED & Named("alias"), edit_style.edit_aliases),
        MessageHandler(_TYPED & Named("hide", "unhide"), edit_style.hide_or_unhide),
        MessageHandler(_TYPED & Named("delstyle"), edit_style.delete_style),
        MessageHandler(_TYPED & Named("ban"), moderation.ban),
        MessageHandler(_TYPED & Named("unban"), moderation.unban),
        MessageHandler(_TYPED & Named("quota"), moderation.set_quota),
        MessageHandler(_TYPED & Named("stats"), stats.show_stats),
        MessageHandler(_TYPED & Named("queue"), stats.show_queue),
        MessageHandler(_TYPED & Named("audit"), audit.show_audit),
        MessageHandler(_TYPED & Named("broadcast"), broadcast.ask_to_broadcast),
    ]
