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
from bot.transport.commands import StartsWithCommand

_SENT: Final = filters.UpdateType.MESSAGE
_TYPED: Final = _SENT & filters.TEXT


def build_handlers() -> list[BaseHandler[Any, Context, Any]]:
    """Build all handlers, in the order in which they are tried."""
    return [
        *_build_admin_handlers(),
        CallbackQueryHandler(buttons.on_press),
        InlineQueryHandler(inline.on_inline_query),
        MessageHandler(_SENT & filters.StatusUpdate.MIGRATE, errors.on_chat_migrated),
        MessageHandler(_TYPED & StartsWithCommand("start"), start.start),
        MessageHandler(_TYPED & StartsWithCommand("help"), start.tell_help),
        MessageHandler(_TYPED & StartsWithCommand("styles"), gallery.on_styles),
        MessageHandler(_TYPED & StartsWithCommand("style"), style_command.on_style),
        MessageHandler(_TYPED & StartsWithCommand("avatar"), avatar.on_avatar),
        MessageHandler(_TYPED & StartsWithCommand("again"), controls.on_again),
        MessageHandler(_TYPED & StartsWithCommand("cancel"), controls.on_cancel),
        MessageHandler(_TYPED & StartsWithCommand("settings"), settings.show_settings),
        MessageHandler(_TYPED & StartsWithCommand("privacy"), privacy.tell_privacy),
        MessageHandler(_TYPED & StartsWithCommand("forgetme"), privacy.ask_to_forget),
        # Captions too: only with the whole of an album is it clear what they are about.
        MessageHandler(_SENT & filters.ATTACHMENT, photo.on_photo),
        MessageHandler(_SENT & filters.COMMAND, start.answer_unknown),
        MessageHandler(_TYPED, photo.on_text),
    ]


def _build_admin_handlers() -> list[BaseHandler[Any, Context, Any]]:
    # Each is guarded by ``admin.guard``.
    return [
        MessageHandler(_SENT & StartsWithCommand("addstyle"), add_style.add_style),
        MessageHandler(_SENT & StartsWithCommand("editstyle"), edit_style.edit_style),
        MessageHandler(_TYPED & StartsWithCommand("renamestyle"), edit_style.rename_style),
        MessageHandler(_TYPED & StartsWithCommand("alias"), edit_style.edit_aliases),
        MessageHandler(_TYPED & StartsWithCommand("hide", "unhide"), edit_style.hide_or_unhide),
        MessageHandler(_TYPED & StartsWithCommand("delstyle"), edit_style.delete_style),
        MessageHandler(_TYPED & StartsWithCommand("ban"), moderation.ban),
        MessageHandler(_TYPED & StartsWithCommand("unban"), moderation.unban),
        MessageHandler(_TYPED & StartsWithCommand("quota"), moderation.set_quota),
        MessageHandler(_TYPED & StartsWithCommand("stats"), stats.show_stats),
        MessageHandler(_TYPED & StartsWithCommand("queue"), stats.show_queue),
        MessageHandler(_TYPED & StartsWithCommand("audit"), audit.show_audit),
        MessageHandler(_TYPED & StartsWithCommand("broadcast"), broadcast.ask_to_broadcast),
    ]
