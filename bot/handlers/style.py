"""/style, as a photo's caption, as a reply to a photo, or alone; and /styles."""

from __future__ import annotations

from typing import Final

from telegram import Message, Update, User

from bot import keyboards
from bot.commands import Command, command_in
from bot.context import Context, Place, said, say
from bot.orders import in_style, paint, was_ordered
from bot.pictures import Found, Picture, Refusal, picture_in
from bot.texts import Texts
from bot.waiting import ask_style, use_style
from storage import UnknownStyle

NEAREST: Final = 4


async def show_styles(update: Update, context: Context) -> None:
    """/styles: all of them, to tap."""
    message, person = said(update)
    await _offer_all(context, Place.of(message, person))


async def style(update: Update, context: Context) -> None:
    """/style NAME with whatever it refers to."""
    message, person = said(update)
    command = command_in(message, context.bot.username) or Command("style", "")
    await style_named(context, message, person, command.rest)


async def style_named(context: Context, message: Message, person: User, name: str) -> None:
    """Paint what ``message`` refers to in the style ``name``, or ask for what is missing."""
    place, texts = Place.of(message, person), context.texts(person)
    target = _target(message, context.services.settings.max_download)
    if await was_ordered(context, place):
        return
    if isinstance(target, Refusal):
        await say(context, place, target.say(texts))
    elif name:
        try:
            found = await context.services.styles.find(name, message.chat_id)
        except UnknownStyle as unknown:
            await _suggest(context, place, target, unknown.name)
            return
        if target is not None:
            await paint(context, in_style(place, target, found))
        else:
            await use_style(context, place, found)
    elif target is None:
        await _offer_all(context, place)
    else:
        await ask_style(context, place, target, question(texts, place))


def question(texts: Texts, place: Place) -> str:
    """How to ask for a style in this chat: in a group the bot sees only replies to it."""
    return texts("style-ask" if place.is_private else "style-ask-group")


def _target(message: Message, limit: int) -> Found | None:
    own = picture_in(message, limit)
    if own is not None or message.reply_to_message is None:
        return own
    return picture_in(message.reply_to_message, limit)


async def _suggest(context: Context, place: Place, photo: Picture | None, name: str) -> None:
    styles, texts = context.services.styles, context.texts(place.person)
    found = await styles.search(name, place.chat_id, limit=NEAREST)
    near = [keyboards.Suggestion.of(style) for style in found]
    words = texts("style-unknown" if near else "style-unknown-all", name=name)
    if photo is not None:
        await ask_style(context, place, photo, words, near)
    else:
        offered = near or await styles.all(place.chat_id)
        await say(context, place, words, keyboards.for_next(texts, offered))


async def _offer_all(context: Context, place: Place) -> None:
    texts = context.texts(place.person)
    styles = await context.services.styles.all(place.chat_id)
    words = texts("styles-all", count=len(styles))
    await say(context, place, words, keyboards.for_next(texts, styles))
