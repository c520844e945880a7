"""/style, as a photo's caption, as a reply to a photo, or alone."""

from __future__ import annotations

from telegram import Message, Update, User

from bot.context import Context, ReplyTarget, require_message
from bot.pictures.attachments import Found, Picture, Refusal, extract_picture
from bot.pictures.file_check import check_file
from bot.pictures.links import fetch_link, find_links, remove_links
from bot.requests.decisions import PaintingRequest
from bot.requests.fulfilment import fulfil_request
from bot.requests.orders import Photo
from bot.requests.submission import is_being_painted
from bot.styles.mix import look_up
from bot.transport.commands import Command, find_command


async def on_style(update: Update, context: Context) -> None:
    """Handle /style NAME with whatever it refers to."""
    message, person = require_message(update)
    command = find_command(message, context.bot.username) or Command("style", "")
    await fulfil_style_command(context, message, person, command.rest)


async def fulfil_style_command(
    context: Context, message: Message, person: User, words: str
) -> None:
    """Paint in the style that ``words`` name.

    A link in them is the photo; next to a photo and without a name it is the picture of a style.
    """
    services, target = context.services, ReplyTarget.of(message, person)
    active = await services.jobs.active(person_id=person.id)
    if is_being_painted(active, target):
        return
    links, name = find_links(words), remove_links(words)
    to_paint: Found | None
    style_picture: Picture | None = None
    if links:
        linked = await fetch_link(context, target, links[0])
        if linked is None:
            return
        to_paint = linked
        beside = None if name else await _find_picture(context, message)
        if isinstance(beside, Picture):
            to_paint, style_picture = beside, linked
    else:
        to_paint = await _find_picture(context, message)
    if to_paint is None and _answers_words(context, message):
        # A photo that waits since earlier is not what they point at.
        to_paint = Refusal("refuse-other")
    query_result = None
    if (name or to_paint) and style_picture is None:
        query_result = await look_up(services.styles, name, target.chat_id, with_suggestions=True)
    request = PaintingRequest(
        target=target,
        photos=_to_photos(target, to_paint),
        query_result=query_result,
        style_picture=style_picture,
        is_command=True,
        has_words=bool(name),
    )
    await fulfil_request(context, request, active)


async def _find_picture(context: Context, message: Message) -> Found | None:
    """Find what is to be painted: the picture of ``message``, else of the one that it answers."""
    limit = context.services.settings.max_download
    found = extract_picture(message, limit)
    if found is None and message.reply_to_message is not None:
        found = extract_picture(message.reply_to_message, limit)
    return await check_file(context, found)


def _answers_words(context: Context, message: Message) -> bool:
    """Whether it answers somebody's message, other than a question or a hint of the bot."""
    answered = message.reply_to_message
    # In a topic every message answers the one that opened it.
    if answered is None or answered.forum_topic_created:
        return False
    return answered.from_user != context.bot.bot


def _to_photos(target: ReplyTarget, found: Found | None) -> tuple[Photo | Refusal, ...]:
    if found is None:
        return ()
    return (found if isinstance(found, Refusal) else Photo(target, found),)
