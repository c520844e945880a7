"""/addstyle NAME faces=…: a picture becomes a draft of a style, to be looked at and published."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from telegram import Message, Update, User

from bot.admin.drafts import propose
from bot.admin.style_options import CannotTake, parse_pairs, read_options
from bot.context import Context, ReplyTarget, reply, require_message
from bot.pictures.attachments import Picture, Refusal, extract_picture
from bot.pictures.downloads import FetchFailed
from bot.pictures.link_fetcher import BadLink, fetch_picture
from bot.pictures.links import find_links, remove_links
from bot.requests.limits import refuse
from bot.texts import Texts
from bot.transport.commands import find_command
from engine.errors import EngineError, Problem
from engine.imaging.codecs import open_picture
from storage import NewStyle, StyleExists, Who, slug_of

_LONGEST_TITLE: Final = 60


async def add_style(update: Update, context: Context) -> None:
    """Take the picture in and paint the standard photo in it."""
    message, person = require_message(update)
    target, texts = ReplyTarget.of(message, person), context.texts(person)
    if not await _may_add(context, message, person):
        await refuse(context, target, texts("admin-only"))
        return
    command = find_command(message, context.bot.username)
    words, pairs = parse_pairs(remove_links(command.rest if command else ""))
    title = words[:_LONGEST_TITLE]
    if not slug_of(title):
        await reply(context, target, texts("addstyle-how"))
        return
    try:
        options = read_options(texts, pairs)
        picture = await picture_with(context, message, texts)
        style = await context.services.styles.add(_new(target, title, picture, options))
    except CannotTake as error:
        await reply(context, target, str(error))
    except StyleExists:
        await reply(context, target, texts("addstyle-exists", name=slug_of(title)))
    else:
        await propose(context, target, style)


async def picture_with(context: Context, message: Message, texts: Texts) -> bytes:
    """The picture in the message, in the one it answers, or behind its link.

    Raises ``CannotTake``.
    """
    limit = context.services.settings.max_download
    found = extract_picture(message, limit)
    if found is None and message.reply_to_message is not None:
        found = extract_picture(message.reply_to_message, limit)
    if isinstance(found, Refusal):
        raise CannotTake(found.say(texts))
    links = find_links(message.text or "")
    try:
        if isinstance(found, Picture):
            return await _opened(context, await context.services.files(found.file_id))
        if links:
            limits = context.services.link_limits
            return await _opened(context, await fetch_picture(links[0], limits=limits))
    except EngineError as error:
        raise CannotTake(texts.problem(error.as_problem())) from error
    except FetchFailed as error:
        problem = Problem(kind="FetchFailed", reason=error.reason, words=str(error))
        raise CannotTake(texts.problem(problem)) from error
    except BadLink as error:
        raise CannotTake(texts(error.reason)) from error
    raise CannotTake(texts("addstyle-how"))


async def _opened(context: Context, content: bytes) -> bytes:
    """``content`` if it is a picture that the engine takes. Raises ``EngineError``."""
    async with context.services.locks.opening:
        await asyncio.to_thread(open_picture, content)
    return content


def _new(target: ReplyTarget, title: str, picture: bytes, options: Mapping[str, Any]) -> NewStyle:
    return NewStyle(
        slug=slug_of(title),
        title=title,
        picture=picture,
        options=options,
        chat_id=None if target.is_private else target.chat_id,
        added_by=target.person.id,
        draft=True,
    )


async def _may_add(context: Context, message: Message, person: User) -> bool:
    target = ReplyTarget.of(message, person)
    if target.is_private:
        return context.services.admins.runs_the_bot(person.id)
    if context.effective.preferences.who_adds is Who.EVERYONE:
        return True
    return await context.services.admins.wrote(message, person.id)
