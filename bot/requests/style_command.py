"""/style, as a photo's caption, as a reply to a photo, or alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from telegram import Message, Update, User

from bot.context import Context, ReplyTarget, reply, require_message
from bot.pictures.attachments import Found, Picture, Refusal, extract_picture
from bot.pictures.file_check import check_file
from bot.pictures.links import fetch_link, find_links, remove_links
from bot.requests import keyboards
from bot.requests.orders import in_own_style, in_style, paint, was_ordered
from bot.requests.pending import ask_style, use_style
from bot.styles.gallery import offer_all
from bot.styles.mix import StyleMix, resolve_mix, suggest_mixes
from bot.styles.query import BadStyleQuery
from bot.texts import Texts
from bot.transport.commands import Command, find_command
from storage import UnknownStyle

NEAREST: Final = 4
_LONGEST_NAME: Final = 32
"""Characters of words that may be meant as a style."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that no style has, and what was meant by the whole wish instead, perhaps."""

    name: str
    near: Sequence[StyleMix]


async def style_named(
    context: Context,
    message: Message,
    person: User,
    name: str,
    *,
    photo: Picture | None = None,
    others: Sequence[tuple[ReplyTarget, Picture]] = (),
) -> None:
    """Paint what ``message`` refers to in the style ``name``, or ask for what is missing.

    ``photo`` is meant where it is given, and ``others`` are asked about along with it.
    """
    target, texts = ReplyTarget.of(message, person), context.texts(person)
    if await was_ordered(context, target):
        return
    picture = photo or await find_picture(context, message)
    if picture is None and _answers_words(context, message):
        # A photo that waits since earlier is not what they point at.
        picture = Refusal("refuse-other")
    if isinstance(picture, Refusal):
        await reply(context, target, picture.say(texts))
        return
    if picture is None and not name:
        await offer_all(context, target)
        return
    try:
        mix = await resolve_mix(context.services.styles, name, target.chat_id)
    except BadStyleQuery as bad:
        await reply(context, target, texts(bad.reason, limit=bad.limit))
    except UnknownStyle as unknown:
        near = await suggest_mixes(context.services.styles, name, target.chat_id, limit=NEAREST)
        await _suggest(context, target, picture, Unknown(unknown.name, near), others)
    else:
        await _use(context, target, picture, mix)


async def _use(
    context: Context, target: ReplyTarget, photo: Picture | None, mix: StyleMix | None
) -> None:
    """What was asked for is known; what of it is missing is asked for."""
    if photo is not None and mix is not None:
        await paint(context, in_style(target, photo, mix))
    elif photo is not None:
        await ask_style(context, target, photo, question(context.texts(target.person), target))
    elif mix is not None:
        await use_style(context, target, mix)
    else:
        await offer_all(context, target)


async def suggest_for(context: Context, target: ReplyTarget, words: str) -> bool:
    """Suggest what ``words``, which name no style, may mean; False if nothing is like them."""
    if len(words) > _LONGEST_NAME:
        # Whole sentences hold the names of styles by chance.
        return False
    try:
        near = await suggest_mixes(context.services.styles, words, target.chat_id, limit=NEAREST)
    except BadStyleQuery:
        return False
    if near:
        await _suggest(context, target, None, Unknown(words, near), ())
    return bool(near)


def question(texts: Texts, target: ReplyTarget) -> str:
    """How to ask for a style in this chat: in a group the bot sees only replies to it."""
    return texts("style-ask" if target.is_private else "style-ask-group")


async def find_picture(context: Context, message: Message) -> Found | None:
    """What ``message`` would have painted: its own picture, or that which it answers."""
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


async def _suggest(
    context: Context,
    target: ReplyTarget,
    photo: Picture | None,
    unknown: Unknown,
    others: Sequence[tuple[ReplyTarget, Picture]],
) -> None:
    texts = context.texts(target.person)
    near = [keyboards.Suggestion.of(mix, texts) for mix in unknown.near]
    words = texts("style-unknown" if near else "style-unknown-all", name=unknown.name)
    if photo is not None:
        await ask_style(context, target, photo, words, offered=near, others=others)
    elif near:
        await reply(context, target, words, keyboards.for_next(texts, near))
    else:
        await offer_all(context, target, words)


async def style(update: Update, context: Context) -> None:
    """/style NAME with whatever it refers to."""
    message, person = require_message(update)
    command = find_command(message, context.bot.username) or Command("style", "")
    await style_wished(context, message, person, command.rest)


async def style_wished(context: Context, message: Message, person: User, wish: str) -> None:
    """Paint as ``wish`` says. A link in it is the photo, or beside a photo its style."""
    links, target = find_links(wish), ReplyTarget.of(message, person)
    if not links:
        await style_named(context, message, person, wish)
        return
    if await was_ordered(context, target):
        return
    picture = await fetch_link(context, target, links[0])
    if picture is None:
        return
    name = remove_links(wish)
    beside = await find_picture(context, message)
    if isinstance(beside, Picture) and not name:
        texts = context.texts(person)
        await paint(context, in_own_style(target, beside, picture, texts))
    else:
        await style_named(context, message, person, name, photo=picture)
