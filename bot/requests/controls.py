"""Stopping and repeating: /cancel, /again, and the buttons under a painting in the making."""

from __future__ import annotations

from telegram import Message, Update

from bot.callback_data import Cancel, Keep
from bot.context import Context, ReplyTarget, reply, require_message
from bot.press import Press
from bot.requests.next_photo import Choice, NextChoices, forget_choice, load_and_prune_choices
from bot.requests.orders import build_order_again
from bot.requests.pending import take_waiting
from bot.requests.submission import is_being_painted, submit_orders
from storage import Job, UnknownJob


async def on_cancel(update: Update, context: Context) -> None:
    """Handle /cancel: stop all that the person asked for in this chat."""
    target = ReplyTarget.of(*require_message(update))
    services, texts = context.services, context.texts(target.person)
    jobs = await services.jobs.active(chat_id=target.chat_id, person_id=target.person.id)
    stopped = [job for job in jobs if await services.runner.cancel(job.id)]
    if stopped:
        words = texts("cancel-done", count=len(stopped))
    else:
        is_dropped = await _drop_what_waits(context, target)
        words = texts("dropped" if is_dropped else "cancel-nothing")
    await reply(context, target, words)


async def _drop_what_waits(context: Context, target: ReplyTarget) -> bool:
    photos = await take_waiting(context, target)
    chosen = await load_and_prune_choices(context, target)
    if chosen.recipe is not None:
        await forget_choice(context, target, Choice.RECIPE)
    if chosen.mix is not None:
        await forget_choice(context, target, Choice.STYLE)
    return bool(photos) or chosen != NextChoices()


async def press_end(press: Press, data: Cancel | Keep) -> None:
    """End a painting in the making, by a button under it."""
    services = press.context.services
    try:
        job = await services.jobs.get(data.job)
    except UnknownJob:
        await press.answer("toast-over")
        return
    if not await _may_end(press, job):
        await press.answer("toast-not-yours", alert=True)
    elif isinstance(data, Keep):
        kept = await services.runner.keep(job.id)
        await press.answer("toast-keeping" if kept else "toast-over")
    else:
        stopped = await services.runner.cancel(job.id)
        await press.answer("toast-stopping" if stopped else "toast-over")


async def _may_end(press: Press, job: Job) -> bool:
    # Callback data can be forged, but not the chat it came from.
    if press.message.chat_id != job.chat_id:
        return False
    admins, person = press.context.services.admins, press.person.id
    return person == job.person_id or await admins.may_manage(job.chat_id, person)


async def on_again(update: Update, context: Context) -> None:
    """Handle /again: the painting it answers, else the person's last here, else the chat's."""
    message, person = require_message(update)
    target = ReplyTarget.of(message, person)
    active = await context.services.jobs.active(person_id=person.id)
    if is_being_painted(active, target):
        return
    job = await _find_job_to_repeat(context, target, message)
    if job is None:
        await reply(context, target, context.texts(person)("again-nothing"))
    else:
        await submit_orders(context, [build_order_again(job, target)], active)


async def _find_job_to_repeat(
    context: Context, target: ReplyTarget, message: Message
) -> Job | None:
    jobs, answered = context.services.jobs, message.reply_to_message
    if answered is not None:
        shown = await jobs.by_message(target.chat_id, answered.message_id)
        if shown is not None:
            return shown
    return await jobs.latest(target.chat_id, target.person.id) or await jobs.latest(target.chat_id)
