"""Builds orders: what is to be painted, in which styles, by which options. Pure but for chance."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.context import ReplyTarget
from bot.jobs.adjustments import Adjustments, is_delivered_as_file
from bot.jobs.engine_options import is_instant
from bot.pictures.attachments import Picture
from bot.requests.origins import origin_of_press
from bot.styles.mix import StyleMix
from bot.texts import Texts
from storage import Job, JobKind, JobStyle

_SEEDS: Final = 2**31
_SHARPER_FACTOR: Final = 2
LARGE_PAINTING_SECONDS: Final = 120.0
"""What large paintings may take; on a slow machine they get fewer steps."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture to paint, and the message that its painting answers."""

    target: ReplyTarget
    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One painting to be made. ``origin`` names the act, see ``bot.requests.origins``."""

    photo: Photo
    styles: tuple[JobStyle, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    ignores_preferences: bool = False
    """Whether ``options`` hold as they are, whatever anybody's settings say."""
    origin: str = ""
    """By default the message that the painting answers."""
    kind: JobKind = JobKind.REQUEST
    """Drafts are looked at, not chosen: they do not count as use of their style."""
    status_message_id: int | None = None
    """A message of the bot that becomes the painting, instead of a new one."""
    as_file: bool = False
    """Large, and delivered as a file."""
    adjustments: Adjustments = field(default_factory=Adjustments)
    """How the result is shown at first."""
    starts_from: str | None = None
    """Telegram's file of the painting to go on from, instead of beginning with the photo."""


def build_order_in_style(photo: Photo, style: StyleMix | Picture, texts: Texts) -> Order:
    """Build an order for ``photo`` in styles of the catalogue, or in a picture of the person's."""
    if isinstance(style, Picture):
        own = JobStyle(key=style.unique_id, title=texts("style-own"), file_id=style.file_id)
        return Order(photo=photo, styles=(own,))
    return Order(
        photo=photo,
        styles=style.sources,
        options=style.options,
        adjustments=Adjustments(intensity=style.intensity),
    )


def build_order_by_recipe(photo: Photo, job: Job) -> Order:
    """Build an order for ``photo`` painted as ``job`` was, with its seed, and shown alike."""
    return Order(
        photo=photo,
        styles=job.styles,
        options=job.options,
        ignores_preferences=True,
        adjustments=Adjustments.of(job),
    )


def build_order_again(job: Job, target: ReplyTarget) -> Order:
    """Build an order for the painting of ``job`` with another seed, answering ``target``."""
    seed = (job.seed + 1 + secrets.randbelow(_SEEDS - 1)) % _SEEDS
    return replace(_build_order_like(job, target), options={**job.options, "seed": seed})


def build_restyled_order(job: Job, target: ReplyTarget, mix: StyleMix) -> Order:
    """Build an order for the photo of ``job`` in ``mix``, with the options that suit that."""
    again = _build_order_like(job, target)
    return replace(again, styles=mix.sources, options=mix.options, ignores_preferences=False)


def build_sharper_order(
    job: Job, target: ReplyTarget, *, shown_side: int | None, largest_side: int
) -> Order | None:
    """Build an order for ``job`` with twice the longer side, as a file; ``None`` at the largest.

    Sides are in pixels. ``shown_side`` is unknown of files, which are as large as was asked for.
    The order goes on from what was painted step by step; what was painted in one pass is painted
    step by step from the beginning, whatever its size.
    """
    side = shown_side or int(job.options.get("size") or largest_side)
    was_instant = is_instant(job.options)
    if side >= largest_side and not was_instant:
        return None
    larger = {
        "size": min(largest_side, _SHARPER_FACTOR * side),
        "seconds": LARGE_PAINTING_SECONDS,
    }
    without_method = {name: value for name, value in job.options.items() if name != "method"}
    return replace(
        _build_order_like(job, target),
        options={**without_method, **larger},
        as_file=True,
        starts_from=None if was_instant else job.result_file_id,
    )


def mark_pressed(order: Order, press_id: str) -> Order:
    """Return ``order`` as asked for by the press ``press_id`` of a button under a picture."""
    return replace(order, origin=origin_of_press(press_id), kind=JobKind.TAP)


def _build_order_like(job: Job, target: ReplyTarget) -> Order:
    return Order(
        photo=Photo(target, Picture(job.photo_file_id, job.photo_unique_id)),
        styles=job.styles,
        options=job.options,
        ignores_preferences=True,
        as_file=is_delivered_as_file(job),
        adjustments=Adjustments.of(job),
    )
