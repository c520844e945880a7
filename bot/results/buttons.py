"""The buttons under a finished picture. Each acts on the picture that it hangs on, at any time.

In a group, settings say who may press them; who asked for a picture and the group's admins may
always take it away.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

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
from bot.requests.limits import may_ask
from bot.requests.orders import Order, from_catalogue, once_more, paint, sharper
from bot.requests.pending import ask_about, on_offer
from bot.results import adjust as retouching
from bot.results import film as films
from bot.results import recipe as recipes
from bot.texts import Texts
from storage import Job, State, Who


async def press_result(press: Press, data: OfResult) -> None:
    """Any button under a result."""
    services = press.context.services
    # A result is in the chat a moment before its row is final.
    await services.runner.wait_delivered(data.job)
    job = await services.jobs.get(data.job)
    # Data can be forged, but not the message that it comes from.
    here = (press.message.chat_id, press.message.message_id)
    if here != (job.chat_id, job.status_message_id) or job.state is not State.DONE:
        raise TooOld
    may = _may_delete if isinstance(data, Delete) else _may_press
    if not await may(press, job):
        await press.answer("toast-not-yours-here", alert=True)
        return
    if not isinstance(data, Film | Recipe | Reuse):
        press = replace(press, spoken=await _spoken(press, job))
    await _do(press, job, data)


async def _spoken(press: Press, job: Job) -> Texts:
    """In the language of whom the picture was painted for, whoever presses."""
    services = press.context.services
    effective = await load_preferences(
        services.people, services.chats, person_id=job.person_id, chat_id=job.chat_id
    )
    return services.catalogue.speak(effective.language)


async def _do(press: Press, job: Job, data: OfResult) -> None:
    match data:
        case Again() | Restyle() | Sharper():
            await _paint_anew(press, job, data)
        case OtherPage(number=number):
            await press.answer()
            offered = await on_offer(press.context, press.target)
            await press.show(keyboards.for_job(press.texts, offered, job.id, number))
        case Back():
            await press.answer()
            await press.show(result_keyboard(press.texts, job, Adjustments.of(job)))
        case Dial():
            await press.answer()
            await press.show(intensity_keyboard(press.texts, job.id, Adjustments.of(job)))
        case Blend() | Colours():
            await retouching.press_adjustment(press, job, data)
        case Film():
            await films.send_film(press, job)
        case Recipe():
            await recipes.tell_recipe(press, job)
        case Reuse():
            await _reuse(press)
        case Delete(sure=sure):
            await _delete(press, job, is_sure=bool(sure))
        case _:
            assert_never(data)


async def _paint_anew(press: Press, job: Job, data: Again | Restyle | Sharper) -> None:
    order = await _order(press, job, data)
    if order is None:
        await press.answer("toast-sharpest", alert=True)
        return
    if not await paint(press.context, order):
        return
    await press.answer("toast-started")
    if isinstance(data, Restyle):
        await press.show(result_keyboard(press.texts, job, Adjustments.of(job)))


async def _order(press: Press, job: Job, data: Again | Restyle | Sharper) -> Order | None:
    """What a button asks for; ``None`` where nothing could be sharper."""
    services, origin = press.context.services, f"tap:{press.query.id}"
    if isinstance(data, Sharper):
        shown = extract_picture(press.message, services.settings.max_download)
        side = shown.side if isinstance(shown, Picture) else None
        largest = services.settings.max_size
        return sharper(job, press.target, origin, shown=side, largest=largest)
    again = once_more(job, press.target, origin)
    if isinstance(data, Again):
        return again
    style = await services.styles.get_visible(data.style, job.chat_id)
    styles = (from_catalogue(style),)
    return replace(again, styles=styles, options=style.options, is_settled=False)


async def _reuse(press: Press) -> None:
    """What the message shows now, as it is blended, is the next photo."""
    shown = extract_picture(press.message, press.context.services.settings.max_download)
    if not isinstance(shown, Picture):
        raise TooOld
    target = press.target
    if not await may_ask(press.context, target):
        return
    await press.answer()
    text = "style-ask" if target.is_private else "style-ask-group"
    await ask_about(press.context, target, shown, press.texts(text))


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
            return await admins.may_manage(job.chat_id, press.query.from_user.id)


async def _may_delete(press: Press, job: Job) -> bool:
    person, admins = press.person.id, press.context.services.admins
    return person == job.person_id or await admins.may_manage(job.chat_id, person)
