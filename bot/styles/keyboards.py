"""The buttons for choosing a style: pages of the gallery, stars, and six to try. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callback_data import (
    Choose,
    Star,
    StarChosen,
    StarPage,
    StylePage,
    TakeOne,
    TrySix,
    button,
)
from bot.styles.pages import GalleryPage
from bot.texts import Texts
from bot.texts.style_titles import translate_title
from storage import Style

STARRED: Final = "★"
UNSTARRED: Final = "☆"
_COLUMNS: Final = 2
_SIX_IN_A_ROW: Final = 3


def build_gallery(texts: Texts, page: GalleryPage) -> InlineKeyboardMarkup:
    """Build the buttons of a page of styles, by number and name; a tap chooses one."""
    buttons = [
        button(_label(texts, page, index), Choose(style.id))
        for index, style in enumerate(page.styles)
    ]
    back = [button(texts("button-previous"), StylePage(page.number - 1))] * (page.number > 0)
    more = [button(texts("button-next"), StylePage(page.number + 1))] * (page.number < page.last)
    star = button(texts("button-star"), StarPage(0))
    return InlineKeyboardMarkup([*_in_rows(buttons, _COLUMNS), [*back, star, *more]])


def build_starring(texts: Texts, page: GalleryPage) -> InlineKeyboardMarkup:
    """Build the buttons of a page of styles in which a tap makes a favourite."""
    buttons = []
    for index, style in enumerate(page.styles):
        sign = "" if style.id in page.favourites else f"{UNSTARRED} "
        buttons.append(button(sign + _label(texts, page, index), Star(style.id, page.number)))
    back = [button(texts("button-previous"), StarPage(page.number - 1))] * (page.number > 0)
    more = [button(texts("button-next"), StarPage(page.number + 1))] * (page.number < page.last)
    done = button(texts("button-done"), StylePage(0))
    return InlineKeyboardMarkup([*_in_rows(buttons, _COLUMNS), [*back, done, *more]])


def build_star_button(texts: Texts, style_id: int, *, starred: bool) -> InlineKeyboardMarkup:
    """Build the star under the message that says which style was chosen."""
    text = texts("button-unstar-this" if starred else "button-star-this")
    return InlineKeyboardMarkup.from_button(button(text, StarChosen(style_id)))


def build_six(texts: Texts, photo: str, styles: Sequence[Style]) -> InlineKeyboardMarkup:
    """Build the numbers under the sheet of a photo in some styles, in rows like the sheet's."""
    buttons = [
        button(f"{number} {translate_title(style.title, texts)}", TakeOne(photo, style.id))
        for number, style in enumerate(styles, 1)
    ]
    others = [button(texts("button-six-others"), TrySix(photo))]
    return InlineKeyboardMarkup([*_in_rows(buttons, _SIX_IN_A_ROW), others])


def _label(texts: Texts, page: GalleryPage, index: int) -> str:
    style = page.styles[index]
    star = f"{STARRED} " if style.id in page.favourites else ""
    return f"{star}{page.first + index} {translate_title(style.title, texts)}"


def _in_rows(
    buttons: Sequence[InlineKeyboardButton], columns: int
) -> list[Sequence[InlineKeyboardButton]]:
    return [buttons[i : i + columns] for i in range(0, len(buttons), columns)]
