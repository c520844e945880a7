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
from bot.transport.commands import StartsWithCommand

_SENT: Final = filters.UpdateType.MESSAGE
_TYPED: Final = _SENT & filters.TEXT


def handlers() -> list[BaseHandler[Any, Context, Any]]:
    """All handlers, in the order in which they are asked."""
    return [
        *_admin_handlers(),
        CallbackQueryHandler(settings.press, pattern=rf"^{settings_panel.MARK}(:|$)"),
        CallbackQueryHandler(privacy.press_forget, pattern=rf"^{privacy.MARK}:"),
        CallbackQueryHandler(buttons.press),
        InlineQueryHandler(inline.offer),
        MessageHandler(_SENT & filters.StatusUpdate.MIGRATE, errors.on_chat_migrated),
        MessageHandler(_TYPED & StartsWithCommand("start"), start.start),
        MessageHandler(_TYPED & StartsWithCommand("help"), start.tell_help),
        MessageHandler(_TYPED & StartsWithCommand("styles"), gallery.show_styles),
        MessageHandler(_TYPED & StartsWithCommand("style"), style_command.style),
        MessageHandler(_TYPED & StartsWithCommand("avatar"), avatar.avatar),
        MessageHandler(_TYPED & StartsWithCommand("again"), controls.again),
        MessageHandler(_TYPED & StartsWithCommand("cancel"), controls.cancel),
        MessageHandler(_TYPED & StartsWithCommand("settings"), settings.settings),
        MessageHandler(_TYPED & StartsWithCommand("privacy"), privacy.privacy),
        MessageHandler(_TYPED & StartsWithCommand("forgetme"), privacy.forget_me),
        # Captions too: only with the whole of an album is it clear what they are about.
        MessageHandler(_SENT & filters.ATTACHMENT, photo.photo),
        MessageHandler(_SENT & filters.COMMAND, start.unknown),
        MessageHandler(_TYPED, photo.text),
    ]


def _admin_handlers() -> list[BaseHandler[Any, Context, Any]]:
    """Whether somebody may is asked in each of them."""
    return [
        CallbackQueryHandler(drafts.press_draft, pattern=rf"^{keyboards.MARK}:"),
        CallbackQueryHandler(edit_style.press_undo, pattern=rf"^{edit_style.MARK}:"),
        CallbackQueryHandler(broadcast.press_broadcast, pattern=rf"^{broadcast.MARK}:"),
        MessageHandler(_SENT & StartsWithCommand("addstyle"), add_style.add_style),
        MessageHandler(_SENT & StartsWithCommand("editstyle"), edit_style.edit_style),
        MessageHandler(_TYPED & StartsWithCommand("renamestyle"), edit_style.rename_style),
        MessageHandler(_TYPED & StartsWithCommand("alias"), edit_style.alias),
        MessageHandler(_TYPED & StartsWithCommand("hide", "unhide"), edit_style.hide),
        MessageHandler(_TYPED & StartsWithCommand("delstyle"), edit_style.delete_style),
        MessageHandler(_TYPED & StartsWithCommand("ban"), moderation.ban),
        MessageHandler(_TYPED & StartsWithCommand("unban"), moderation.unban),
        MessageHandler(_TYPED & StartsWithCommand("quota"), moderation.quota),
        MessageHandler(_TYPED & StartsWithCommand("stats"), stats.show_stats),
        MessageHandler(_TYPED & StartsWithCommand("queue"), stats.show_queue),
        MessageHandler(_TYPED & StartsWithCommand("audit"), stats.show_audit),
        MessageHandler(_TYPED & StartsWithCommand("broadcast"), broadcast.broadcast),
    ]
