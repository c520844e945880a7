"""The buttons under a finished picture. Pure."""

from __future__ import annotations

from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.callback_data import (
    Again,
    Back,
    Blend,
    Colours,
    Data,
    Delete,
    Dial,
    Film,
    OtherPage,
    Recipe,
    Reuse,
    Sharper,
    encode,
)
from bot.jobs.adjustments import PERCENTS, Adjustments
from bot.jobs.engine_options import is_instant
from bot.texts import Texts
from storage import Job

_COLUMNS: Final = 4


def finished(texts: Texts, painted: Job, look: Adjustments | None = None) -> InlineKeyboardMarkup:
    """Everything that can be done with the picture of ``painted``, which looks like ``look``."""
    look, job = look or Adjustments(), painted.id
    colours = "button-colours-kept" if look.colours else "button-colours"
    # What was painted in one pass has no course that a film could show.
    film = [] if is_instant(painted.options) else [_button(texts("button-film"), Film(job))]
    return InlineKeyboardMarkup(
        [
            [
                _button(texts("button-again"), Again(job)),
                _button(texts("button-other"), OtherPage(job, 0)),
            ],
            [
                _button(texts("button-strength", percent=look.intensity), Dial(job)),
                _button(texts(colours), Colours(job, int(not look.colours))),
            ],
            [_button(texts("button-sharper"), Sharper(job)), *film],
            [
                _button(texts("button-reuse"), Reuse(job)),
                _button(texts("button-recipe"), Recipe(job)),
                _button(texts("button-delete"), Delete(job, 0)),
            ],
        ]
    )


def intensities(texts: Texts, job: str, look: Adjustments) -> InlineKeyboardMarkup:
    """How much of the painting to show; the present share is marked."""
    steps = [
        _button(
            texts("button-percent-now" if n == look.intensity else "button-percent", percent=n),
            Blend(job, n),
        )
        for n in PERCENTS
    ]
    # Eleven shares and the way back fill three rows.
    steps.append(_button(texts("button-done"), Back(job)))
    rows = [steps[i : i + _COLUMNS] for i in range(0, len(steps), _COLUMNS)]
    return InlineKeyboardMarkup(rows)


def deletion(texts: Texts, job: str) -> InlineKeyboardMarkup:
    """Whether to delete the picture of ``job`` for good."""
    return InlineKeyboardMarkup(
        [
            [
                _button(texts("button-delete-sure"), Delete(job, 1)),
                _button(texts("button-drop"), Back(job)),
            ]
        ]
    )


def _button(caption: str, data: Data) -> InlineKeyboardButton:
    return InlineKeyboardButton(caption, callback_data=encode(data))
