"""Photos that wait for a style, and styles that wait for a photo; both are rows, not memory."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from telegram import InlineKeyboardMarkup
from telegram.error import TelegramError

from bot import keyboards
from bot.context import Context, Place, say
from bot.gallery_buttons import chosen
from bot.manners import Manner
from bot.orders import acquaint, in_own_style, in_style, paint
from bot.pictures import Picture
from bot.recipes import recipe_key
from storage import NewPendingPhoto, PendingPhoto, Style, utc_now

log = logging.getLogger(__name__)

PATIENCE: Final = timedelta(minutes=15)
"""A photo that waits longer than this is not paired with the person's next photo."""


async def ask_style(
    context: Context,
    place: Place,
    photo: Picture,
    question: str,
    offered: Sequence[keyboards.Named] = (),
) -> None:
    """Let ``photo`` wait and ask for its style, once; ``offered`` are suggested if given."""
    services, person = context.services, place.person
    await acquaint(context, place)
    waiting = await services.pending.put(
        NewPendingPhoto(
            chat_id=place.chat_id,
            person_id=person.id,
            message_id=place.message_id,
            thread_id=place.thread_id,
            file_id=photo.file_id,
            unique_id=photo.unique_id,
        )
    )
    if waiting.keyboard_message_id is not None:
        return
    offered = offered or await services.styles.all(place.chat_id)
    keyboard = keyboards.for_photo(context.texts(person), offered, waiting.id)
    asked = await say(context, place, question, keyboard)
    await services.pending.set_keyboard(waiting.id, asked.message_id)


async def ask_about(context: Context, place: Place, photo: Picture, question: str) -> None:
    """Ask for the style of a picture that is no message of the person's; also several times."""
    services, person = context.services, place.person
    await acquaint(context, place)
    asked = await say(context, place, question)
    waiting = await services.pending.put(
        NewPendingPhoto(
            chat_id=place.chat_id,
            person_id=person.id,
            message_id=asked.message_id,
            thread_id=place.thread_id,
            file_id=photo.file_id,
            unique_id=photo.unique_id,
        )
    )
    await services.pending.set_keyboard(waiting.id, asked.message_id)
    offered = await services.styles.all(place.chat_id)
    keyboard = keyboards.for_photo(context.texts(person), offered, waiting.id)
    await asked.edit_reply_markup(keyboard)


async def answer_question(
    context: Context, place: Place, waiting: PendingPhoto, style: Style
) -> None:
    """A button of the question was pressed: the question becomes the painting."""
    await context.services.pending.settle(waiting.id)
    order = in_style(
        replace(place, message_id=waiting.message_id, thread_id=waiting.thread_id),
        Picture(waiting.file_id, waiting.unique_id),
        style,
        origin=f"photo:{waiting.id}",
        status_message_id=waiting.keyboard_message_id,
    )
    await paint(context, order)


async def use_style(context: Context, place: Place, style: Style | Manner) -> None:
    """Paint the photo that waits in ``style``, else keep ``style`` for the next photo."""
    manner = style if isinstance(style, Manner) else Manner.plain(style)
    photo = await take_photo(context, place)
    if photo is not None:
        await paint(context, in_style(place, photo, manner))
        return
    await choose_next(context, place, manner)
    texts = context.texts(place.person)
    text = "style-chosen" if place.is_private else "style-chosen-group"
    words = texts(text, style=manner.title(texts))
    await say(context, place, words, await star_for(context, place, manner))


async def pair_up(context: Context, place: Place, style: Picture) -> bool:
    """Paint the photo that waits in ``style``, the person's second; False if none waits."""
    photo = await take_photo(context, place)
    if photo is None:
        return False
    await paint(context, in_own_style(place, photo, style, context.texts(place.person)))
    return True


async def take_photo(context: Context, place: Place) -> Picture | None:
    """The person's photo that waits here, if not for too long; its question goes away."""
    waiting = await context.services.pending.take(
        place.chat_id, place.person.id, since=utc_now() - PATIENCE
    )
    # A message that is handled again finds itself waiting.
    if waiting is None or waiting.message_id == place.message_id:
        return None
    if waiting.keyboard_message_id is not None:
        try:
            await context.bot.delete_message(place.chat_id, waiting.keyboard_message_id)
        except TelegramError as error:
            log.debug("The question for a style stays: %s", error)
    return Picture(waiting.file_id, waiting.unique_id)


async def choose_next(context: Context, place: Place, manner: Manner) -> None:
    """The person's next photo in this chat is painted in this ``manner``."""
    await acquaint(context, place)
    await context.services.people.configure(
        place.person.id,
        **{_next_key(place.chat_id): manner.note, recipe_key(place.chat_id): None},
    )


async def star_for(context: Context, place: Place, manner: Manner) -> InlineKeyboardMarkup | None:
    """A button that makes the chosen style a favourite, if it is one style."""
    if len(manner.parts) > 1:
        return None
    ((style, _),) = manner.parts
    starred = style.id in await context.services.favourites.ids(place.person.id)
    return chosen(context.texts(place.person), style.id, starred=starred)


async def take_next(context: Context, place: Place) -> Manner | None:
    """The manner chosen for the person's next photo; it counts for one photo."""
    services, key = context.services, _next_key(place.chat_id)
    person = await services.people.get(place.person.id)
    if person is None or key not in person.settings:
        return None
    await services.people.configure(place.person.id, **{key: None})
    return Manner.recall(person.settings[key], await services.styles.all(place.chat_id))


def _next_key(chat_id: int) -> str:
    return f"next_style:{chat_id}"
