"""Presses of buttons: read, answered at once, and handed to whoever they are for.

A press can come twice, from anyone in the chat, and years after the button was made.
"""

from __future__ import annotations

from telegram import Message, Update

from bot.callback_data import (
    Cancel,
    Choose,
    ChooseMix,
    Data,
    Drop,
    Keep,
    Paint,
    PaintMix,
    PhotoPage,
    Star,
    StarChosen,
    StarPage,
    StylePage,
    TakeOne,
    TrySix,
    parse,
)
from bot.context import Context
from bot.press import Press, TooOld, ignore_stale_press
from bot.requests.controls import press_stop
from bot.requests.style_buttons import press_choose, press_question
from bot.requests.try_six import press_six
from bot.results.buttons import press_result
from bot.styles.gallery import press_gallery, press_star
from storage import NotFound


async def press(update: Update, context: Context) -> None:
    """Any press of a button."""
    query = update.callback_query
    if query is None:
        return
    data, too_old = parse(query.data), context.texts(query.from_user)("toast-too-old")
    if data is None or not isinstance(query.message, Message):
        await query.answer(too_old)
        return
    context.pressed = query
    with ignore_stale_press():
        try:
            await _dispatch(Press(query, query.message, context), data)
        except (TooOld, NotFound):
            await query.answer(too_old)


async def _dispatch(press: Press, data: Data) -> None:
    match data:
        case Cancel() | Keep():
            await press_stop(press.query, press.context, data)
        case Paint() | PaintMix() | PhotoPage() | Drop():
            await press_question(press, data)
        case Choose() | ChooseMix():
            await press_choose(press, data)
        case StylePage() | StarPage() | Star():
            await press_gallery(press, data)
        case StarChosen():
            await press_star(press, data)
        case TrySix() | TakeOne():
            await press_six(press, data)
        case _:
            # mypy holds that all others are ``OfResult``.
            await press_result(press, data)
