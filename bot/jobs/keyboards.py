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
from bot.jobs.adjustments import PERCENTS, PLAIN, Adjustments
from bot.jobs.engine_options import is_instant
from bot.jobs.progress import Buttons, Publishing
from bot.texts import Texts
from storage import Job

_COLUMNS: Final = 4


def keyboard_of(
    buttons: Buttons | Publishing, texts: Texts, job: Job, adjustments: Adjustments = PLAIN
) -> InlineKeyboardMarkup | None:
    """Return the keyboard of ``job`` that ``buttons`` name; ``None`` for no buttons."""
    match buttons:
        case Buttons.CANCEL:
            return progress_keyboard(texts, job.id, started=False)
        case Buttons.CANCEL_OR_KEEP:
            return progress_keyboard(texts, job.id, started=True)
        case Buttons.FINISHED:
            return result_keyboard(texts, job, adjustments)
        case Publishing():
            return draft_keyboard(texts, buttons, job.id)
        case Buttons.NONE:
            return None


def progress_keyboard(texts: Texts, job: str, *, started: bool) -> InlineKeyboardMarkup:
    """Return the buttons of a painting in the making; only one that ``started`` can be kept."""
    keep = [button(texts("button-keep"), Keep(job))] if started else []
    return InlineKeyboardMarkup([[*keep, button(texts("button-cancel"), Cancel(job))]])


def result_keyboard(
    texts: Texts, painted: Job, adjustments: Adjustments = PLAIN
) -> InlineKeyboardMarkup:
    """Return the buttons under the result of ``painted``, which is shown with ``adjustments``."""
    job = painted.id
    colours = "button-colours-kept" if adjustments.colours else "button-colours"
    # What was painted in one pass has no course that a film could show.
    film = [] if is_instant(painted.options) else [button(texts("button-film"), Film(job))]
    return InlineKeyboardMarkup(
        [
            [
                button(texts("button-again"), Again(job)),
                button(texts("button-other"), OtherPage(job, 0)),
            ],
            [
                button(texts("button-strength", percent=adjustments.intensity), Dial(job)),
                button(texts(colours), Colours(job, int(not adjustments.colours))),
            ],
            [button(texts("button-sharper"), Sharper(job)), *film],
            [
                button(texts("button-reuse"), Reuse(job)),
                button(texts("button-recipe"), Recipe(job)),
                button(texts("button-delete"), Delete(job, 0)),
            ],
        ]
    )


def intensity_keyboard(texts: Texts, job: str, adjustments: Adjustments) -> InlineKeyboardMarkup:
    """Return the shares of the painting that can be shown; the present one is marked."""
    steps = [
        button(
            texts(
                "button-percent-now" if n == adjustments.intensity else "button-percent", percent=n
            ),
            Blend(job, n),
        )
        for n in PERCENTS
    ]
    # Eleven shares and the way back fill three rows.
    steps.append(button(texts("button-done"), Back(job)))
    rows = [steps[i : i + _COLUMNS] for i in range(0, len(steps), _COLUMNS)]
    return InlineKeyboardMarkup(rows)


def deletion_keyboard(texts: Texts, job: str) -> InlineKeyboardMarkup:
    """Return the buttons that ask whether to delete the picture of ``job`` for good."""
    return InlineKeyboardMarkup(
        [
            [
                button(texts("button-delete-sure"), Delete(job, 1)),
                button(texts("button-drop"), Back(job)),
            ]
        ]
    )


def draft_keyboard(texts: Texts, asked: Publishing, job: str) -> InlineKeyboardMarkup:
    """Return the buttons that ask whether to publish the draft that ``job`` shows."""
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
