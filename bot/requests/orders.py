"""Orders: what a person asked for becomes a committed job, then goes to the runner."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.context import Context, ReplyTarget
from bot.jobs.adjustments import AS_FILE, Adjustments, is_delivered_as_file
from bot.jobs.engine_options import DeviceDefaults, engine_options, is_instant
from bot.pictures.attachments import Picture
from bot.requests.limits import may_order
from bot.styles.mix import StyleMix
from bot.texts import Texts
from engine.weights.shipped import PAINTER_VERSION
from storage import Job, JobStyle, NewJob, Style

_SEEDS: Final = 2**31
_LARGER: Final = 2
FINE_SECONDS: Final = 120.0
"""What large paintings may take; on a slow machine they get fewer steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One painting to be made. ``origin`` tells the act apart, see ``storage.NewJob``."""

    target: ReplyTarget
    photo: Picture
    styles: tuple[JobStyle, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    is_settled: bool = False
    """Whether ``options`` hold as they are, whatever anybody's settings say."""
    origin: str = ""
    status_message_id: int | None = None
    """A message of the bot that becomes the painting, instead of a new one."""
    as_file: bool = False
    """Large, and delivered as a file."""
    goes_along: bool = False
    """Asked for in one breath with another, which counts for all of them."""
    look: Adjustments = field(default_factory=Adjustments)
    """How the result is shown at first."""
    starts_from: str | None = None
    """Telegram's file of the painting to go on from, instead of beginning with the photo."""
    is_trial: bool = False
    """Painted to look at the styles, which nobody has chosen: they do not count as used."""


def in_style(target: ReplyTarget, photo: Picture, style: Style | StyleMix, **more: Any) -> Order:
    """``photo`` in styles of the catalogue, with the options that suit them."""
    mix = style if isinstance(style, StyleMix) else StyleMix.plain(style)
    look = Adjustments(intensity=mix.intensity)
    more |= {"styles": mix.sources, "options": mix.options, "look": look}
    return Order(target=target, photo=photo, **more)


def in_own_style(target: ReplyTarget, photo: Picture, style: Picture, texts: Texts) -> Order:
    """``photo`` in the style of another photo."""
    source = JobStyle(key=style.unique_id, title=texts("style-own"), file_id=style.file_id)
    return Order(target=target, photo=photo, styles=(source,))


def once_more(job: Job, target: ReplyTarget, origin: str) -> Order:
    """The painting of ``job`` begun anew with another seed, to be shown at ``target``."""
    seed = (job.seed + 1 + secrets.randbelow(_SEEDS - 1)) % _SEEDS
    return replace(_like(job, target, origin), options={**job.options, "seed": seed})


def sharper(
    job: Job, target: ReplyTarget, origin: str, *, shown: int | None, largest: int
) -> Order | None:
    """``job`` with twice the side that is ``shown``, as a file; ``None`` if it is ``largest``.

    All in pixels; files do not tell their size, but were painted as large as it was asked for.
    It goes on from what was painted step by step; what was painted in one pass is painted with
    care now, at whatever size.
    """
    now = shown or int(job.options.get("size") or largest)
    was_instant = is_instant(job.options)
    if now >= largest and not was_instant:
        return None
    fine = {"size": min(largest, _LARGER * now), "seconds": FINE_SECONDS}
    careful = {name: value for name, value in job.options.items() if name != "method"}
    return replace(
        _like(job, target, origin),
        options={**careful, **fine},
        as_file=True,
        starts_from=None if was_instant else job.result_file_id,
    )


def _like(job: Job, target: ReplyTarget, origin: str) -> Order:
    """What ``job`` was asked for, to be shown at ``target``."""
    return Order(
        target=target,
        photo=Picture(job.photo_file_id, job.photo_unique_id),
        styles=job.styles,
        options=job.options,
        is_settled=True,
        origin=origin,
        as_file=is_delivered_as_file(job),
        look=Adjustments.of(job),
    )


def from_catalogue(style: Style) -> JobStyle:
    """A style that has a name."""
    return JobStyle(key=style.digest, title=style.title, style_id=style.id)


