"""The buttons under a finished picture. Each acts on the picture that it hangs on, at any time.

In a group, settings say who may press them; who asked for a picture and the group's admins may
always take it away.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from telegram import InlineKeyboardMarkup
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot.callback_data import (
    Again,
    Back,
    Blend,
    Colours,
    Delete,
    Dial,
    Film,
    OfResult,
    OtherPage,
    Recipe,
    Restyle,
    Reuse,
    Sharper,
)
from bot.jobs.adjustments import Adjustments
from bot.jobs.keyboards import deletion_keyboard, intensity_keyboard, result_keyboard
from bot.pictures.attachments import Picture, extract_picture
from bot.preferences import load_preferences
from bot.press import Press, TooOld
from bot.requests import keyboards
from bot.requests.decisions import build_question
from bot.requests.limits import check_painter_allowed
from bot.requests.orders import (
    Order,
    build_order_again,
    build_restyled_order,
    build_sharper_order,
    mark_pressed,
)
from bot.requests.pending import ask_style_of_result, list_styles
from bot.requests.submission import submit_orders
from bot.results.adjust import press_adjustment
from bot.results.film import send_film
from bot.results.recipe import tell_recipe
from bot.styles.mix import StyleMix
from bot.texts import Texts
from storage import Job, State, Who


async def press_result(press: Press, data: OfResult) -> None:
    """Answer any button under a result."""
    job = await _load_result(press, data)
    is_allowed = _may_delete if isinstance(data, Delete) else _may_press
    if not await is_allowed(press, job):
        await press.answer("toast-not-yours-here", alert=True)
        return
    if not isinstance(data, Film | Recipe | Reuse):
        press = replace(press, spoken=await _load_texts(press, job))
    match data:
        case Again() | Restyle() | Sharper():
            await _paint_anew(press, job, data)
        case OtherPage() | Back() | Dial():
            await press.answer()
            await press.show(await _build_keyboard(press, job, data))
        case Blend() | Colours():
            await press_adjustment(press, job, data)
        case Film():
            await send_film(press, job)
        case Recipe():
            await tell_recipe(press, job)
        case Reuse():
            await _ask_style(press)
        case Delete(sure=sure):
            await _delete(press, job, is_sure=bool(sure))
        case _:
            assert_never(data)


async def _load_result(press: Press, data: OfResult) -> Job:
    """Load the job whose result the message shows. Raises ``TooOld`` and ``UnknownJob``."""
    services = press.context.services
    # A result is in the chat a moment before its row is final.
    await services.runner.wait_delivered(data.job)
    job = await services.jobs.get(data.job)
    # Data can be forged, but not the message that it comes from.
    here = (press.message.chat_id, press.message.message_id)
    if here != (job.chat_id, job.status_message_id) or job.state is not State.DONE:
        raise TooOld
    return job


async def _load_texts(press: Press, job: Job) -> Texts:
    """Load the texts of whom the picture was painted for, whoever presses."""
    services = press.context.services
    effective = press.context.effective
    if job.person_id != press.person.id:
        effective = await load_preferences(
            services.people, services.chats, person_id=job.person_id, chat_id=job.chat_id
        )
    return services.catalogue.speak(effective.language)


async def _paint_anew(press: Press, job: Job, data: Again | Restyle | Sharper) -> None:
    order = await _build_order(press, job, data)
    if order is None:
        await press.answer("toast-sharpest", alert=True)
    elif await submit_orders(press.context, [order]):
        await press.answer("toast-started")
        if isinstance(data, Restyle):
            await press.show(result_keyboard(press.texts, job, Adjustments.of(job)))


async def _build_order(press: Press, job: Job, data: Again | Restyle | Sharper) -> Order | None:
    """Build what a button asks for; ``None`` where nothing could be sharper."""
    services, target = press.context.services, press.target
    order: Order | None
    match data:
        case Again():
            order = build_order_again(job, target)
        case Restyle(style=style_id):
            style = await services.styles.get_visible(style_id, job.chat_id)
            order = build_restyled_order(job, target, StyleMix.plain(style))
        case Sharper():
            shown = extract_picture(press.message, services.settings.max_download)
            side = shown.side if isinstance(shown, Picture) else None
            order = build_sharper_order(
                job, target, shown_side=side, largest_side=services.settings.max_size
            )
    return None if order is None else mark_pressed(order, press.query.id)


async def _build_keyboard(
    press: Press, job: Job, data: OtherPage | Back | Dial
) -> InlineKeyboardMarkup:
    match data:
        case OtherPage(number=number):
            styles = await list_styles(press.context, press.target)
            return keyboards.build_restyle_question(press.texts, styles, job.id, number)
        case Back():
            return result_keyboard(press.texts, job, Adjustments.of(job))
        case Dial():
            return intensity_keyboard(press.texts, job.id, Adjustments.of(job))


async def _ask_style(press: Press) -> None:
    """Ask for a style of what the message shows now, as it is blended."""
    shown = extract_picture(press.message, press.context.services.settings.max_download)
    if not isinstance(shown, Picture):
        raise TooOld
    target = press.target
    if not await check_painter_allowed(press.context, target):
        return
    await press.answer()
    words = build_question(target, press.texts)
    await ask_style_of_result(press.context, target, shown, words)


async def _delete(press: Press, job: Job, *, is_sure: bool) -> None:
    if not is_sure:
        await press.answer()
        await press.show(deletion_keyboard(press.texts, job.id))
        return
    try:
        await press.message.delete()
    except BadRequest as error:
        if "not found" in error.message.lower():
            raise TooOld from error
        if "can't be deleted" not in error.message.lower():
            raise
        # Telegram takes back only what is younger than two days.
        await press.answer("toast-undeletable", alert=True)
        await press.show(result_keyboard(press.texts, job, Adjustments.of(job)))
        return
    await press.context.services.frame_store.drop(job)
    await press.answer("toast-deleted")


async def _may_press(press: Press, job: Job) -> bool:
    if press.message.chat.type == ChatType.PRIVATE:
        return True
    match press.context.effective.preferences.who_presses:
        case Who.EVERYONE:
            return True
        case Who.ASKER:
            return await _may_delete(press, job)
        case Who.ADMINS:
            admins = press.context.services.admins
            return await admins.may_manage(job.chat_id, press.person.id)


async def _may_delete(press: Press, job: Job) -> bool:
    person = press.person.id
    return person == job.person_id or await press.context.services.admins.may_manage(
        job.chat_id, person
    )
