"""Try six: the waiting photo in six styles on one sheet, whose numbers are buttons.

A sheet counts as one painting, once it is painted.
"""

from __future__ import annotations

from contextlib import suppress

from telegram import ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest

from bot.callback_data import TakeOne, TrySix
from bot.context import ReplyTarget, reply
from bot.pictures.downloads import FetchFailed
from bot.pictures.failures import describe_failure
from bot.press import Press
from bot.requests.limits import check_order_allowed
from bot.requests.orders import build_order_in_style, mark_pressed
from bot.requests.pending import load_own_pending, to_photo
from bot.requests.submission import submit_orders
from bot.styles.keyboards import build_six
from bot.styles.mix import StyleMix
from bot.styles.sampler import COUNT
from bot.transport.chat_actions import chat_action
from engine.errors import EngineError
from storage import PendingPhoto


async def press_six(press: Press, data: TrySix | TakeOne) -> None:
    """Paint the sheet of six, or the photo in the style of a number under that sheet."""
    photo = await load_own_pending(press, data.photo)
    if photo is None:
        return
    if isinstance(data, TakeOne):
        await _paint_one_of_six(press, photo, data.style)
    else:
        await _try_six(press, photo)


async def _paint_one_of_six(press: Press, photo: PendingPhoto, style_id: int) -> None:
    services = press.context.services
    mix = StyleMix.plain(await services.styles.get_visible(style_id, photo.chat_id))
    await services.pending.settle(photo.id)
    orders = [
        # Another press of the same number is another act, a press handled again is not.
        mark_pressed(
            build_order_in_style(to_photo(press.target, one), mix, press.texts),
            f"{press.query.id}:{number}",
        )
        for number, one in enumerate(await services.pending.siblings(photo))
    ]
    if await submit_orders(press.context, orders):
        await press.answer("toast-started")


async def _try_six(press: Press, photo: PendingPhoto) -> None:
    services, target = press.context.services, to_photo(press.target, photo).target
    active = await services.jobs.active(person_id=target.person.id)
    explanation = press.texts("six-counts")
    if not await check_order_allowed(
        press.context, target, active=len(active), explanation=explanation
    ):
        return
    if services.sampler.is_busy(target.person.id):
        await press.answer("toast-six-busy", alert=True)
        return
    with services.sampler.keep_busy(target.person.id):
        # Handled again after a restart it is too late for a toast, not for the sheet.
        with suppress(BadRequest):
            await press.answer("toast-trying")
        await _send_sheet(press, photo, target)


async def _send_sheet(press: Press, photo: PendingPhoto, target: ReplyTarget) -> None:
    context, services = press.context, press.context.services
    styles = await services.styles.random(target.chat_id, count=COUNT)
    try:
        async with chat_action(
            context.bot, target.chat_id, target.thread_id, ChatAction.UPLOAD_PHOTO
        ):
            preferences = context.effective.preferences
            sheet = await services.sampler.paint_sheet(
                photo.file_id, styles, preferences, press.texts
            )
    except (FetchFailed, EngineError) as error:
        await reply(context, target, describe_failure(error, press.texts))
    else:
        await services.quotas.count_sampler_sheet(target.person.id, target.chat_id)
        await context.bot.send_photo(
            target.chat_id,
            sheet,
            caption=press.texts("six-done", count=len(styles)),
            message_thread_id=target.thread_id,
            reply_parameters=ReplyParameters(target.message_id, allow_sending_without_reply=True),
            reply_markup=build_six(press.texts, photo.id, styles),
        )
