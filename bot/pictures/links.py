"""Fetches pictures behind links and sends them to the chat, so that Telegram has them."""

from __future__ import annotations

import re
from typing import Any, Final

from telegram import Message, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest

from bot.context import Context, ReplyTarget, reply
from bot.pictures.attachments import Picture, extract_picture
from bot.pictures.link_fetcher import BadLink, fetch_picture
from bot.pictures.uploads import UPLOAD_SECONDS, Painting
from bot.transport.chat_actions import chat_action
from engine.errors import EngineError

# Of any scheme, so that those which are not followed are told from names of styles.
_LINK: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"]+", re.IGNORECASE)


def find_links(text: str) -> list[str]:
    """Return the links in ``text``, in order."""
    return _LINK.findall(text)


def remove_links(text: str) -> str:
    """Return ``text`` without its links, with single spaces."""
    return " ".join(_LINK.sub(" ", text).split())


async def fetch_link(context: Context, target: ReplyTarget, link: str) -> Picture | None:
    """Send the picture behind ``link`` to the chat and return it.

    Returns ``None`` after telling the person why there is none.
    """
    texts = context.texts(target.person)
    async with chat_action(context.bot, target.chat_id, target.thread_id, ChatAction.UPLOAD_PHOTO):
        try:
            content = await fetch_picture(link, limits=context.services.link_limits)
            # Telegram's own refusals would tell nobody what is wrong with the picture.
            info = await context.services.decoder.check(content, target.chat_id)
        except BadLink as error:
            words = texts(error.reason)
        except EngineError as error:
            words = texts.problem(error.as_problem())
        else:
            shown = Painting(picture=content, format="", width=info.width, height=info.height)
            found = extract_picture(
                await _send(context, target, shown), context.services.settings.max_download
            )
            if isinstance(found, Picture):
                return found
            words = texts("link-not-picture")
    await reply(context, target, words)
    return None


async def _send(context: Context, target: ReplyTarget, shown: Painting) -> Message:
    more: dict[str, Any] = {
        "message_thread_id": target.thread_id,
        "reply_parameters": ReplyParameters(target.message_id, allow_sending_without_reply=True),
        "write_timeout": UPLOAD_SECONDS,
        "read_timeout": UPLOAD_SECONDS,
    }
    if shown.fits_photo:
        try:
            return await context.bot.send_photo(target.chat_id, shown.picture, **more)
        except BadRequest:
            # Of some formats Telegram makes no photo, but it takes any file.
            pass
    return await context.bot.send_document(
        target.chat_id, shown.picture, filename="picture.jpg", **more
    )
