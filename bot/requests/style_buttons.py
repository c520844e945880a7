"""Presses that choose a style: under the question for a photo's style, and in the gallery."""

from __future__ import annotations

from dataclasses import replace

from bot.callback_data import Choose, ChooseMix, Drop, Paint, PaintMix, PhotoPage
from bot.press import Press, TooOld
from bot.requests import keyboards
from bot.requests.decisions import PaintingRequest
from bot.requests.fulfilment import fulfil_request
from bot.requests.orders import build_order_in_style
from bot.requests.origins import origin_of_pending
from bot.requests.pending import list_styles, load_own_pending, to_photo
from bot.requests.submission import submit_orders
from bot.styles.mix import StyleMix
from storage import PendingPhoto


async def press_question(press: Press, data: Paint | PaintMix | PhotoPage | Drop) -> None:
    """Answer a button of the question for a photo's style; only who was asked may press."""
    services = press.context.services
    photo = await load_own_pending(press, data.photo)
    if photo is None:
        return
    match data:
        case Paint() | PaintMix():
            await _paint_waiting(press, photo, await _load_mix(press, data))
        case PhotoPage(number=number):
            await press.answer()
            styles = await list_styles(press.context, press.target)
            await press.show(keyboards.build_photo_question(press.texts, styles, photo.id, number))
        case Drop():
            await press.answer()
            await services.pending.settle(photo.id)
            await press.query.edit_message_text(press.texts("dropped"))


async def press_choose(press: Press, data: Choose | ChooseMix) -> None:
    """Use a style for what waits, else for the next photo; anyone may choose one."""
    mix = await _load_mix(press, data)
    await press.answer()
    await fulfil_request(
        press.context, PaintingRequest(target=press.target, query_result=mix, is_press=True)
    )


async def _paint_waiting(press: Press, waiting: PendingPhoto, mix: StyleMix) -> None:
    """Turn the question into the painting; other photos of an album get messages of their own."""
    pending = press.context.services.pending
    await pending.settle(waiting.id)
    orders = [
        replace(
            build_order_in_style(to_photo(press.target, one), mix, press.texts),
            origin=origin_of_pending(one),
        )
        for one in await pending.siblings(waiting)
    ]
    orders[0] = replace(orders[0], status_message_id=waiting.keyboard_message_id)
    if await submit_orders(press.context, orders):
        await press.answer("toast-started")


async def _load_mix(press: Press, data: Paint | PaintMix | Choose | ChooseMix) -> StyleMix:
    """Load what the button names. Raises ``TooOld`` or ``UnknownStyle`` if it is gone."""
    styles, chat_id = press.context.services.styles, press.message.chat_id
    if isinstance(data, Paint | Choose):
        return StyleMix.plain(await styles.get_visible(data.style, chat_id))
    mix = StyleMix.from_code(data.mix, await styles.all(chat_id))
    if mix is None:
        raise TooOld
    return mix
