"""/styles: a sheet of all styles with their numbers, in pages; stars; searching by a word."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from telegram import InlineKeyboardMarkup, InputMediaPhoto, Message, ReplyParameters, Update
from telegram.error import BadRequest

from bot.callback_data import Star, StarChosen, StarPage, StylePage
from bot.context import Context, ReplyTarget, reply, require_message
from bot.pictures.uploads import file_id_of
from bot.press import Press
from bot.styles.keyboards import build_gallery, build_star_button, build_starring
from bot.styles.pages import MOST_PER_PAGE, GalleryPage, build_page, sort_favourites_first
from bot.styles.sheets import make_key, render_sheet
from bot.texts import Texts
from bot.transport.commands import find_command
from storage.errors import quote

log = logging.getLogger(__name__)

SEARCH: Final = "search"


async def on_styles(update: Update, context: Context) -> None:
    """Handle /styles, /styles search WORD, and just /styles WORD."""
    message, person = require_message(update)
    target = ReplyTarget.of(message, person)
    command = find_command(message, context.bot.username)
    words = command.rest if command else ""
    first, _, rest = words.partition(" ")
    word = rest if first.lower() == SEARCH else words
    if word:
        await _show_found(context, target, word)
    else:
        await show_gallery(context, target)


async def show_gallery(context: Context, target: ReplyTarget, words: str = "") -> None:
    """Show the first page of all styles, under ``words`` if there is more to say."""
    page, texts = await _load_page(context, target, 0), context.texts(target.person)
    words = words or texts("styles-all", count=page.total)
    await _send(context, target, page, words, build_gallery(texts, page))


async def press_gallery(press: Press, data: StylePage | StarPage | Star) -> None:
    """Turn the pages of the gallery and star its styles; anyone may."""
    match data:
        case StylePage(number=number):
            await press.answer()
            page = await _load_page(press.context, press.target, number)
            words = press.texts("styles-all", count=page.total)
            await _turn(press, page, words, build_gallery(press.texts, page))
        case StarPage(number=number):
            await press.answer()
            page = await _load_page(press.context, press.target, number, is_starring=True)
            words = press.texts("styles-star")
            await _turn(press, page, words, build_starring(press.texts, page))
        case Star(style=style_id, number=number):
            await _toggle(press, style_id)
            page = await _load_page(press.context, press.target, number, is_starring=True)
            await press.show(build_starring(press.texts, page))


async def press_star(press: Press, data: StarChosen) -> None:
    """Star the style that was chosen, or take its star away."""
    starred = await _toggle(press, data.style)
    await press.show(build_star_button(press.texts, data.style, starred=starred))


async def _toggle(press: Press, style_id: int) -> bool:
    services, person = press.context.services, press.query.from_user
    await services.styles.get_visible(style_id, press.message.chat_id)
    starred = await services.favourites.toggle(person.id, style_id)
    await press.answer("toast-starred" if starred else "toast-unstarred")
    return starred


async def _show_found(context: Context, target: ReplyTarget, word: str) -> None:
    services, texts = context.services, context.texts(target.person)
    found = await services.styles.search(word, target.chat_id, limit=MOST_PER_PAGE)
    if not found:
        await reply(context, target, texts("styles-none", word=quote(word)))
        return
    page = build_page(found, await services.favourites.ids(target.person.id), 0)
    words = texts("styles-found", count=page.total, word=quote(word))
    await _send(context, target, page, words, build_gallery(texts, page))


async def _load_page(
    context: Context, target: ReplyTarget, number: int, *, is_starring: bool = False
) -> GalleryPage:
    services = context.services
    styles = await services.styles.all(target.chat_id)
    favourites = await services.favourites.ids(target.person.id)
    # While somebody is starring, nothing may jump about under their finger.
    order = styles if is_starring else sort_favourites_first(styles, favourites)
    return build_page(order, favourites, number)


async def _send(
    context: Context,
    target: ReplyTarget,
    page: GalleryPage,
    words: str,
    keyboard: InlineKeyboardMarkup,
) -> None:
    if not page.styles:
        await reply(context, target, words)
        return

    async def send(photo: str | bytes) -> Message | bool:
        return await context.bot.send_photo(
            target.chat_id,
            photo,
            caption=words,
            message_thread_id=target.thread_id,
            reply_parameters=ReplyParameters(target.message_id, allow_sending_without_reply=True),
            reply_markup=keyboard,
        )

    try:
        await _with_sheet(context, context.texts(target.person), page, send)
    except BadRequest as error:
        if not _forbids_photos(error):
            raise
        await reply(context, target, words, keyboard)


async def _turn(
    press: Press, page: GalleryPage, words: str, keyboard: InlineKeyboardMarkup
) -> None:
    if not press.message.photo:
        # A list in words, as in groups that forbid photos.
        await press.query.edit_message_text(words, reply_markup=keyboard)
        return

    async def turn(photo: str | bytes) -> Message | bool:
        media = InputMediaPhoto(photo, caption=words)
        return await press.query.edit_message_media(media, reply_markup=keyboard)

    await _with_sheet(press.context, press.texts, page, turn)


async def _with_sheet(
    context: Context,
    texts: Texts,
    page: GalleryPage,
    show: Callable[[str | bytes], Awaitable[Message | bool]],
) -> None:
    """``show`` the sheet of ``page``, by its file id if Telegram has it already."""
    known, key = context.services.sheets, make_key(page, texts.language)
    file_id = known.get(key)
    if file_id is not None:
        try:
            await show(file_id)
        except BadRequest as error:
            if "file" not in error.message.lower():
                raise
            log.info("Telegram no longer has a sheet: %s", error.message)
            known.pop(key, None)
        else:
            return
    sheet = await render_sheet(context.services.styles, context.services.decoder, page, texts)
    shown = file_id_of(await show(sheet))
    if shown is not None:
        known[key] = shown


def _forbids_photos(error: BadRequest) -> bool:
    words = error.message.lower()
    return "not enough rights" in words or "send_photos_forbidden" in words
