"""Photos that wait for a style, and styles that wait for a photo; both are rows, not memory."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from telegram import InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.context import Context, ReplyTarget, reply
from bot.pictures.attachments import Picture
from bot.requests import keyboards
from bot.requests.limits import may_ask
from bot.requests.next_photo import recipe_key
from bot.requests.orders import Order, acquaint, in_own_style, in_style, paint, paint_all
from bot.styles.keyboards import chosen
from bot.styles.mix import StyleMix
from bot.styles.pages import favourites_first
from storage import NewPendingPhoto, PendingPhoto, Style, utc_now

log = logging.getLogger(__name__)

PATIENCE: Final = timedelta(minutes=15)
"""A photo that waits longer than this is not paired with the person's next photo."""


async def ask_style(
    context: Context,
    place: ReplyTarget,
    photo: Picture,
    question: str,
    *,
    offered: Sequence[keyboards.Named] = (),
    others: Sequence[tuple[ReplyTarget, Picture]] = (),
) -> None:
    """Let ``photo`` wait and ask for its style, once; ``offered`` are suggested if given.

    ``others`` came in one album with it and get the same style.
    """
    services = context.services
    if not await may_ask(context, place):
        return
    await acquaint(context, place)
    waiting = [await _let_wait(context, *one) for one in (*others, (place, photo))]
    if waiting[-1].keyboard_message_id is not None:
        return
    offered = offered or await on_offer(context, place)
    keyboard = keyboards.for_photo(context.texts(place.person), offered, waiting[-1].id)
    # Whoever taps at once must find all of the album noted.
    asked = await reply(context, place, question, None if others else keyboard)
    for one in waiting:
        await services.pending.set_keyboard(one.id, asked.message_id)
    if others:
        await asked.edit_reply_markup(keyboard)


async def ask_about(context: Context, place: ReplyTarget, photo: Picture, question: str) -> None:
    """Ask for the style of a picture that is no message of the person's; also several times."""
    services = context.services
    await acquaint(context, place)
    asked = await reply(context, place, question)
    waiting = await _let_wait(context, replace(place, message_id=asked.message_id), photo)
    await services.pending.set_keyboard(waiting.id, asked.message_id)
    offered = await on_offer(context, place)
    keyboard = keyboards.for_photo(context.texts(place.person), offered, waiting.id)
    await asked.edit_reply_markup(keyboard)


async def on_offer(context: Context, place: ReplyTarget) -> Sequence[Style]:
    """The styles that this person may choose from here, their favourites first."""
    styles = await context.services.styles.all(place.chat_id)
    return favourites_first(styles, await context.services.favourites.ids(place.person.id))


async def answer_question(
    context: Context, place: ReplyTarget, waiting: PendingPhoto, manner: StyleMix
) -> bool:
    """A button of the question was pressed: the question becomes the painting.

    Where it was about an album, the other photos get messages of their own. Returns False, and
    has told the person, when they may not have all of it.
    """
    await context.services.pending.settle(waiting.id)
    photos = await context.services.pending.beside(waiting)
    orders = [in_style(place_of(place, one), picture_of(one), manner) for one in photos]
    orders = [
        replace(order, origin=f"photo:{one.id}") for order, one in zip(orders, photos, strict=True)
    ]
    first = replace(orders[0], status_message_id=waiting.keyboard_message_id)
    return await paint_all(context, [first, *orders[1:]])


async def manner_of(context: Context, place: ReplyTarget, code: str) -> StyleMix | None:
    """What a button with ``Manner.code`` means, as long as all its styles are seen here."""
    return StyleMix.read(code, await context.services.styles.all(place.chat_id))


