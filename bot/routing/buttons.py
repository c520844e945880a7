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
from bot.requests import keyboards
from bot.requests.controls import press_stop
from bot.requests.pending import answer_question, manner_of, on_offer
from bot.requests.try_six import press_six
from bot.results.buttons import press_result
from bot.styles.gallery import press_gallery, press_star
from bot.styles.mix import StyleMix
from storage import NotFound, PendingPhoto


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
            await _about_photo(press, data)
        case Choose() | ChooseMix() | StylePage() | StarPage() | Star():
            await press_gallery(press, data)
        case StarChosen():
            await press_star(press, data)
        case TrySix() | TakeOne():
            await press_six(press, data)
        case _:
            # mypy holds that all others are ``OfResult``.
            await press_result(press, data)


async def _about_photo(press: Press, data: Paint | PaintMix | PhotoPage | Drop) -> None:
    """Buttons of the question for a photo's style; only who was asked may answer."""
    services = press.context.services
    photo = await services.pending.get(data.photo)
    if photo is None or photo.chat_id != press.message.chat_id:
        raise TooOld
    if photo.person_id != press.query.from_user.id:
        await press.answer("toast-not-asked", alert=True)
        return
    match data:
        case Paint(style=style_id):
            style = await services.styles.seen(style_id, photo.chat_id)
            await _paint(press, photo, StyleMix.plain(style))
        case PaintMix(mix=mix):
            await _paint(press, photo, await manner_of(press.context, press.place, mix))
        case PhotoPage(number=number):
            await press.answer()
            styles = await on_offer(press.context, press.place)
            await press.show(keyboards.for_photo(press.texts, styles, photo.id, number))
        case Drop():
            await press.answer()
            await services.pending.settle(photo.id)
            await press.query.edit_message_text(press.texts("dropped"))


async def _paint(press: Press, photo: PendingPhoto, manner: StyleMix | None) -> None:
    if manner is None:
        raise TooOld
    if await answer_question(press.context, press.place, photo, manner):
        await press.answer("toast-started")
