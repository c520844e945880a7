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

from bot.account import privacy, settings, settings_panel, start
from bot.admin import (
    add_style,
    broadcast,
    drafts,
    edit_style,
    moderation,
    stats,
)
from bot.context import Context
from bot.jobs import keyboards
from bot.requests import avatar, controls, photo, style_command
from bot.routing import buttons, errors
from bot.styles import gallery, inline
from bot.transport.commands import Named

_SENT: Final = filters.UpdateType.MESSAGE
_TYPED: Final = _SENT & filters.TEXT


def handlers() -> list[BaseHandler[Any, Context, Any]]:
    """All handlers, in the order in which they are asked."""
    return [
        *_admin_handlers(),
        CallbackQueryHandler(settings.press, pattern=rf"^{settings_panel.MARK}(:|$)"),
        CallbackQueryHandler(privacy.press_forget, pattern=rf"^{privacy.MARK}:"),
        CallbackQueryHandler(buttons.press),
        InlineQueryHandler(inline.on_inline_query),
        MessageHandler(_SENT & filters.StatusUpdate.MIGRATE, errors.on_chat_migrated),
        MessageHandler(_TYPED & Named("start"), start.start),
        MessageHandler(_TYPED & Named("help"), start.tell_help),
        MessageHandler(_TYPED & Named("styles"), gallery.on_styles),
        MessageHandler(_TYPED & Named("style"), style_command.on_style),
        MessageHandler(_TYPED & Named("avatar"), avatar.on_avatar),
        MessageHandler(_TYPED & Named("again"), controls.on_again),
        MessageHandler(_TYPED & Named("cancel"), controls.on_cancel),
        MessageHandler(_TYPED & Named("settings"), settings.settings),
        MessageHandler(_TYPED & Named("privacy"), privacy.privacy),
        MessageHandler(_TYPED & Named("forgetme"), privacy.forget_me),
        # Captions too: only with the whole of an album is it clear what they are about.
        MessageHandler(_SENT & filters.ATTACHMENT, photo.on_photo),
        MessageHandler(_SENT & filters.COMMAND, start.unknown),
        MessageHandler(_TYPED, photo.on_text),
    ]


def _admin_handlers() -> list[BaseHandler[Any, Context, Any]]:
    """Whether somebody may is asked in each of them."""
    return [
        CallbackQueryHandler(drafts.press_draft, pattern=rf"^{keyboards.MARK}:"),
        CallbackQueryHandler(edit_style.press_undo, pattern=rf"^{edit_style.MARK}:"),
        CallbackQueryHandler(broadcast.press_broadcast, pattern=rf"^{broadcast.MARK}:"),
        MessageHandler(_SENT & Named("addstyle"), add_style.add_style),
        MessageHandler(_SENT & Named("editstyle"), edit_style.edit_style),
        MessageHandler(_TYPED & Named("renamestyle"), edit_style.rename_style),
        MessageHandler(_TYPED & Named("alias"), edit_style.alias),
        MessageHandler(_TYPED & Named("hide", "unhide"), edit_style.hide),
        MessageHandler(_TYPED & Named("delstyle"), edit_style.delete_style),
        MessageHandler(_TYPED & Named("ban"), moderation.ban),
        MessageHandler(_TYPED & Named("unban"), moderation.unban),
        MessageHandler(_TYPED & Named("quota"), moderation.quota),
        MessageHandler(_TYPED & Named("stats"), stats.show_stats),
        MessageHandler(_TYPED & Named("queue"), stats.show_queue),
        MessageHandler(_TYPED & Named("audit"), stats.show_audit),
        MessageHandler(_TYPED & Named("broadcast"), broadcast.broadcast),
    ]
