"""/broadcast TEXT: shown first, sent to all chats when its admin presses Send."""

from __future__ import annotations

from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot.admin.broadcast import DRAFT
from bot.context import Context, Place, said, say
from bot.press_ import come_to_nothing
from bot.requests.limits import refuse

MARK: Final = "cast"
_SEND, _DROP = "s", "x"
_LONGEST: Final = 3500
"""Characters; Telegram carries 4096, of which the question needs some."""


async def broadcast(update: Update, context: Context) -> None:
    """Ask whether to send it."""
    message, person = said(update)
    place, texts = Place.of(message, person), context.texts(person)
    services = context.services
    # Not the command's squeezed rest: what is sent keeps its lines.
    _, _, text = (message.text or "").partition(" ")
    if not services.admins.runs_the_bot(person.id):
        await refuse(context, place, texts("admin-only"))
    elif not text.strip() or len(text) > _LONGEST:
        await say(context, place, texts("broadcast-how", most=_LONGEST))
    else:
        draft = await services.audit.append(
            DRAFT, person_id=person.id, chat_id=place.chat_id, text=text.strip()
        )
        count = len(await services.chats.ids())
        buttons = [
            InlineKeyboardButton(texts("button-send"), callback_data=f"{MARK}:{_SEND}:{draft.id}"),
            InlineKeyboardButton(texts("button-drop"), callback_data=f"{MARK}:{_DROP}:{draft.id}"),
        ]
        words = texts("broadcast-ask", count=count) + "\n\n" + text.strip()
        await say(context, place, words, InlineKeyboardMarkup([buttons]))


async def press_broadcast(update: Update, context: Context) -> None:
    """Send or Never mind."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message):
        return
    services, texts = context.services, context.texts(query.from_user)
    if not services.admins.runs_the_bot(query.from_user.id):
        await query.answer(texts("toast-admins-only"), show_alert=True)
        return
    _, what, number = (*(query.data or "").split(":", 2), "", "")[:3]
    is_number = number.isdecimal() and len(number) < 19
    draft = await services.broadcasts.draft(int(number)) if is_number else None
    with come_to_nothing():
        if draft is None:
            await query.answer(texts("toast-too-old"))
        elif what == _DROP:
            await query.answer()
            await query.edit_message_text(texts("dropped"))
        else:
            begun = await services.broadcasts.send(
                draft, person_id=query.from_user.id, chat_id=query.message.chat.id
            )
            await query.answer()
            words = "broadcast-begun" if begun else "broadcast-sent-before"
            await query.edit_message_text(texts(words))
