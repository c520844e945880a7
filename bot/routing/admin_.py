"""The handlers of what only admins do; whether somebody may is asked in each of them."""

from __future__ import annotations

from typing import Any, Final

from telegram.ext import BaseHandler, CallbackQueryHandler, MessageHandler, filters

from bot.admin import (
    add_style as adding,
)
from bot.admin import (
    broadcasting_ as broadcasting,
)
from bot.admin import (
    drafts,
)
from bot.admin import (
    edit_style as curating,
)
from bot.admin import (
    moderation as ruling,
)
from bot.admin import (
    stats as reporting,
)
from bot.admin import trials_ as trials
from bot.context import Context
from bot.transport.commands import Named

_SENT: Final = filters.UpdateType.MESSAGE
_TYPED: Final = _SENT & filters.TEXT


def handlers() -> list[BaseHandler[Any, Context, Any]]:
    """Commands, also as captions where a picture belongs to them, and buttons."""
    return [
        CallbackQueryHandler(drafts.press_draft, pattern=rf"^{trials.MARK}:"),
        CallbackQueryHandler(curating.press_undo, pattern=rf"^{curating.MARK}:"),
        CallbackQueryHandler(broadcasting.press_broadcast, pattern=rf"^{broadcasting.MARK}:"),
        MessageHandler(_SENT & Named("addstyle"), adding.add_style),
        MessageHandler(_SENT & Named("editstyle"), curating.edit_style),
        MessageHandler(_TYPED & Named("renamestyle"), curating.rename_style),
        MessageHandler(_TYPED & Named("alias"), curating.alias),
        MessageHandler(_TYPED & Named("hide", "unhide"), curating.hide),
        MessageHandler(_TYPED & Named("delstyle"), curating.delete_style),
        MessageHandler(_TYPED & Named("ban"), ruling.ban),
        MessageHandler(_TYPED & Named("unban"), ruling.unban),
        MessageHandler(_TYPED & Named("quota"), ruling.quota),
        MessageHandler(_TYPED & Named("stats"), reporting.show_stats),
        MessageHandler(_TYPED & Named("queue"), reporting.show_queue),
        MessageHandler(_TYPED & Named("audit"), reporting.show_audit),
        MessageHandler(_TYPED & Named("broadcast"), broadcasting.broadcast),
    ]
