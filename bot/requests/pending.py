"""Photos that wait for a style, and styles that wait for a photo; both are rows, not memory."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from telegram import InlineKeyboardMarkup
from telegram.error import TelegramError

from bot.callback_data import Choose, ChooseMix, Drop, Paint, PaintMix, PhotoPage
from bot.context import Context, ReplyTarget, reply
from bot.pictures.attachments import Picture
from bot.press import Press, TooOld
from bot.requests import keyboards
from bot.requests.limits import may_ask
from bot.requests.next_photo import recipe_key
from bot.requests.orders import Order, acquaint, in_own_style, in_style, paint, paint_all
from bot.styles.keyboards import chosen
from bot.styles.mix import StyleMix
from bot.styles.pages import favourites_first
from storage import NewPendingPhoto, PendingPhoto, Style, utc_now

log = logging.getLogger(__name__)

PATIENCE: Final = timedelta(minutes=15)
"""A photo that waits longer than this is not paired with the person's next photo."""


async def ask_style(
    context: Context,
    target: ReplyTarget,
    photo: Picture,
    question: str,
    *,
    offered: Sequence[keyboards.Named] = (),
    others: Sequence[tuple[ReplyTarget, Picture]] = (),
) -> None:
    """Let ``photo`` wait and ask for its style, once; ``offered`` are suggested if given.

    ``others`` came in one album with it and get the same style.
    """
    services = context.services
    if not await may_ask(context, target):
        return
    await acquaint(context, target)
    waiting = [await _let_wait(context, *one) for one in (*others, (target, photo))]
    if waiting[-1].keyboard_message_id is not None:
        return
    offered = offered or await on_offer(context, target)
    keyboard = keyboards.for_photo(context.texts(target.person), offered, waiting[-1].id)
    # Whoever taps at once must find all of the album noted.
    asked = await reply(context, target, question, None if others else keyboard)
    for one in waiting:
        await services.pending.set_keyboard(one.id, asked.message_id)
    if others:
        await asked.edit_reply_markup(keyboard)


async def ask_about(context: Context, target: ReplyTarget, photo: Picture, question: str) -> None:
    """Ask for the style of a picture that is no message of the person's; also several times."""
    services = context.services
    await acquaint(context, target)
    asked = await reply(context, target, question)
    waiting = await _let_wait(context, replace(target, message_id=asked.message_id), photo)
    await services.pending.set_keyboard(waiting.id, asked.message_id)
    offered = await on_offer(context, target)
    keyboard = keyboards.for_photo(context.texts(target.person), offered, waiting.id)
    await asked.edit_reply_markup(keyboard)


async def on_offer(context: Context, target: ReplyTarget) -> Sequence[Style]:
    """The styles that this person may choose from here, their favourites first."""
    styles = await context.services.styles.all(target.chat_id)
    return favourites_first(styles, await context.services.favourites.ids(target.person.id))


async def answer_question(
    context: Context, target: ReplyTarget, waiting: PendingPhoto, mix: StyleMix
) -> bool:
    """A button of the question was pressed: the question becomes the painting.

    Where it was about an album, the other photos get messages of their own. Returns False, and
    has told the person, when they may not have all of it.
    """
    await context.services.pending.settle(waiting.id)
    photos = await context.services.pending.siblings(waiting)
    orders = [in_style(place_of(target, one), picture_of(one), mix) for one in photos]
    orders = [
        replace(order, origin=f"photo:{one.id}") for order, one in zip(orders, photos, strict=True)
    ]
    first = replace(orders[0], status_message_id=waiting.keyboard_message_id)
    return await paint_all(context, [first, *orders[1:]])


async def mix_of(context: Context, target: ReplyTarget, code: str) -> StyleMix | None:
    """What a button with ``Manner.code`` means, as long as all its styles are seen here."""
    return StyleMix.read(code, await context.services.styles.all(target.chat_id))


async def use_style(context: Context, target: ReplyTarget, style: Style | StyleMix) -> None:
    """Paint the photos that wait in ``style``, else keep ``style`` for the next photo."""
    mix = style if isinstance(style, StyleMix) else StyleMix.plain(style)
    if await _paint_waiting(context, target, lambda at, photo: in_style(at, photo, mix)):
        return
    await choose_next(context, target, mix)
    texts = context.texts(target.person)
    text = "style-chosen" if target.is_private else "style-chosen-group"
    words = texts(text, style=mix.title(texts))
    await reply(context, target, words, await star_for(context, target, mix))


async def pair_up(context: Context, target: ReplyTarget, style: Picture) -> bool:
    """Paint the photos that wait in ``style``, the person's next; False if none waits."""
    texts = context.texts(target.person)
    return await _paint_waiting(
        context, target, lambda at, photo: in_own_style(at, photo, style, texts)
    )


