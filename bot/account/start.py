"""/start, also by a link that names a style or a recipe, /help, and unknown commands."""

from __future__ import annotations

from telegram import Update

from bot.account.command_menu import is_shown_to, publish_menu_of
from bot.context import Context, ReplyTarget, reply, require_message
from bot.requests.next_photo import choose_next_style, load_star_button
from bot.results.recipe import start_with_recipe
from bot.styles.deep_links import RECIPE_LINK, STYLE_LINK, find_linked
from bot.styles.mix import StyleMix
from bot.transport.commands import find_command
from storage import UnknownStyle


async def start(update: Update, context: Context) -> None:
    """/start: greet, or note for the next photo what the link names."""
    message, person = require_message(update)
    target = ReplyTarget.of(message, person)
    command = find_command(message, context.bot.username)
    if command and command.rest.startswith(STYLE_LINK):
        await _start_with_style(context, target, command.rest.removeprefix(STYLE_LINK))
    elif command and command.rest.startswith(RECIPE_LINK):
        await start_with_recipe(context, target, command.rest.removeprefix(RECIPE_LINK))
    else:
        await _greet(context, target)


async def tell_help(update: Update, context: Context) -> None:
    """/help: say what the bot can do."""
    target = ReplyTarget.of(*require_message(update))
    texts = context.texts(target.person)
    parts = [texts("help")]
    if not target.is_private:
        parts.append(texts("help-group"))
    await reply(context, target, "\n\n".join(parts))


async def _greet(context: Context, target: ReplyTarget) -> None:
    texts = context.texts(target.person)
    if target.is_private:
        words = texts("start-hello", name=target.person.first_name)
        if not is_shown_to(texts.language, target.person.language_code):
            is_admin = context.services.admins.is_bot_admin(target.person.id)
            await publish_menu_of(context.bot, texts, target.chat_id, is_admin=is_admin)
    else:
        words = texts("start-group")
    await reply(context, target, words)


async def _start_with_style(context: Context, target: ReplyTarget, slug: str) -> None:
    try:
        style = await find_linked(context.services.styles, slug, target.chat_id)
    except UnknownStyle:
        # The link may be older than the catalogue.
        await _greet(context, target)
        return
    mix, texts = StyleMix.plain(style), context.texts(target.person)
    await choose_next_style(context, target, mix)
    words = texts("start-style", style=mix.title(texts))
    await reply(context, target, words, await load_star_button(context, target, mix))


async def answer_unknown(update: Update, context: Context) -> None:
    """Answer an unknown command with a hint, in private only."""
    target = ReplyTarget.of(*require_message(update))
    # In a group the command is for another bot.
    if target.is_private:
        await reply(context, target, context.texts(target.person)("hint-command"))
