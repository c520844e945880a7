"""/again: the last painting once more, with another seed."""

from __future__ import annotations

from telegram import Message, Update

from bot.context import Context, Place, said, say
from bot.requests.orders import once_more, paint, was_ordered
from storage import Job


async def again(update: Update, context: Context) -> None:
    """As a reply to a painting that one; else the person's last here, else the chat's."""
    message, person = said(update)
    place = Place.of(message, person)
    if await was_ordered(context, place):
        return
    job = await _meant(context, place, message)
    if job is None:
        await say(context, place, context.texts(person)("again-nothing"))
    else:
        await paint(context, once_more(job, place, origin=""))


async def _meant(context: Context, place: Place, message: Message) -> Job | None:
    jobs, answered = context.services.jobs, message.reply_to_message
    if answered is not None:
        shown = await jobs.by_message(place.chat_id, answered.message_id)
        if shown is not None:
            return shown
    return await jobs.latest(place.chat_id, place.person.id) or await jobs.latest(place.chat_id)
