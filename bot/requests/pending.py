"""Photos that wait for a style: rows, each with the question that was asked about it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from telegram.error import TelegramError

from bot.context import Context, ReplyTarget, reply
from bot.pictures.attachments import Picture
from bot.requests import keyboards
from bot.requests.limits import may_ask
from bot.requests.orders import Photo, remember_chat_and_person
from bot.styles.pages import sort_favourites_first
from storage import NewPendingPhoto, PendingPhoto, Style, utc_now

log = logging.getLogger(__name__)

PATIENCE: Final = timedelta(minutes=15)
"""A photo that waits longer than this is not paired with the person's next photo."""


async def ask_style(
    context: Context,
    photos: Sequence[Photo],
    question: str,
    offered: Sequence[keyboards.Named] = (),
) -> None:
    """Let ``photos``, one or an album, wait and ask for their style, once.

    ``offered`` are suggested if given, else all styles.
    """
    services, (first, *others) = context.services, photos
    target = first.target
    if not await may_ask(context, target):
        return
    await remember_chat_and_person(context, target)
    waiting = [await _let_wait(context, one) for one in (*others, first)]
    if waiting[-1].keyboard_message_id is not None:
        return
    offered = offered or await list_styles(context, target)
    keyboard = keyboards.build_photo_question(
        context.texts(target.person), offered, waiting[-1].id
    )
    # Whoever taps at once must find all of the album noted.
    asked = await reply(context, target, question, None if others else keyboard)
    for one in waiting:
        await services.pending.set_keyboard(one.id, asked.message_id)
    if others:
        await asked.edit_reply_markup(keyboard)


async def ask_style_of_result(
    context: Context, target: ReplyTarget, picture: Picture, question: str
) -> None:
    """Ask for the style of a picture of the bot's own; also several times."""
    await remember_chat_and_person(context, target)
    asked = await reply(context, target, question)
    # A result has no message of the person's, so the question stands for it.
    photo = Photo(replace(target, message_id=asked.message_id), picture)
    waiting = await _let_wait(context, photo)
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
    """Whether a photo or an album of the person waits here, and not for too long."""
    since = utc_now() - PATIENCE
    waiting = await context.services.pending.find_waiting(
        target.chat_id, target.person.id, since=since
    )
    return _is_other(waiting, target)


async def take_waiting(context: Context, target: ReplyTarget) -> tuple[PendingPhoto, ...]:
    """Take the photo or the album of the person that waits here; its question goes away."""
    pending = context.services.pending
    waiting = await pending.take(target.chat_id, target.person.id, since=utc_now() - PATIENCE)
    if waiting is None or not _is_other(waiting, target):
        return ()
    if waiting.keyboard_message_id is not None:
        try:
            await context.bot.delete_message(target.chat_id, waiting.keyboard_message_id)
        except TelegramError as error:
            log.debug("The question for a style stays: %s", error)
    return await pending.siblings(waiting)


def to_photo(target: ReplyTarget, waiting: PendingPhoto) -> Photo:
    """Return the photo in its own message, for the person of ``target``."""
    at = replace(target, message_id=waiting.message_id, thread_id=waiting.thread_id)
    return Photo(at, Picture(waiting.file_id, waiting.unique_id, is_file=waiting.is_file))


def _is_other(waiting: PendingPhoto | None, target: ReplyTarget) -> bool:
    # A message that is handled again finds itself waiting.
    return waiting is not None and waiting.message_id != target.message_id


async def _let_wait(context: Context, photo: Photo) -> PendingPhoto:
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
