"""/privacy: what is kept of somebody. /forgetme: they are asked once, then it is deleted."""

from __future__ import annotations

from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot.context import Context, ReplyTarget, reply, require_message
from bot.press import ignore_stale_press

MARK: Final = "forget"
_YES, _NO = "yes", "no"


async def privacy(update: Update, context: Context) -> None:
    """Say what is kept, and how to have it deleted."""
    target = ReplyTarget.of(*require_message(update))
    await reply(context, target, context.texts(target.person)("privacy"))


async def forget_me(update: Update, context: Context) -> None:
    """Ask whether they mean it; alone with the bot only, so that nobody else answers."""
    target = ReplyTarget.of(*require_message(update))
    texts = context.texts(target.person)
    if not target.is_private:
        await reply(context, target, texts("forget-in-private"))
        return
    buttons = [
        InlineKeyboardButton(texts("button-forget"), callback_data=f"{MARK}:{_YES}"),
        InlineKeyboardButton(texts("button-drop"), callback_data=f"{MARK}:{_NO}"),
    ]
    await reply(context, target, texts("forget-ask"), InlineKeyboardMarkup([buttons]))


async def press_forget(update: Update, context: Context) -> None:
    """The answer."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message):
        return
    texts, person = context.texts(query.from_user), query.from_user.id
    if query.message.chat.id != person:
        await query.answer(texts("toast-not-asked"), show_alert=True)
        return
    with ignore_stale_press():
        await query.answer()
        if query.data != f"{MARK}:{_YES}":
            await query.edit_message_text(texts("dropped"))
            return
        await _forget(context, person)
        await query.edit_message_text(texts("forget-done"))


async def _forget(context: Context, person: int) -> None:
    services = context.services
    for job in await services.jobs.active(person_id=person):
        await services.runner.cancel(job.id)
        # Its row must not go while its last words are on their way.
        await services.runner.wait_delivered(job.id)
    for job in await services.jobs.of_person(person):
        await services.frame_store.drop(job)
    await services.retention.forget_person(person)
