"""Builds the buttons of questions for a style. Pure: texts and ids in, Telegram's markup out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callback_data import (
    Back,
    Choose,
    ChooseMix,
    Data,
    Drop,
    OtherPage,
    Paint,
    PaintMix,
    PhotoPage,
    Restyle,
    StylePage,
    TrySix,
    button,
)
from bot.styles.mix import StyleMix
from bot.texts import Texts
from bot.texts.style_titles import translate_title

COLUMNS: Final = 2
PER_PAGE: Final = 5 * COLUMNS


class StyleLabel(Protocol):
    """What a keyboard needs of a style: the ``id`` of its row and its ``title``."""

    @property
    def id(self) -> int: ...

    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may have been meant: a style, or a mix in the form of ``StyleMix.to_code``."""

    id: int
    title: str
    mix_code: str = ""

    @classmethod
    def of(cls, mix: StyleMix, texts: Texts) -> Suggestion:
        """Return the suggestion of ``mix``."""
        style = mix.parts[0][0]
        if mix == StyleMix.plain(style):
            # The short name may be what was mistyped.
            return cls(style.id, f"{translate_title(style.title, texts)} ({style.slug})")
        return cls(style.id, mix.title(texts), mix.to_code())


def build_photo_question(
    texts: Texts, styles: Sequence[StyleLabel], photo: str, page: int = 0
) -> InlineKeyboardMarkup:
    """Build the buttons that ask for the style of the waiting ``photo``."""
    rows = _page_rows(
        texts, styles, page, lambda style: _paint_data(photo, style), lambda n: PhotoPage(photo, n)
    )
    six = button(texts("button-six"), TrySix(photo))
    return InlineKeyboardMarkup([*rows, [six, button(texts("button-drop"), Drop(photo))]])


def build_restyle_question(
    texts: Texts, styles: Sequence[StyleLabel], job: str, page: int = 0
) -> InlineKeyboardMarkup:
    """Build the buttons that ask for another style for the photo of ``job``."""
    rows = _page_rows(
        texts, styles, page, lambda style: Restyle(job, style.id), lambda n: OtherPage(job, n)
    )
    return InlineKeyboardMarkup([*rows, [button(texts("button-drop"), Back(job))]])


def build_next_question(
    texts: Texts, styles: Sequence[StyleLabel], page: int = 0
) -> InlineKeyboardMarkup:
    """Build the buttons that ask for the style of a photo yet to come."""
    return InlineKeyboardMarkup(_page_rows(texts, styles, page, _choose_data, StylePage))


def _paint_data(photo: str, style: StyleLabel) -> Data:
    mix_code = style.mix_code if isinstance(style, Suggestion) else ""
    return PaintMix(photo, mix_code) if mix_code else Paint(photo, style.id)


def _choose_data(style: StyleLabel) -> Data:
    mix_code = style.mix_code if isinstance(style, Suggestion) else ""
    return ChooseMix(mix_code) if mix_code else Choose(style.id)


def _page_rows(
    texts: Texts,
    styles: Sequence[StyleLabel],
    page: int,
    press: Callable[[StyleLabel], Data],
    turn: Callable[[int], Data],
) -> list[list[InlineKeyboardButton]]:
    last = max(0, (len(styles) - 1) // PER_PAGE)
    # A style may have gone since the button for this page was made.
    page = min(max(page, 0), last)
    shown = [
        button(translate_title(style.title, texts), press(style))
        for style in styles[page * PER_PAGE : (page + 1) * PER_PAGE]
    ]
    rows = [shown[i : i + COLUMNS] for i in range(0, len(shown), COLUMNS)]
    back = [button(texts("button-previous"), turn(page - 1))] if page > 0 else []
    more = [button(texts("button-next"), turn(page + 1))] if page < last else []
    return [*rows, *([[*back, *more]] if back or more else [])]
