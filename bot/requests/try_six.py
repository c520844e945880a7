"""Try six: the waiting photo in six styles on one sheet, whose numbers are buttons.

A sheet counts as one painting, once it is painted.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from telegram import ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest

from bot.callback_data import TakeOne, TrySix
from bot.context import ReplyTarget, reply
from bot.pictures.downloads import FetchFailed
from bot.press import Press, TooOld
from bot.requests.limits import may_order
from bot.requests.orders import in_style, paint_all
from bot.requests.pending import picture_of, place_of
from bot.styles.keyboards import six
from bot.styles.sampler import COUNT
from bot.transport.chat_actions import chat_action
from engine.errors import EngineError
from storage import PendingPhoto


async def press_six(press: Press, data: TrySix | TakeOne) -> None:
    """The button under the question for a style, and the numbers under the sheet."""
    photo = await press.context.services.pending.get(data.photo)
    if photo is None or photo.chat_id != press.message.chat_id:
        raise TooOld
    if photo.person_id != press.query.from_user.id:
        await press.answer("toast-not-asked", alert=True)
    elif isinstance(data, TakeOne):
        await _take(press, photo, data.style)
    else:
        await _try_six(press, photo)


async def _take(press: Press, photo: PendingPhoto, style_id: int) -> None:
    services = press.context.services
    style = await services.styles.get_visible(style_id, photo.chat_id)
    await services.pending.settle(photo.id)
    photos = await services.pending.siblings(photo)
    orders = [in_style(place_of(press.target, one), picture_of(one), style) for one in photos]
    tap = f"tap:{press.query.id}"
    taken = [replace(order, origin=f"{tap}:{n}") for n, order in enumerate(orders)]
    if await paint_all(press.context, taken):
        await press.answer("toast-started")


async def _try_six(press: Press, photo: PendingPhoto) -> None:
    services, target = press.context.services, place_of(press.target, photo)
    active = await services.jobs.active(person_id=target.person.id)
    counts = press.texts("six-counts")
    if not await may_order(press.context, target, active=len(active), counts=counts):
        return
    if target.person.id in services.sampler.guests:
        await press.answer("toast-six-busy", alert=True)
        return
    with services.sampler.serving(target.person.id):
        # Handled again after a restart it is too late for a toast, not for the sheet.
        with suppress(BadRequest):
            await press.answer("toast-trying")
        await _serve(press, photo, target)


async def _serve(press: Press, photo: PendingPhoto, target: ReplyTarget) -> None:
    context, services = press.context, press.context.services
    styles = await services.styles.random(target.chat_id, count=COUNT)
    try:
        async with chat_action(
            context.bot, target.chat_id, target.thread_id, ChatAction.UPLOAD_PHOTO
        ):
            wanted = context.effective.preferences
            sheet = await services.sampler.sheet(photo.file_id, styles, wanted, press.texts)
    except FetchFailed as error:
        words = press.texts(f"problem-{error.reason.replace('_', '-')}")
        await reply(context, target, words)
    except EngineError as error:
        await reply(context, target, press.texts.problem(error.as_problem()))
    else:
        await services.quotas.count_sampler_sheet(target.person.id, target.chat_id)
        await context.bot.send_photo(
            target.chat_id,
            sheet,
            caption=press.texts("six-done", count=len(styles)),
            message_thread_id=target.thread_id,
            reply_parameters=ReplyParameters(target.message_id, allow_sending_without_reply=True),
            reply_markup=six(press.texts, photo.id, styles),
        )
