"""The buttons under a painting, in the making and finished. Pure."""

from __future__ import annotations

from typing import Final

from telegram import InlineKeyboardMarkup

from bot.callback_data import (
    Again,
    Back,
    Blend,
    Cancel,
    Colours,
    Delete,
    Dial,
    Discard,
    Film,
    Keep,
    OtherPage,
    Publish,
    PublishEverywhere,
    Recipe,
    Reuse,
    Sharper,
    button,
)
from bot.jobs.adjustments import PERCENTS, Adjustments
from bot.jobs.engine_options import is_instant
from bot.jobs.progress import Publishing
from bot.texts import Texts
from storage import Job

_COLUMNS: Final = 4


def painting(texts: Texts, job: str, *, started: bool) -> InlineKeyboardMarkup:
    """Under a painting in the making; there is nothing to keep before it has ``started``."""
    keep = [button(texts("button-keep"), Keep(job))] if started else []
    return InlineKeyboardMarkup([[*keep, button(texts("button-cancel"), Cancel(job))]])


def finished(texts: Texts, painted: Job, look: Adjustments | None = None) -> InlineKeyboardMarkup:
    """Everything that can be done with the picture of ``painted``, which looks like ``look``."""
    look, job = look or Adjustments(), painted.id
    colours = "button-colours-kept" if look.colours else "button-colours"
    # What was painted in one pass has no course that a film could show.
    film = [] if is_instant(painted.options) else [button(texts("button-film"), Film(job))]
    return InlineKeyboardMarkup(
        [
            [
                button(texts("button-again"), Again(job)),
                button(texts("button-other"), OtherPage(job, 0)),
            ],
            [
                button(texts("button-strength", percent=look.intensity), Dial(job)),
                button(texts(colours), Colours(job, int(not look.colours))),
            ],
            [button(texts("button-sharper"), Sharper(job)), *film],
            [
                button(texts("button-reuse"), Reuse(job)),
                button(texts("button-recipe"), Recipe(job)),
                button(texts("button-delete"), Delete(job, 0)),
            ],
        ]
    )


def intensities(texts: Texts, job: str, look: Adjustments) -> InlineKeyboardMarkup:
    """How much of the painting to show; the present share is marked."""
    steps = [
        button(
            texts("button-percent-now" if n == look.intensity else "button-percent", percent=n),
            Blend(job, n),
        )
        for n in PERCENTS
    ]
    # Eleven shares and the way back fill three rows.
    steps.append(button(texts("button-done"), Back(job)))
    rows = [steps[i : i + _COLUMNS] for i in range(0, len(steps), _COLUMNS)]
    return InlineKeyboardMarkup(rows)


def deletion(texts: Texts, job: str) -> InlineKeyboardMarkup:
    """Whether to delete the picture of ``job`` for good."""
    return InlineKeyboardMarkup(
        [
            [
                button(texts("button-delete-sure"), Delete(job, 1)),
                button(texts("button-drop"), Back(job)),
            ]
        ]
    )


def question(texts: Texts, asked: Publishing, job: str) -> InlineKeyboardMarkup:
    """Whether to publish the draft that ``job`` shows, under its picture."""
    rows = [
        [
            button(texts("button-publish"), Publish(asked.draft, job)),
            button(texts("button-discard"), Discard(asked.draft, job)),
        ]
    ]
    if asked.for_everyone:
        everywhere = PublishEverywhere(asked.draft, job)
        rows.append([button(texts("button-publish-everywhere"), everywhere)])
    return InlineKeyboardMarkup(rows)
