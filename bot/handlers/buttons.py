"""Presses of buttons: read, answered at once, and handed to whoever they are for.

A press can come twice, from anyone in the chat, and years after the button was made.
"""

from __future__ import annotations

import logging
from typing import Final, assert_never

from telegram import Message, Update
from telegram.error import BadRequest

from bot import keyboards
from bot.callbacks import (
    Again,
    Back,
    Blend,
    Cancel,
    Choose,
    Colours,
    Data,
    Delete,
    Dial,
    Drop,
    Film,
    Keep,
    OtherPage,
    Paint,
    PhotoPage,
    Recipe,
    Restyle,
    Reuse,
    Sharper,
    Star,
    StarChosen,
    StarPage,
    StylePage,
    TakeOne,
    TrySix,
    parse,
)
from bot.context import Context
from bot.handlers.control import press_stop
from bot.handlers.gallery import press_gallery, press_star
from bot.handlers.results import press_result
from bot.handlers.six import press_six
from bot.press import Press, TooOld
from bot.waiting import answer_question, on_offer
from storage import NotFound

log = logging.getLogger(__name__)

_HARMLESS: Final = ("message is not modified", "message to edit not found", "query is too old")


async def press(update: Update, context: Context) -> None:
    """Any press of a button."""
    query = update.callback_query
    if query is None:
        return
    data, too_old = parse(query.data), context.texts(query.from_user)("toast-too-old")
    if data is None or not isinstance(query.message, Message):
        await query.answer(too_old)
        return
    try:
        await _dispatch(Press(query, query.message, context), data)
    except (TooOld, NotFound):
        await query.answer(too_old)
    except BadRequest as error:
        if not any(words in error.message.lower() for words in _HARMLESS):
            raise
        log.debug("A press came to nothing: %s", error.message)


async def _dispatch(press: Press, data: Data) -> None:
    match data:
        case Cancel() | Keep():
            await press_stop(press.query, press.context, data)
        case Paint() | PhotoPage() | Drop():
            await _about_photo(press, data)
        case Choose() | StylePage() | StarPage() | Star():
            await press_gallery(press, data)
        case StarChosen():
            await press_star(press, data)
        case TrySix() | TakeOne():
            await press_six(press, data)
        case (
            Again()
            | OtherPage()
            | Restyle()
            | Back()
            | Dial()
            | Blend()
            | Colours()
            | Sharper()
            | Film()
            | Reuse()
            | Recipe()
            | Delete()
        ):
            await press_result(press, data)
        case _:
            assert_never(data)


async def _about_photo(press: Press, data: Paint | PhotoPage | Drop) -> None:
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
            style = await services.styles.get(style_id)
            await press.answer("toast-started")
            await answer_question(press.context, press.place, photo, style)
        case PhotoPage(number=number):
            await press.answer()
            styles = await on_offer(press.context, press.place)
            await press.show(keyboards.for_photo(press.texts, styles, photo.id, number))
        case Drop():
            await press.answer()
            await services.pending.settle(photo.id)
            await press.query.edit_message_text(press.texts("dropped"))
