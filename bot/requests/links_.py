"""/style, also with a link to a picture among its words."""

from __future__ import annotations

from telegram import Message, Update, User

from bot.context import Context, Place, said
from bot.pictures.attachments import Picture
from bot.pictures.links import brought, links_in, without_links
from bot.requests.orders import in_own_style, paint, was_ordered
from bot.requests.style_command import style_named, target_of
from bot.transport.commands import Command, command_in


async def style(update: Update, context: Context) -> None:
    """/style NAME with whatever it refers to."""
    message, person = said(update)
    command = command_in(message, context.bot.username) or Command("style", "")
    await style_wished(context, message, person, command.rest)


async def style_wished(context: Context, message: Message, person: User, wish: str) -> None:
    """Paint as ``wish`` says. A link in it is the photo, or beside a photo its style."""
    links, place = links_in(wish), Place.of(message, person)
    if not links:
        await style_named(context, message, person, wish)
        return
    if await was_ordered(context, place):
        return
    picture = await brought(context, place, links[0])
    if picture is None:
        return
    name = without_links(wish)
    beside = await target_of(context, message)
    if isinstance(beside, Picture) and not name:
        texts = context.texts(person)
        await paint(context, in_own_style(place, beside, picture, texts))
    else:
        await style_named(context, message, person, name, photo=picture)
