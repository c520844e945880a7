"""Inline mode: ``@bot wave`` in any chat offers styles.

What is sent is the command that chooses the style, which this bot sees in the groups it is in,
with a link that works in every other chat.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Update,
)
from telegram.error import BadRequest

from bot.context import Context
from bot.styles.deep_links import make_payload
from bot.styles.pages import sort_favourites_first
from bot.texts import Texts
from bot.texts.style_titles import translate_title
from storage import Style

PER_ANSWER: Final = 20
"""Telegram takes 50 at most and asks for more as somebody scrolls."""
FRESH_S: Final = 10
"""Favourites change; Telegram may repeat an answer for so long."""


async def on_inline_query(update: Update, context: Context) -> None:
    """Offer the styles like the words typed so far, or all of them."""
    query = update.inline_query
    if query is None:
        return
    texts, words = context.texts(query.from_user), query.query.strip()
    start = int(query.offset) if query.offset.isdecimal() else 0
    styles = await _find_styles(context, query.from_user.id, words)
    shown = styles[start : start + PER_ANSWER]
    following = start + PER_ANSWER
    results = [_result(texts, style, context.bot.username) for style in shown]
    # Somebody who types on makes the question too old.
    with suppress(BadRequest):
        await query.answer(
            results,
            cache_time=FRESH_S,
            is_personal=True,
            next_offset=str(following) if following < len(styles) else "",
        )


async def _find_styles(context: Context, person_id: int, words: str) -> list[Style]:
    services = context.services
    if words:
        return list(await services.styles.search(words, limit=PER_ANSWER))
    favourites = await services.favourites.ids(person_id)
    return sort_favourites_first(await services.styles.all(), favourites)


def _result(texts: Texts, style: Style, username: str) -> InlineQueryResultArticle:
    link = f"https://t.me/{username}?start={make_payload(style)}"
    button = InlineKeyboardButton(texts("inline-open"), url=link)
    return InlineQueryResultArticle(
        id=str(style.id),
        title=translate_title(style.title, texts),
        description=texts("inline-about", name=style.slug),
        input_message_content=InputTextMessageContent(f"/style {style.slug}"),
        reply_markup=InlineKeyboardMarkup.from_button(button),
    )
