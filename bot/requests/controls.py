"""Stopping: /cancel, and the Cancel and Stop-and-keep buttons of those who may press them."""

from __future__ import annotations

from telegram import CallbackQuery, Message, Update

from bot.callback_data import Cancel, Keep
from bot.context import Context, ReplyTarget, reply, require_message
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


async def press_stop(query: CallbackQuery, context: Context, data: Cancel | Keep) -> None:
    """A button under a painting in the making."""
    services, texts = context.services, context.texts(query.from_user)
    try:
        job = await services.jobs.get(data.job)
    except UnknownJob:
        await query.answer(texts("toast-over"))
        return
    if not await _may_stop(query, context, job):
        await query.answer(texts("toast-not-yours"), show_alert=True)
    elif isinstance(data, Keep):
        kept = await services.runner.keep(job.id)
        await query.answer(texts("toast-keeping" if kept else "toast-over"))
    else:
        stopped = await services.runner.cancel(job.id)
        await query.answer(texts("toast-stopping" if stopped else "toast-over"))


async def _may_stop(query: CallbackQuery, context: Context, job: Job) -> bool:
    person = query.from_user.id
    # Callback data can be forged, but not the chat it came from.
    if query.message is None or query.message.chat.id != job.chat_id:
        return False
    return person == job.person_id or await context.services.admins.runs(job.chat_id, person)


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
