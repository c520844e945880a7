"""The buttons under messages. Pure: texts and ids in, Telegram's markup out."""

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


class Named(Protocol):
    """What a keyboard shows of a style."""

    @property
    def id(self) -> int:
        """Of the row."""

    @property
    def title(self) -> str:
        """For people."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may have been meant; a style with its short name, which may be what was mistyped."""

    id: int
    title: str
    mix: str = ""
    """A ``Manner.code``, if it is more than one style as it is."""

    @classmethod
    def of(cls, style_mix: StyleMix, texts: Texts) -> Suggestion:
        """For ``style_mix``."""
        style = style_mix.parts[0][0]
        if style_mix == StyleMix.plain(style):
            return cls(style.id, f"{translate_title(style.title, texts)} ({style.slug})")
        return cls(style.id, style_mix.title(texts), style_mix.code)


def for_photo(
    texts: Texts, styles: Sequence[Named], photo: str, page: int = 0
) -> InlineKeyboardMarkup:
    """Which style for the waiting ``photo``."""
    rows = _pages(
        texts, styles, page, lambda style: _paint(photo, style), lambda n: PhotoPage(photo, n)
    )
    six = button(texts("button-six"), TrySix(photo))
    return InlineKeyboardMarkup([*rows, [six, button(texts("button-drop"), Drop(photo))]])


def for_job(
    texts: Texts, styles: Sequence[Named], job: str, page: int = 0
) -> InlineKeyboardMarkup:
    """Which other style for the photo of ``job``."""
    rows = _pages(
        texts, styles, page, lambda style: Restyle(job, style.id), lambda n: OtherPage(job, n)
    )
    return InlineKeyboardMarkup([*rows, [button(texts("button-drop"), Back(job))]])


def for_next(texts: Texts, styles: Sequence[Named], page: int = 0) -> InlineKeyboardMarkup:
    """Which style for a photo yet to come."""
    return InlineKeyboardMarkup(_pages(texts, styles, page, _choose, StylePage))


def _paint(photo: str, named: Named) -> Data:
    mix = named.mix if isinstance(named, Suggestion) else ""
    return PaintMix(photo, mix) if mix else Paint(photo, named.id)


def _choose(named: Named) -> Data:
    mix = named.mix if isinstance(named, Suggestion) else ""
    return ChooseMix(mix) if mix else Choose(named.id)


def _pages(
    texts: Texts,
    styles: Sequence[Named],
    page: int,
    press: Callable[[Named], Data],
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