async def use_style(context: Context, place: ReplyTarget, style: Style | StyleMix) -> None:
    """Paint the photos that wait in ``style``, else keep ``style`` for the next photo."""
    manner = style if isinstance(style, StyleMix) else StyleMix.plain(style)
    if await _paint_waiting(context, place, lambda at, photo: in_style(at, photo, manner)):
        return
    await choose_next(context, place, manner)
    texts = context.texts(place.person)
    text = "style-chosen" if place.is_private else "style-chosen-group"
    words = texts(text, style=manner.title(texts))
    await reply(context, place, words, await star_for(context, place, manner))


async def pair_up(context: Context, place: ReplyTarget, style: Picture) -> bool:
    """Paint the photos that wait in ``style``, the person's next; False if none waits."""
    texts = context.texts(place.person)
    return await _paint_waiting(
        context, place, lambda at, photo: in_own_style(at, photo, style, texts)
    )


async def take_photos(context: Context, place: ReplyTarget) -> tuple[PendingPhoto, ...]:
    """What waits of the person here, if not for too long: a photo or an album.

    Its question goes away.
    """
    pending = context.services.pending
    waiting = await pending.take(place.chat_id, place.person.id, since=utc_now() - PATIENCE)
    # A message that is handled again finds itself waiting.
    if waiting is None or waiting.message_id == place.message_id:
        return ()
    if waiting.keyboard_message_id is not None:
        try:
            await context.bot.delete_message(place.chat_id, waiting.keyboard_message_id)
        except TelegramError as error:
            log.debug("The question for a style stays: %s", error)
    return await pending.beside(waiting)


async def _paint_waiting(
    context: Context, place: ReplyTarget, order: Callable[[ReplyTarget, Picture], Order]
) -> bool:
    photos = await take_photos(context, place)
    if len(photos) == 1:
        await paint(context, order(place, picture_of(photos[0])))
    elif photos:
        orders = [
            replace(order(place_of(place, one), picture_of(one)), origin=f"photo:{one.id}")
            for one in photos
        ]
        await paint_all(context, orders)
    return bool(photos)


async def _let_wait(context: Context, place: ReplyTarget, photo: Picture) -> PendingPhoto:
    return await context.services.pending.put(
        NewPendingPhoto(
            chat_id=place.chat_id,
            person_id=place.person.id,
            message_id=place.message_id,
            thread_id=place.thread_id,
            file_id=photo.file_id,
            unique_id=photo.unique_id,
            is_file=photo.is_file,
        )
    )


def place_of(place: ReplyTarget, waiting: PendingPhoto) -> ReplyTarget:
    """Where the message with the photo is, for whoever is at ``place``."""
    return replace(place, message_id=waiting.message_id, thread_id=waiting.thread_id)


def picture_of(waiting: PendingPhoto) -> Picture:
    """The photo itself."""
    return Picture(waiting.file_id, waiting.unique_id, is_file=waiting.is_file)


async def choose_next(context: Context, place: ReplyTarget, manner: StyleMix) -> None:
    """The person's next photo in this chat is painted in this ``manner``."""
    await acquaint(context, place)
    await context.services.people.configure(
        place.person.id,
        **{_next_key(place.chat_id): manner.note, recipe_key(place.chat_id): None},
    )


async def star_for(
    context: Context, place: ReplyTarget, manner: StyleMix
) -> InlineKeyboardMarkup | None:
    """A button that makes the chosen style a favourite, if it is one style."""
    if len(manner.parts) > 1:
        return None
    ((style, _),) = manner.parts
    starred = style.id in await context.services.favourites.ids(place.person.id)
    return chosen(context.texts(place.person), style.id, starred=starred)


async def take_next(context: Context, place: ReplyTarget) -> StyleMix | None:
    """The manner chosen for the person's next photo; it counts for one photo."""
    services, key = context.services, _next_key(place.chat_id)
    person = await services.people.get(place.person.id)
    if person is None or key not in person.settings:
        return None
    await services.people.configure(place.person.id, **{key: None})
    return StyleMix.recall(person.settings[key], await services.styles.all(place.chat_id))


def _next_key(chat_id: int) -> str:
    return f"next_style:{chat_id}"
