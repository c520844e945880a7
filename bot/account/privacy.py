"""/privacy: what is kept of a person. /forgetme: they are asked once, then it is deleted."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup, Update

from bot.callback_data import ForgetMe, KeepMe, button
from bot.context import Context, ReplyTarget, reply, require_message
from bot.press import Press


async def tell_privacy(update: Update, context: Context) -> None:
    """/privacy: say what is kept, and how to have it deleted."""
    target = ReplyTarget.of(*require_message(update))
    await reply(context, target, context.texts(target.person)("privacy"))


async def ask_to_forget(update: Update, context: Context) -> None:
    """/forgetme: ask whether they mean it; in private only, so that nobody else answers."""
    target = ReplyTarget.of(*require_message(update))
    texts = context.texts(target.person)
    if not target.is_private:
        await reply(context, target, texts("forget-in-private"))
        return
    buttons = [
        button(texts("button-forget"), ForgetMe()),
        button(texts("button-drop"), KeepMe()),
    ]
    await reply(context, target, texts("forget-ask"), InlineKeyboardMarkup([buttons]))


async def press_forget(press: Press, data: ForgetMe | KeepMe) -> None:
    """Delete everything, or leave it, as they answered."""
    if press.message.chat_id != press.person.id:
        await press.answer("toast-not-asked", alert=True)
        return
    # Deleting waits for their paintings to end; Telegram forgets a press before that.
    await press.answer()
    if isinstance(data, KeepMe):
        await press.rewrite(press.texts("dropped"))
        return
    await _forget(press.context, press.person.id)
    await press.rewrite(press.texts("forget-done"))


async def _forget(context: Context, person: int) -> None:
    services = context.services
    for job in await services.jobs.active(person_id=person):
        await services.runner.cancel(job.id)
        # Its row must not go while its last words are on their way.
        await services.runner.wait_delivered(job.id)
    for job in await services.jobs.of_person(person):
        await services.frame_store.drop(job)
    await services.retention.forget_person(person)