async def paint(context: Context, order: Order) -> bool:
    """Commit ``order`` and hand it to the runner; the same order given again does nothing.

    Returns False, and has told the person, when they may not have one more now.
    """
    services, target = context.services, order.target
    active = await services.jobs.active(person_id=target.person.id)
    new = _job(context, replace(order, styles=await _marked(context, order.styles)))
    if any(job.chat_id == new.chat_id and job.origin == new.origin for job in active):
        return True
    is_repeat = await services.jobs.find_earlier_result(new) is not None
    in_progress = 0 if order.goes_along else len(active)
    if not await may_order(context, target, active=in_progress, is_repeat=is_repeat):
        return False
    await acquaint(context, target)
    added = await services.jobs.add(new)
    if added.is_new:
        if not order.is_trial:
            await _note_styles(context, order)
        await services.runner.submit(added.job)
    return True


async def paint_all(context: Context, orders: Sequence[Order]) -> bool:
    """Paint all of ``orders``, which were asked for in one breath, or those that are allowed.

    Returns False, and has told the person, when those are not all.
    """
    for number, order in enumerate(orders):
        if not await paint(context, replace(order, goes_along=number > 0)):
            # For the next ones it would be the same.
            return False
    return True


async def was_ordered(context: Context, target: ReplyTarget) -> bool:
    """Whether this very message is being painted already, as when it is handled again."""
    jobs = await context.services.jobs.active(chat_id=target.chat_id, person_id=target.person.id)
    return any(job.origin == _origin(target) for job in jobs)


async def acquaint(context: Context, target: ReplyTarget) -> None:
    """Remember what Telegram tells of person and chat; later messages need the language."""
    person, chat = target.person, target.chat
    await context.services.people.meet(
        person.id,
        first_name=person.first_name,
        username=person.username,
        language_code=person.language_code,
    )
    await context.services.chats.meet(chat.id, kind=chat.type, title=chat.effective_name or "")


async def _marked(context: Context, styles: tuple[JobStyle, ...]) -> tuple[JobStyle, ...]:
    """``styles`` with the marks of their polish, so that no painting from before answers."""
    marks = await context.services.vectors.marks([style.key for style in styles])
    return tuple(replace(style, polish=marks.get(style.key)) for style in styles)


async def _note_styles(context: Context, order: Order) -> None:
    for style_id in (s.style_id for s in order.styles if s.style_id is not None):
        await context.services.styles.count_use(style_id)
        await context.services.chats.remember_style(order.target.chat_id, style_id)


def _origin(target: ReplyTarget) -> str:
    return f"message:{target.message_id}"


def _job(context: Context, order: Order) -> NewJob:
    target = order.target
    return NewJob(
        chat_id=target.chat_id,
        person_id=target.person.id,
        message_id=target.message_id,
        thread_id=target.thread_id,
        photo_file_id=order.photo.file_id,
        photo_unique_id=order.photo.unique_id,
        styles=order.styles,
        options=_options(context, order),
        status_message_id=order.status_message_id,
        origin=order.origin or _origin(target),
        shown=_shown(context, order),
        painter=PAINTER_VERSION,
        starts_from=order.starts_from,
    )


def _options(context: Context, order: Order) -> Mapping[str, Any]:
    if order.is_settled:
        return order.options
    settings, device = context.services.settings, context.services.engine.health.device
    machine = DeviceDefaults(
        device=device or settings.device,
        size=settings.size,
        steps=settings.steps,
        largest=settings.max_size,
    )
    options = engine_options(order.options, context.effective.preferences, machine)
    if _is_file(order) and settings.size is None:
        # The easel does not stretch what is smaller than that.
        options |= {"size": settings.max_size, "seconds": FINE_SECONDS}
    return options


def _shown(context: Context, order: Order) -> dict[str, Any]:
    colours = not order.is_settled and context.effective.preferences.keep_colours
    look = replace(order.look, colours=order.look.colours or colours)
    shown = {AS_FILE: True if _is_file(order) else None, **look.shown}
    return {name: value for name, value in shown.items() if value is not None}


def _is_file(order: Order) -> bool:
    return order.as_file or order.photo.is_file
