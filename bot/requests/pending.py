"""Stores photos whose style is not known yet, asks for it, and finds them when it is given."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from telegram.error import TelegramError

from bot.context import Context, ReplyTarget, reply
from bot.pictures.attachments import Picture
from bot.press import Press, TooOld
from bot.requests import keyboards
from bot.requests.limits import check_painter_allowed
from bot.requests.orders import Photo
from bot.requests.participants import remember_chat_and_person
from bot.styles.pages import sort_favourites_first
from storage import NewPendingPhoto, PendingPhoto, Style, utc_now

log = logging.getLogger(__name__)

PAIRING_LIMIT: Final = timedelta(minutes=15)
"""A photo that waits longer than this is not paired with the person's next photo."""


async def ask_style(
    context: Context,
    photos: Sequence[Photo],
    question: str,
    offered: Sequence[keyboards.StyleLabel] = (),
) -> None:
    """Store ``photos``, one or an album, and ask for their style unless that was asked before.

    The buttons offer the styles ``offered`` if there are any, else all styles.
    """
    services, (first, *others) = context.services, photos
    target = first.target
    if not await check_painter_allowed(context, target):
        return
    await remember_chat_and_person(context, target)
    waiting = [await _store_pending(context, one) for one in (*others, first)]
    if waiting[-1].keyboard_message_id is not None:
        return
    offered = offered or await list_styles(context, target)
    keyboard = keyboards.build_photo_question(
        context.texts(target.person), offered, waiting[-1].id
    )
    # Whoever presses at once must find all of the album stored, so its buttons come last.
    asked = await reply(context, target, question, None if others else keyboard)
    for one in waiting:
        await services.pending.set_keyboard(one.id, asked.message_id)
    if others:
        await asked.edit_reply_markup(keyboard)


async def ask_style_of_result(
    context: Context, target: ReplyTarget, picture: Picture, question: str
) -> None:
    """Ask for the style of a picture that the bot made, as often as a person wants it asked."""
    await remember_chat_and_person(context, target)
    asked = await reply(context, target, question)
    # A result has no message of the person's, so the question stands for it.
    photo = Photo(replace(target, message_id=asked.message_id), picture)
    waiting = await _store_pending(context, photo)
    await context.services.pending.set_keyboard(waiting.id, asked.message_id)
    offered = await list_styles(context, target)
    await asked.edit_reply_markup(
        keyboards.build_photo_question(context.texts(target.person), offered, waiting.id)
    )


async def list_styles(context: Context, target: ReplyTarget) -> Sequence[Style]:
    """List the styles that this person may choose from here, their favourites first."""
    styles = await context.services.styles.all(target.chat_id)
    return sort_favourites_first(styles, await context.services.favourites.ids(target.person.id))


async def is_photo_waiting(context: Context, target: ReplyTarget) -> bool:
    """Whether a photo or an album from another message of the person waits here to be paired."""
    waiting = await context.services.pending.find_waiting(
        target.chat_id,
        target.person.id,
        since=utc_now() - PAIRING_LIMIT,
        # A message that is handled again finds itself waiting.
        other_than=target.message_id,
    )
    return waiting is not None


async def take_waiting(context: Context, target: ReplyTarget) -> tuple[PendingPhoto, ...]:
    """Take the photo or album for which ``is_photo_waiting``, and delete its question."""
    pending = context.services.pending
    waiting = await pending.take(
        target.chat_id,
        target.person.id,
        since=utc_now() - PAIRING_LIMIT,
        other_than=target.message_id,
    )
    if waiting is None:
        return ()
    if waiting.keyboard_message_id is not None:
        try:
            await context.bot.delete_message(target.chat_id, waiting.keyboard_message_id)
        except TelegramError as error:
            log.debug("The question for a style stays: %s", error)
    return await pending.siblings(waiting)


async def load_own_pending(press: Press, photo_id: str) -> PendingPhoto | None:
    """Load the photo that a pressed button is about; ``None`` if somebody else was asked.

    Whoever was not asked is told so. Raises ``TooOld`` if the photo is gone.
    """
    photo = await press.context.services.pending.get(photo_id)
    # Callback data can be forged, but not the chat it came from.
    if photo is None or photo.chat_id != press.message.chat_id:
        raise TooOld
    if photo.person_id != press.person.id:
        await press.answer("toast-not-asked", alert=True)
        return None
    return photo


def to_photo(target: ReplyTarget, waiting: PendingPhoto) -> Photo:
    """Return the photo of the row ``waiting``, to be answered in the message that it came by.

    The person is that of ``target``.
    """
    at = replace(target, message_id=waiting.message_id, thread_id=waiting.thread_id)
    return Photo(at, Picture(waiting.file_id, waiting.unique_id, is_file=waiting.is_file))


async def _store_pending(context: Context, photo: Photo) -> PendingPhoto:
    target, picture = photo.target, photo.picture
    return await context.services.pending.put(
        NewPendingPhoto(
            chat_id=target.chat_id,
            person_id=target.person.id,
            message_id=target.message_id,
            thread_id=target.thread_id,
            file_id=picture.file_id,
            unique_id=picture.unique_id,
            is_file=picture.is_file,
        )
    )
