"""Photos and files that come without a command: alone, in pairs, as albums."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from telegram import Message, Update, User

from bot.commands import Command, command_in
from bot.context import Context, Place, said, say
from bot.handlers.style import question, style_named
from bot.manners import Manner, manner_called
from bot.orders import in_own_style, in_style, paint, was_ordered
from bot.pictures import Picture, Refusal, picture_in
from bot.recipes import by_recipe, take_recipe
from bot.waiting import ask_style, pair_up, take_next, use_style
from bot.wishes import BadWish
from storage import UnknownStyle

PAIR: Final = 2
"""An album of two is a photo and its style."""


async def photo(update: Update, context: Context) -> None:
    """A message with a file in it, once the whole of its album is there."""
    message, person = said(update)
    async with context.services.albums.gathered(message) as album:
        if len(album) == 1:
            await _single(context, album[0], person)
        elif album:
            await _several(context, album, person)


async def text(update: Update, context: Context) -> None:
    """Words without a command: the name of a style, or else a hint, alone with a person only."""
    message, person = said(update)
    place = Place.of(message, person)
    if not _is_addressed(context, place, message) or await was_ordered(context, place):
        return
    style = await _style_called(context, place, message.text or "")
    if style is not None:
        await use_style(context, place, style)
    elif place.is_private:
        await say(context, place, context.texts(person)("hint-photo"))


async def _single(context: Context, message: Message, person: User) -> None:
    command, place = _style_command(context, message), Place.of(message, person)
    if command is not None:
        await style_named(context, message, person, command.rest)
    elif _is_addressed(context, place, message):
        found = picture_in(message, context.services.settings.max_download)
        if isinstance(found, Picture):
            await _paint_or_ask(context, place, found, message.caption or "")
        elif isinstance(found, Refusal):
            await say(context, place, found.say(context.texts(person)))


async def _paint_or_ask(context: Context, place: Place, picture: Picture, caption: str) -> None:
    if await was_ordered(context, place):
        return
    style = await _style_called(context, place, caption)
    recipe = None if style else await take_recipe(context, place)
    style = style or (None if recipe else await take_next(context, place))
    if recipe is not None:
        await paint(context, by_recipe(place, picture, recipe))
    elif style is not None:
        await paint(context, in_style(place, picture, style))
    elif not await pair_up(context, place, picture):
        words = question(context.texts(place.person), place)
        await ask_style(context, place, picture, words)


async def _several(context: Context, album: tuple[Message, ...], person: User) -> None:
    # Telegram puts the caption on one of the messages, usually the first.
    commands = (_style_command(context, message) for message in album)
    command = next((one for one in commands if one is not None), None)
    place, texts = Place.of(album[0], person), context.texts(person)
    if command is None and not any(_is_addressed(context, place, one) for one in album):
        return
    found = [picture_in(m, context.services.settings.max_download) for m in album]
    refusals = [one for one in found if isinstance(one, Refusal)]
    pictures = [one for one in found if isinstance(one, Picture)]
    if refusals:
        await say(context, place, refusals[0].say(texts))
    elif command is not None and command.rest:
        await _all_in_style(context, album, person, command.rest)
    elif len(pictures) == PAIR:
        await paint(context, in_own_style(place, pictures[0], pictures[1], texts))
    else:
        await say(context, place, texts("refuse-album"))


async def _all_in_style(
    context: Context, album: Sequence[Message], person: User, name: str
) -> None:
    """An album whose caption names a style: every photo of it is painted so."""
    services = context.services
    style = await _style_called(context, Place.of(album[0], person), name)
    if style is None:
        await style_named(context, album[0], person, name)
        return
    for message in album:
        picture = picture_in(message, services.settings.max_download)
        place = Place.of(message, person)
        if not isinstance(picture, Picture):
            continue
        if not await paint(context, in_style(place, picture, style)):
            # The person was told why, and for the next ones it would be the same.
            return


def _style_command(context: Context, message: Message) -> Command | None:
    command = command_in(message, context.bot.username)
    return command if command is not None and command.name == "style" else None


async def _style_called(context: Context, place: Place, words: str) -> Manner | None:
    if not words.strip():
        return None
    try:
        return await manner_called(context.services.styles, words, place.chat_id)
    except (UnknownStyle, BadWish):
        return None


def _is_addressed(context: Context, place: Place, message: Message) -> bool:
    """In a group the bot is spoken to only by replies to its messages, and by commands."""
    answered = message.reply_to_message
    to_bot = answered is not None and answered.from_user == context.bot.bot
    return place.is_private or to_bot
