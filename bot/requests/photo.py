"""Handles photos and files, alone or as albums, with or without /style, and words without it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from telegram import Message, Update, User
from telegram.constants import ChatType

from bot.context import Context, ReplyTarget, require_message
from bot.pictures.attachments import Refusal, extract_picture
from bot.pictures.file_check import check_file
from bot.pictures.links import fetch_link, find_links, remove_links
from bot.requests.decisions import PaintingRequest
from bot.requests.fulfilment import fulfil_request
from bot.requests.orders import Photo
from bot.requests.style_command import fulfil_style_command
from bot.requests.submission import is_being_painted
from bot.styles.mix import NoSuchStyle, StyleMix, look_up
from bot.transport.commands import Command, find_command

_LONGEST_NAME: Final = 32
"""Characters of words that may be meant as a style: sentences hold names of styles by chance."""


async def on_photo(update: Update, context: Context) -> None:
    """Handle a message with a file in it, once the whole of its album is there."""
    message, person = require_message(update)
    async with context.services.albums.gather(message) as album:
        # Telegram puts the caption on one of the messages, usually the first.
        commands = (_style_command(context, one) for one in album)
        command = next((one for one in commands if one is not None), None)
        if command is not None and len(album) == 1:
            await fulfil_style_command(context, message, person, command.rest)
        elif command is not None or any(_is_addressed(context, one) for one in album):
            await _fulfil_album(context, album, person, command)


async def on_text(update: Update, context: Context) -> None:
    """Handle words without a command: the name of a style, or a link to a photo."""
    message, person = require_message(update)
    if not _is_addressed(context, message):
        return
    services, target = context.services, ReplyTarget.of(message, person)
    active = await services.jobs.active(person_id=person.id)
    if is_being_painted(active, target):
        return
    links, words = find_links(message.text or ""), remove_links(message.text or "")
    query_result = None
    if words:
        with_suggestions = target.is_private and len(words) <= _LONGEST_NAME
        query_result = await look_up(
            services.styles, words, target.chat_id, with_suggestions=with_suggestions
        )
    if isinstance(query_result, NoSuchStyle):
        # Without a command all the words are one name.
        query_result = NoSuchStyle(words, query_result.nearest)
    photos: tuple[Photo, ...] = ()
    if target.is_private and links and (isinstance(query_result, StyleMix) or not words):
        picture = await fetch_link(context, target, links[0])
        if picture is None:
            return
        photos = (Photo(target, picture),)
    await fulfil_request(
        context, PaintingRequest(target=target, photos=photos, query_result=query_result), active
    )


async def _fulfil_album(
    context: Context, album: Sequence[Message], person: User, command: Command | None
) -> None:
    services, target = context.services, ReplyTarget.of(album[0], person)
    active = await services.jobs.active(person_id=person.id)
    # Of an album some may be painted already, and the others not.
    if len(album) == 1 and is_being_painted(active, target):
        return
    photos = await asyncio.gather(*(_find_photo(context, one, person) for one in album))
    words = command.rest if command else next((m.caption for m in album if m.caption), "")
    query_result = None
    if words.strip():
        query_result = await look_up(
            services.styles, words, target.chat_id, with_suggestions=command is not None
        )
    request = PaintingRequest(
        target=target,
        photos=tuple(photos),
        query_result=query_result,
        is_command=command is not None,
        has_words=bool(words),
    )
    await fulfil_request(context, request, active)


async def _find_photo(context: Context, message: Message, person: User) -> Photo | Refusal:
    found = extract_picture(message, context.services.settings.max_download)
    checked = await check_file(context, found) or Refusal("refuse-other")
    if isinstance(checked, Refusal):
        return checked
    return Photo(ReplyTarget.of(message, person), checked)


def _style_command(context: Context, message: Message) -> Command | None:
    command = find_command(message, context.bot.username)
    return command if command is not None and command.name == "style" else None


def _is_addressed(context: Context, message: Message) -> bool:
    """Whether words are meant for the bot: in a group only replies to its messages are."""
    answered = message.reply_to_message
    to_bot = answered is not None and answered.from_user == context.bot.bot
    return message.chat.type == ChatType.PRIVATE or to_bot
