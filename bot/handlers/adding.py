"""/addstyle NAME: a picture becomes a style, once its preview was painted and looked at.

Until it is published the style is a hidden row, so that the buttons outlive the bot.
"""

from __future__ import annotations

import asyncio
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update, User

from bot.commands import command_in
from bot.context import Context, Place, said, say
from bot.fairness import refuse
from bot.files import FetchFailed
from bot.handlers.tapping import come_to_nothing
from bot.linked import links_in, without_links
from bot.links import BadLink, fetch_picture
from bot.orders import in_style, paint
from bot.pictures import Picture, Refusal, picture_in
from bot.standard import STANDARD
from bot.texts import Texts
from engine.errors import EngineError, Problem
from engine.images import open_picture
from storage import NewStyle, NotFound, State, Style, StyleExists, Who, slug_of

MARK: Final = "sty"
_HERE, _EVERYWHERE, _DISCARD = "p", "g", "d"
_LONGEST_TITLE: Final = 60


class CannotTake(Exception):
    """The message brings no picture that can be a style; the words are for the person."""


async def add_style(update: Update, context: Context) -> None:
    """Take the picture in, hidden, and paint the standard photo in it."""
    message, person = said(update)
    place, texts = Place.of(message, person), context.texts(person)
    if not await _may_add(context, message, person):
        await refuse(context, place, texts("admin-only"))
        return
    command = command_in(message, context.bot.username)
    title = without_links(command.rest if command else "")[:_LONGEST_TITLE]
    if not slug_of(title):
        await say(context, place, texts("addstyle-how"))
        return
    try:
        picture = await picture_with(context, message, texts)
        style = await context.services.styles.add(_new(place, title, picture))
    except CannotTake as error:
        await say(context, place, str(error))
    except StyleExists:
        await say(context, place, texts("addstyle-exists", name=slug_of(title)))
    else:
        await _preview(context, place, style)


async def press_style(update: Update, context: Context) -> None:
    """Publish or Discard."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message):
        return
    texts, (what, style, job) = context.texts(query.from_user), _read(query.data or "")
    with come_to_nothing():
        try:
            found = await context.services.styles.get(style)
            done = await context.services.jobs.get(job)
        except NotFound:
            await query.answer(texts("toast-too-old"))
            return
        place = Place.of(query.message, query.from_user)
        if not await _may_publish(context, place, found, what):
            await query.answer(texts("toast-admins-only"), show_alert=True)
        elif what == _DISCARD:
            words = await _discard(context, place, found)
            await query.answer()
            await query.edit_message_text(words)
        elif done.state is not State.DONE:
            await query.answer(texts(_why_not(done.state)), show_alert=True)
        else:
            await query.answer()
            await query.edit_message_text(await _publish(context, place, found, what))


async def picture_with(context: Context, message: Message, texts: Texts) -> bytes:
    """The picture in the message, in the one it answers, or behind its link.

    Raises ``CannotTake``.
    """
    limit = context.services.settings.max_download
    found = picture_in(message, limit)
    if found is None and message.reply_to_message is not None:
        found = picture_in(message.reply_to_message, limit)
    if isinstance(found, Refusal):
        raise CannotTake(found.say(texts))
    links = links_in(message.text or "")
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


def _new(place: Place, title: str, picture: bytes) -> NewStyle:
    return NewStyle(
        slug=slug_of(title),
        title=title,
        picture=picture,
        chat_id=None if place.is_private else place.chat_id,
        added_by=place.person.id,
        hidden=True,
    )


async def _preview(context: Context, place: Place, style: Style) -> None:
    services, texts = context.services, context.texts(place.person)
    origin = f"style:{style.id}"
    photo = Picture(STANDARD, STANDARD)
    if not await paint(context, in_style(place, photo, style, origin=origin)):
        await services.curation.delete(style.id)
        return
    asked = await services.jobs.of_person(place.person.id)
    job = next(one for one in asked if (one.chat_id, one.origin) == (place.chat_id, origin))
    await _note(context, place, "style.add", style)
    keyboard = _keyboard(texts, style, job.id, services.admins.runs_the_bot(place.person.id))
    words = texts("addstyle-ask", title=style.title, name=style.slug)
    await say(context, place, words, keyboard)


async def _publish(context: Context, place: Place, style: Style, what: str) -> str:
    services, texts = context.services, context.texts(place.person)
    try:
        if what == _EVERYWHERE:
            style = await services.curation.move(style.id, None)
    except StyleExists:
        return texts("addstyle-exists", name=style.slug)
    await services.styles.hide(style.id, hidden=False)
    await _note(context, place, "style.publish", style)
    scope = "addstyle-published" if style.chat_id is None else "addstyle-published-here"
    return texts(scope, title=style.title, name=style.slug)


async def _discard(context: Context, place: Place, style: Style) -> str:
    await context.services.curation.delete(style.id)
    await _note(context, place, "style.discard", style)
    return context.texts(place.person)("addstyle-discarded", title=style.title)


async def _note(context: Context, place: Place, action: str, style: Style) -> None:
    await context.services.audit.append(
        action,
        style.slug,
        person_id=place.person.id,
        chat_id=place.chat_id,
        style=style.id,
        everywhere=style.chat_id is None,
    )


async def _may_add(context: Context, message: Message, person: User) -> bool:
    place = Place.of(message, person)
    if place.is_private:
        return context.services.admins.runs_the_bot(person.id)
    if context.customs.preferences.who_adds is Who.EVERYONE:
        return True
    return await context.services.admins.wrote(message, person.id)


async def _may_publish(context: Context, place: Place, style: Style, what: str) -> bool:
    admins, person = context.services.admins, place.person.id
    if style.chat_id is None or what == _EVERYWHERE:
        return admins.runs_the_bot(person)
    if style.chat_id != place.chat_id:
        return False
    is_theirs = style.added_by == person
    open_to_all = context.customs.preferences.who_adds is Who.EVERYONE
    return (is_theirs and open_to_all) or await admins.runs(place.chat_id, person)


def _keyboard(texts: Texts, style: Style, job: str, runs_the_bot: bool) -> InlineKeyboardMarkup:
    def button(text: str, what: str) -> InlineKeyboardButton:
        return InlineKeyboardButton(texts(text), callback_data=f"{MARK}:{what}:{style.id}:{job}")

    rows = [[button("button-publish", _HERE), button("button-discard", _DISCARD)]]
    if style.chat_id is not None and runs_the_bot:
        rows.append([button("button-publish-everywhere", _EVERYWHERE)])
    return InlineKeyboardMarkup(rows)


def _why_not(state: State) -> str:
    return "addstyle-no-preview" if state.is_final else "addstyle-wait"


def _read(data: str) -> tuple[str, int, str]:
    """What was pressed, the style and the job of its preview; nothing that exists if forged."""
    _, what, style, job = (*data.split(":", 3), "", "", "", "")[:4]
    return what, int(style) if style.isdecimal() and len(style) < 19 else 0, job
