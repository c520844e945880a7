"""/start, also by a link that names a style, and /help."""

from __future__ import annotations

import re
from typing import Final

from telegram import Update

from bot.account.command_menu import is_shown_to, publish_to
from bot.context import Context, ReplyTarget, reply, require_message
from bot.requests.next_photo import LINK as RECIPE_LINK
from bot.requests.pending import choose_next, star_for
from bot.results.recipe import start_with_recipe
from bot.styles.mix import StyleMix
from bot.transport.commands import command_in
from storage import Style, Styles, UnknownStyle

STYLE_LINK: Final = "style_"
"""``t.me/<bot>?start=style_wave`` picks a style; other payloads greet as usual."""
_PAYLOAD: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,57}")
_NUMBERED: Final = re.compile(r"-([0-9]{1,18})")


def payload_of(style: Style) -> str:
    """What a link to ``style`` says; Telegram carries 64 letters of Latin, digits, - and _."""
    # No slug begins with a hyphen, so a number cannot be mistaken for one.
    return STYLE_LINK + (style.slug if _PAYLOAD.fullmatch(style.slug) else f"-{style.id}")


async def start(update: Update, context: Context) -> None:
    """Greet, or note the style that the link names."""
    message, person = require_message(update)
    place = ReplyTarget.of(message, person)
    command = command_in(message, context.bot.username)
    if command and command.rest.startswith(STYLE_LINK):
        await _start_with_style(context, place, command.rest.removeprefix(STYLE_LINK))
    elif command and command.rest.startswith(RECIPE_LINK):
        await start_with_recipe(context, place, command.rest.removeprefix(RECIPE_LINK))
    else:
        await _greet(context, place)


async def tell_help(update: Update, context: Context) -> None:
    """Say what the bot can do."""
    place = ReplyTarget.of(*require_message(update))
    texts = context.texts(place.person)
    parts = [texts("help")]
    if not place.is_private:
        parts.append(texts("help-group"))
    await reply(context, place, "\n\n".join(parts))


async def _greet(context: Context, place: ReplyTarget) -> None:
    texts = context.texts(place.person)
    if place.is_private:
        words = texts("start-hello", name=place.person.first_name)
        if not is_shown_to(texts.language, place.person.language_code):
            is_admin = context.services.admins.runs_the_bot(place.person.id)
            await publish_to(context.bot, texts, place.chat_id, is_admin=is_admin)
    else:
        words = texts("start-group")
    await reply(context, place, words)


async def _start_with_style(context: Context, place: ReplyTarget, slug: str) -> None:
    try:
        style = await _linked(context.services.styles, slug, place.chat_id)
    except UnknownStyle:
        # The link may be older than the catalogue.
        await _greet(context, place)
        return
    manner, texts = StyleMix.plain(style), context.texts(place.person)
    await choose_next(context, place, manner)
    words = texts("start-style", style=manner.title(texts))
    await reply(context, place, words, await star_for(context, place, manner))


async def _linked(styles: Styles, name: str, chat_id: int) -> Style:
    number = _NUMBERED.fullmatch(name)
    return await (styles.seen(int(number[1]), chat_id) if number else styles.find(name, chat_id))


async def unknown(update: Update, context: Context) -> None:
    """A short hint, alone with a person only: in a group the command is for another bot."""
    place = ReplyTarget.of(*require_message(update))
    if place.is_private:
        await reply(context, place, context.texts(place.person)("hint-command"))
