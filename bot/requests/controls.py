"""Stopping: /cancel, and the Cancel and Stop-and-keep buttons of those who may press them."""

from __future__ import annotations

from telegram import Message, Update

from bot.callback_data import Cancel, Keep
from bot.context import Context, ReplyTarget, reply, require_message
from bot.press import Press
from bot.requests.orders import once_more, paint, was_ordered
from bot.requests.pending import take_next, take_photos
from storage import Job, UnknownJob


async def cancel(update: Update, context: Context) -> None:
    """/cancel: stop all that the person asked for in this chat."""
    target = ReplyTarget.of(*require_message(update))
    services, texts = context.services, context.texts(target.person)
    jobs = await services.jobs.active(chat_id=target.chat_id, person_id=target.person.id)
    stopped = [job for job in jobs if await services.runner.cancel(job.id)]
    if stopped:
        words = texts("cancel-done", count=len(stopped))
    else:
        waited = await take_photos(context, target), await take_next(context, target)
        words = texts("dropped" if any(waited) else "cancel-nothing")
    await reply(context, target, words)


async def press_stop(press: Press, data: Cancel | Keep) -> None:
    """End a painting in the making, by a button under it."""
    services = press.context.services
    try:
        job = await services.jobs.get(data.job)
    except UnknownJob:
        await press.answer("toast-over")
        return
    if not await _may_stop(press, job):
        await press.answer("toast-not-yours", alert=True)
    elif isinstance(data, Keep):
        kept = await services.runner.keep(job.id)
        await press.answer("toast-keeping" if kept else "toast-over")
    else:
        stopped = await services.runner.cancel(job.id)
        await press.answer("toast-stopping" if stopped else "toast-over")


async def _may_stop(press: Press, job: Job) -> bool:
    # Callback data can be forged, but not the chat it came from.
    if press.message.chat_id != job.chat_id:
        return False
    admins, person = press.context.services.admins, press.person.id
    return person == job.person_id or await admins.may_manage(job.chat_id, person)


async def again(update: Update, context: Context) -> None:
    """As a reply to a painting that one; else the person's last here, else the chat's."""
    message, person = require_message(update)
    target = ReplyTarget.of(message, person)
    if await was_ordered(context, target):
        return
    job = await _meant(context, target, message)
    if job is None:
        await reply(context, target, context.texts(person)("again-nothing"))
    else:
        await paint(context, once_more(job, target, origin=""))


async def _meant(context: Context, target: ReplyTarget, message: Message) -> Job | None:
    jobs, answered = context.services.jobs, message.reply_to_message
    if answered is not None:
        shown = await jobs.by_message(target.chat_id, answered.message_id)
        if shown is not None:
            return shown
    return await jobs.latest(target.chat_id, target.person.id) or await jobs.latest(target.chat_id)