async def take_photos(context: Context, target: ReplyTarget) -> tuple[PendingPhoto, ...]:
    """What waits of the person here, if not for too long: a photo or an album.

    Its question goes away.
    """
    pending = context.services.pending
    waiting = await pending.take(target.chat_id, target.person.id, since=utc_now() - PATIENCE)
    # A message that is handled again finds itself waiting.
    if waiting is None or waiting.message_id == target.message_id:
        return ()
    if waiting.keyboard_message_id is not None:
        try:
            await context.bot.delete_message(target.chat_id, waiting.keyboard_message_id)
        except TelegramError as error:
            log.debug("The question for a style stays: %s", error)
    return await pending.siblings(waiting)


async def _paint_waiting(
    context: Context, target: ReplyTarget, order: Callable[[ReplyTarget, Picture], Order]
) -> bool:
    photos = await take_photos(context, target)
    if len(photos) == 1:
        await paint(context, order(target, picture_of(photos[0])))
    elif photos:
        orders = [
            replace(order(place_of(target, one), picture_of(one)), origin=f"photo:{one.id}")
            for one in photos
        ]
        await paint_all(context, orders)
    return bool(photos)


async def _let_wait(context: Context, target: ReplyTarget, photo: Picture) -> PendingPhoto:
    return await context.services.pending.put(
        NewPendingPhoto(
            chat_id=target.chat_id,
            person_id=target.person.id,
            message_id=target.message_id,
            thread_id=target.thread_id,
            file_id=photo.file_id,
            unique_id=photo.unique_id,
            is_file=photo.is_file,
        )
    )


def place_of(target: ReplyTarget, waiting: PendingPhoto) -> ReplyTarget:
    """Where the message with the photo is, for whoever is at ``target``."""
    return replace(target, message_id=waiting.message_id, thread_id=waiting.thread_id)


def picture_of(waiting: PendingPhoto) -> Picture:
    """The photo itself."""
    return Picture(waiting.file_id, waiting.unique_id, is_file=waiting.is_file)


async def choose_next(context: Context, target: ReplyTarget, mix: StyleMix) -> None:
    """The person's next photo in this chat is painted in this ``mix``."""
    await acquaint(context, target)
    await context.services.people.configure(
        target.person.id,
        **{_next_key(target.chat_id): mix.note, recipe_key(target.chat_id): None},
    )


async def star_for(
    context: Context, target: ReplyTarget, mix: StyleMix
) -> InlineKeyboardMarkup | None:
    """A button that makes the chosen style a favourite, if it is one style."""
    if len(mix.parts) > 1:
        return None
    ((style, _),) = mix.parts
    starred = style.id in await context.services.favourites.ids(target.person.id)
    return chosen(context.texts(target.person), style.id, starred=starred)


async def take_next(context: Context, target: ReplyTarget) -> StyleMix | None:
    """The manner chosen for the person's next photo; it counts for one photo."""
    services, key = context.services, _next_key(target.chat_id)
    person = await services.people.get(target.person.id)
    if person is None or key not in person.settings:
        return None
    await services.people.configure(target.person.id, **{key: None})
    return StyleMix.recall(person.settings[key], await services.styles.all(target.chat_id))


def _next_key(chat_id: int) -> str:
    return f"next_style:{chat_id}"


async def press_question(press: Press, data: Paint | PaintMix | PhotoPage | Drop) -> None:
    """Buttons of the question for a photo's style; only who was asked may answer."""
    services = press.context.services
    photo = await services.pending.get(data.photo)
    if photo is None or photo.chat_id != press.message.chat_id:
        raise TooOld
    if photo.person_id != press.query.from_user.id:
        await press.answer("toast-not-asked", alert=True)
        return
    match data:
        case Paint(style=style_id):
            style = await services.styles.get_visible(style_id, photo.chat_id)
            await _paint(press, photo, StyleMix.plain(style))
        case PaintMix(mix=mix):
            await _paint(press, photo, await mix_of(press.context, press.target, mix))
        case PhotoPage(number=number):
            await press.answer()
            styles = await on_offer(press.context, press.target)
            await press.show(keyboards.for_photo(press.texts, styles, photo.id, number))
        case Drop():
            await press.answer()
            await services.pending.settle(photo.id)
            await press.query.edit_message_text(press.texts("dropped"))


async def _paint(press: Press, photo: PendingPhoto, style_mix: StyleMix | None) -> None:
    if style_mix is None:
        raise TooOld
    if await answer_question(press.context, press.target, photo, style_mix):
        await press.answer("toast-started")


async def press_choose(press: Press, data: Choose | ChooseMix) -> None:
    """A style for what waits, else for the next photo; anyone may choose one."""
    match data:
        case Choose(style=style_id):
            style = await press.context.services.styles.get_visible(
                style_id, press.message.chat_id
            )
            style_mix = StyleMix.plain(style)
        case ChooseMix(mix=code):
            found = await mix_of(press.context, press.target, code)
            if found is None:
                raise TooOld
            style_mix = found
    await press.answer()
    await use_style(press.context, press.target, style_mix)
