"""/avatar: paints a profile photo, one's own or that of whom the message answers."""

from __future__ import annotations

from telegram import Message, Update, User
from telegram.error import BadRequest

from bot.context import Context, ReplyTarget, reply, require_message
from bot.pictures.attachments import Picture, choose_size
from bot.requests.orders import was_ordered
from bot.requests.style_command import style_named
from bot.transport.commands import Command, find_command


async def avatar(update: Update, context: Context) -> None:
    """/avatar, /avatar NAME of a style."""
    message, person = require_message(update)
    target, whose = ReplyTarget.of(message, person), _whose(message, person)
    if await was_ordered(context, target):
        return
    picture = await _photo_of(context, whose)
    if picture is None:
        texts = context.texts(person)
        is_own = whose.id == person.id
        words = texts("avatar-none" if is_own else "avatar-none-of", name=whose.first_name)
        await reply(context, target, words)
        return
    command = find_command(message, context.bot.username) or Command("avatar", "")
    await style_named(context, message, person, command.rest, photo=picture)


def _whose(message: Message, person: User) -> User:
    answered = message.reply_to_message
    # In a topic every message answers the one that opened it.
    if answered is None or answered.forum_topic_created or answered.from_user is None:
        return person
    return answered.from_user


async def _photo_of(context: Context, person: User) -> Picture | None:
    try:
        found = await context.bot.get_user_profile_photos(person.id, limit=1)
    except BadRequest:
        # Telegram knows them no more, or keeps them to itself.
        return None
    sizes = found.photos[0] if found.photos else ()
    return choose_size(sizes, context.services.settings.max_download)
