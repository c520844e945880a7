"""Presses of buttons: read once, and handed to whoever they are for.

A press can come twice, from anyone in the chat, and years after the button was made.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias, get_args

from telegram import Message, Update

from bot import callback_data as kinds
from bot.account.privacy import press_forget
from bot.account.settings import press_settings
from bot.admin.broadcast import press_broadcast
from bot.admin.drafts import press_draft
from bot.admin.edit_style import press_restore
from bot.context import Context
from bot.press import AdminsOnly, Press, TooOld, ignore_stale_press
from bot.requests.controls import press_end
from bot.requests.style_buttons import press_choose, press_question
from bot.requests.try_six import press_six
from bot.results.buttons import press_result
from bot.styles.gallery import press_gallery, press_star
from storage import NotFound

Handler: TypeAlias = Callable[[Press, Any], Awaitable[None]]

HANDLERS: Final[Mapping[type[kinds.Data], Handler]] = {
    kinds.Cancel: press_end,
    kinds.Keep: press_end,
    kinds.Paint: press_question,
    kinds.PaintMix: press_question,
    kinds.PhotoPage: press_question,
    kinds.Drop: press_question,
    kinds.Choose: press_choose,
    kinds.ChooseMix: press_choose,
    kinds.StylePage: press_gallery,
    kinds.StarPage: press_gallery,
    kinds.Star: press_gallery,
    kinds.StarChosen: press_star,
    kinds.TrySix: press_six,
    kinds.TakeOne: press_six,
    **dict.fromkeys(get_args(kinds.OfResult), press_result),
    kinds.Publish: press_draft,
    kinds.PublishEverywhere: press_draft,
    kinds.Discard: press_draft,
    kinds.RestoreStyle: press_restore,
    kinds.SendBroadcast: press_broadcast,
    kinds.DropBroadcast: press_broadcast,
    kinds.ShowSettings: press_settings,
    kinds.ShowSetting: press_settings,
    kinds.ChangeSetting: press_settings,
    kinds.CloseSettings: press_settings,
    kinds.ForgetMe: press_forget,
    kinds.KeepMe: press_forget,
}
"""Who handles a press, by the kind of the button."""


async def on_press(update: Update, context: Context) -> None:
    """Handle a press of any button; whoever pressed is told if it is too old or not for them."""
    query = update.callback_query
    if query is None:
        return
    data = kinds.parse(query.data)
    with ignore_stale_press():
        if data is None or not isinstance(query.message, Message):
            await query.answer(context.texts(query.from_user)("toast-too-old"))
            return
        # Until it is answered, what is refused on the way is told in an alert.
        context.pressed = query
        press = Press(query, query.message, context)
        try:
            await HANDLERS[type(data)](press, data)
        except (TooOld, NotFound):
            await press.answer("toast-too-old")
        except AdminsOnly:
            await press.answer("toast-admins-only", alert=True)
