"""/addstyle NAME faces=…: a picture becomes a draft of a style, to be looked at and published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from telegram import Message

from bot.admin.drafts import preview_draft
from bot.admin.guard import AdminCommand, is_admin_here, only_if
from bot.admin.style_options import CannotTake, parse_pairs, read_options
from bot.context import Context, ReplyTarget
from bot.pictures.attachments import Picture, Refusal, extract_picture
from bot.pictures.downloads import FetchFailed
from bot.pictures.link_fetcher import BadLink, fetch_picture
from bot.pictures.links import find_links, remove_links
from engine.errors import EngineError, Problem
from storage import NewStyle, StyleExists, Who, slug_of

_LONGEST_TITLE: Final = 60


async def _may_add(context: Context, message: Message, target: ReplyTarget) -> bool:
    is_open_to_all = context.effective.preferences.who_adds is Who.EVERYONE
    if is_open_to_all and not target.is_private:
        return True
    return await is_admin_here(context, message, target)


@only_if(_may_add)
async def add_style(command: AdminCommand) -> None:
    """/addstyle NAME: make a draft of the picture and paint the standard photo in it."""
    texts, target = command.texts, command.target
    words, pairs = parse_pairs(remove_links(command.rest))
    title = words[:_LONGEST_TITLE]
    if not slug_of(title):
        await command.reply(texts("addstyle-how"))
        return
    try:
        options = read_options(texts, pairs)
        picture = await fetch_style_picture(command)
        new = _new_draft(target, title, picture, options)
        draft = await command.context.services.styles.add(new)
    except CannotTake as error:
        await command.reply(str(error))
    except StyleExists:
        await command.reply(texts("addstyle-exists", name=slug_of(title)))
    else:
        await preview_draft(command.context, target, draft)


async def fetch_style_picture(command: AdminCommand) -> bytes:
    """Fetch the picture in the message, in the one it answers, or behind its link.

    Raises ``CannotTake``.
    """
    services, message, texts = command.context.services, command.message, command.texts
    limit = services.settings.max_download
    found = extract_picture(message, limit)
    if found is None and message.reply_to_message is not None:
        found = extract_picture(message.reply_to_message, limit)
    if isinstance(found, Refusal):
        raise CannotTake(found.say(texts))
    links = find_links(message.text or "")
    try:
        if isinstance(found, Picture):
            return await _check_picture(command.context, await services.files(found.file_id))
        if links:
            content = await fetch_picture(links[0], limits=services.link_limits)
            return await _check_picture(command.context, content)
    except EngineError as error:
        raise CannotTake(texts.problem(error.as_problem())) from error
    except FetchFailed as error:
        problem = Problem(kind="FetchFailed", reason=error.reason, words=str(error))
        raise CannotTake(texts.problem(problem)) from error
    except BadLink as error:
        raise CannotTake(texts(error.reason)) from error
    raise CannotTake(texts("addstyle-how"))


async def _check_picture(context: Context, content: bytes) -> bytes:
    """Return ``content`` if the engine can open it as a picture. Raises ``EngineError``."""
    await context.services.decoder.check(content)
    return content


def _new_draft(
    target: ReplyTarget, title: str, picture: bytes, options: Mapping[str, Any]
) -> NewStyle:
    return NewStyle(
        slug=slug_of(title),
        title=title,
        picture=picture,
        options=options,
        chat_id=None if target.is_private else target.chat_id,
        added_by=target.person.id,
        draft=True,
    )
