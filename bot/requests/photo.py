"""Photos and files that come without a command: alone, in pairs, as albums."""

from __future__ import annotations

import asyncio
from typing import Final

from telegram import Message, Update, User

from bot.context import Context, ReplyTarget, reply, require_message
from bot.pictures.attachments import Found, Picture, Refusal, extract_picture
from bot.pictures.file_check import check_file
from bot.pictures.links import fetch_link, find_links, remove_links
from bot.requests.next_photo import by_recipe, take_recipe
from bot.requests.orders import in_own_style, in_style, paint, paint_all, was_ordered
from bot.requests.pending import ask_style, pair_up, take_next, use_style
from bot.requests.style_command import question, style_named, style_wished, suggest_for
from bot.styles.mix import StyleMix, resolve_mix
from bot.styles.query import BadStyleQuery
from bot.transport.commands import Command, find_command
from storage import UnknownStyle

PAIR: Final = 2
"""An album of two is a photo and its style."""


async def photo(update: Update, context: Context) -> None:
    """A message with a file in it, once the whole of its album is there."""
    message, person = require_message(update)
    async with context.services.albums.gather(message) as album:
        if len(album) == 1:
            await _single(context, album[0], person)
        elif album:
            await _several(context, album, person)


async def text(update: Update, context: Context) -> None:
    """Words without a command: the name of a style, or else a hint, alone with a person only."""
    message, person = require_message(update)
    target = ReplyTarget.of(message, person)
    if not _is_addressed(context, target, message) or await was_ordered(context, target):
        return
    links, words = find_links(message.text or ""), remove_links(message.text or "")
    style = await _style_called(context, target, words)
    if target.is_private and links and (style is not None or not words):
        picture = await fetch_link(context, target, links[0])
        if picture is not None:
            await paint_or_ask(context, target, picture, words)
    elif style is not None:
        await use_style(context, target, style)
    elif target.is_private and not await suggest_for(context, target, words):
        await reply(context, target, context.texts(person)("hint-photo"))


async def _single(context: Context, message: Message, person: User) -> None:
    command, target = _style_command(context, message), ReplyTarget.of(message, person)
    if command is not None:
        await style_wished(context, message, person, command.rest)
    elif _is_addressed(context, target, message):
        found = await _look(context, message)
        if isinstance(found, Picture):
            await paint_or_ask(context, target, found, message.caption or "")
        elif isinstance(found, Refusal):
            await reply(context, target, found.say(context.texts(person)))


async def paint_or_ask(
    context: Context, target: ReplyTarget, picture: Picture, caption: str
) -> None:
    if await was_ordered(context, target):
        return
    style = await _style_called(context, target, caption)
    recipe = None if style else await take_recipe(context, target)
    style = style or (None if recipe else await take_next(context, target))
    if recipe is not None:
        await paint(context, by_recipe(target, picture, recipe))
    elif style is not None:
        await paint(context, in_style(target, picture, style))
    elif not await pair_up(context, target, picture):
        words = question(context.texts(target.person), target)
        await ask_style(context, target, picture, words)


async def _several(context: Context, album: tuple[Message, ...], person: User) -> None:
    # Telegram puts the caption on one of the messages, usually the first.
    commands = (_style_command(context, message) for message in album)
    command = next((one for one in commands if one is not None), None)
    target, texts = ReplyTarget.of(album[0], person), context.texts(person)
    if command is None and not any(_is_addressed(context, target, one) for one in album):
        return
    found = await asyncio.gather(*(_look(context, one) for one in album))
    refused = [one for one in found if isinstance(one, Refusal)]
    if refused:
        await reply(context, target, refused[0].say(texts))
        return
    photos = [
        (ReplyTarget.of(m, person), one)
        for m, one in zip(album, found, strict=True)
        if isinstance(one, Picture)
    ]
    words = command.rest if command else next((m.caption for m in album if m.caption), "")
    style = await _style_called(context, target, words)
    if style is None and len(photos) > PAIR and not (command and words):
        style = await take_next(context, target)
    if style is not None:
        await paint_all(context, [in_style(*photo, style) for photo in photos])
    elif command is not None and words:
        await style_named(context, album[0], person, words, others=photos[1:])
    elif len(photos) == PAIR:
        await paint(context, in_own_style(target, photos[0][1], photos[1][1], texts))
    else:
        words = texts("style-ask-album", count=len(photos))
        await ask_style(context, *photos[0], words, others=photos[1:])


async def _look(context: Context, message: Message) -> Found | None:
    found = extract_picture(message, context.services.settings.max_download)
    return await check_file(context, found)


def _style_command(context: Context, message: Message) -> Command | None:
    command = find_command(message, context.bot.username)
    return command if command is not None and command.name == "style" else None


async def _style_called(context: Context, target: ReplyTarget, words: str) -> StyleMix | None:
    if not words.strip():
        return None
    try:
        return await resolve_mix(context.services.styles, words, target.chat_id)
    except (UnknownStyle, BadStyleQuery):
        return None


def _is_addressed(context: Context, target: ReplyTarget, message: Message) -> bool:
    """In a group the bot is spoken to only by replies to its messages, and by commands."""
    answered = message.reply_to_message
    to_bot = answered is not None and answered.from_user == context.bot.bot
    return target.is_private or to_bot
