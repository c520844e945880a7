"""/avatar: paints a profile photo, one's own or that of whom the message answers."""

from __future__ import annotations

from telegram import Message, Update, User
from telegram.error import BadRequest

from bot.context import Context, ReplyTarget, reply, require_message
from bot.pictures.attachments import Picture, choose_size
from bot.requests.decisions import PaintingRequest
from bot.requests.fulfilment import fulfil_request
from bot.requests.orders import Photo
from bot.requests.submission import is_being_painted
from bot.styles.mix import look_up
from bot.transport.commands import Command, find_command


async def on_avatar(update: Update, context: Context) -> None:
    """Handle /avatar and /avatar NAME of a style."""
    message, person = require_message(update)
    services, owner = context.services, _find_owner(message, person)
    target = ReplyTarget.of(message, person)
    active = await services.jobs.active(person_id=person.id)
    if is_being_painted(active, target):
        return
    picture = await _fetch_profile_photo(context, owner)
    if picture is None:
        texts = context.texts(person)
        is_own = owner.id == person.id
        words = texts("avatar-none" if is_own else "avatar-none-of", name=owner.first_name)
        await reply(context, target, words)
        return
    command = find_command(message, context.bot.username) or Command("avatar", "")
    request = PaintingRequest(
        target=target,
        photos=(Photo(target, picture),),
        query_result=await look_up(
            services.styles, command.rest, target.chat_id, with_suggestions=True
        ),
        is_command=True,
    )
    await fulfil_request(context, request, active)


def _find_owner(message: Message, person: User) -> User:
    answered = message.reply_to_message
    # In a topic every message answers the one that opened it.
    if answered is None or answered.forum_topic_created or answered.from_user is None:
        return person
    return answered.from_user


async def _fetch_profile_photo(context: Context, person: User) -> Picture | None:
    try:
        found = await context.bot.get_user_profile_photos(person.id, limit=1)
    except BadRequest:
        # Telegram knows them no more, or keeps them to itself.
        return None
    sizes = found.photos[0] if found.photos else ()
    return choose_size(sizes, context.services.settings.max_download)
