"""Orders: what a person asked for becomes a committed job, then goes to the runner."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from telegram import User

from bot.context import Context, ReplyTarget
from bot.jobs.adjustments import AS_FILE, Adjustments, is_delivered_as_file
from bot.jobs.engine_options import DeviceDefaults, engine_options, is_instant
from bot.jobs.runner import JobFacts
from bot.pictures.attachments import Picture
from bot.requests.limits import may_order
from bot.styles.mix import StyleMix
from bot.texts import Texts
from engine.weights.shipped import PAINTER_VERSION
from storage import Job, JobKind, JobStyle, NewJob

_SEEDS: Final = 2**31
_LARGER: Final = 2
FINE_SECONDS: Final = 120.0
"""What large paintings may take; on a slow machine they get fewer steps."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture to paint, and the message that its painting answers."""

    target: ReplyTarget
    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One painting to be made. ``origin`` tells the act apart, see ``storage.NewJob``."""

    photo: Photo
    styles: tuple[JobStyle, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    is_settled: bool = False
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


def order_in_style(photo: Photo, style: StyleMix | Picture, texts: Texts) -> Order:
    """Order ``photo`` in styles of the catalogue, or in that of the person's own picture."""
    if isinstance(style, Picture):
        own = JobStyle(key=style.unique_id, title=texts("style-own"), file_id=style.file_id)
        return Order(photo=photo, styles=(own,))
    return Order(
        photo=photo,
        styles=style.sources,
        options=style.options,
        adjustments=Adjustments(intensity=style.intensity),
    )


def order_by_recipe(photo: Photo, job: Job) -> Order:
    """Order ``photo`` painted as ``job`` was, down to the seed, and shown as that is now."""
    return Order(
        photo=photo,
        styles=job.styles,
        options=job.options,
        is_settled=True,
        adjustments=Adjustments.of(job),
    )


def order_again(job: Job, target: ReplyTarget) -> Order:
    """Order the painting of ``job`` with another seed, to be shown at ``target``."""
    seed = (job.seed + 1 + secrets.randbelow(_SEEDS - 1)) % _SEEDS
    return replace(_order_like(job, target), options={**job.options, "seed": seed})


def order_restyled(job: Job, target: ReplyTarget, mix: StyleMix) -> Order:
    """Order the photo of ``job`` in another style, with the options that suit that."""
    again = _order_like(job, target)
    return replace(again, styles=mix.sources, options=mix.options, is_settled=False)


def order_sharper(
    job: Job, target: ReplyTarget, *, shown: int | None, largest: int
) -> Order | None:
    """Order ``job`` with twice the side that is ``shown``, as a file; ``None`` at ``largest``.

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
        _order_like(job, target),
        options={**careful, **fine},
        as_file=True,
        starts_from=None if was_instant else job.result_file_id,
    )


def mark_pressed(order: Order, act: str) -> Order:
    """Return ``order`` as asked for by the press ``act`` of a button under a picture."""
    return replace(order, origin=f"tap:{act}", kind=JobKind.TAP)


def _order_like(job: Job, target: ReplyTarget) -> Order:
    return Order(
        photo=Photo(target, Picture(job.photo_file_id, job.photo_unique_id)),
        styles=job.styles,
        options=job.options,
        is_settled=True,
        as_file=is_delivered_as_file(job),
        adjustments=Adjustments.of(job),
    )


async def paint(
    context: Context, orders: Sequence[Order], active: Sequence[Job] | None = None
) -> bool:
    """Commit ``orders``, which were asked for in one breath, and hand them to the runner.

    ``active`` are the person's unfinished jobs where the caller has read them. What is given
    again is not painted again. Returns False, and has told the person, when not all are allowed.
    """
    services, person = context.services, orders[0].photo.target.person
    if active is None:
        active = await services.jobs.active(person_id=person.id)
    marks = await services.vectors.marks([s.key for order in orders for s in order.styles])
    for number, order in enumerate(orders):
        new = _job(context, order, marks)
        if _is_among(active, new.chat_id, new.origin):
            continue
        earlier = await services.jobs.find_earlier_result(new)
        # The first counts for all of them.
        in_progress = 0 if number else len(active)
        is_repeat = earlier is not None
        if not await may_order(
            context, order.photo.target, active=in_progress, is_repeat=is_repeat
        ):
            # For the next ones it would be the same.
            return False
        await remember_chat_and_person(context, order.photo.target)
        added = await services.jobs.add(new)
        if added.is_new:
            await _note_styles(context, new)
            await services.runner.submit(added.job, _facts(context, person, earlier))
    return True


def is_being_painted(active: Sequence[Job], target: ReplyTarget) -> bool:
    """Whether the message of ``target`` asked for one of ``active``: it is handled again."""
    return _is_among(active, target.chat_id, _origin(target))


async def remember_chat_and_person(context: Context, target: ReplyTarget) -> None:
    """Store what Telegram tells of person and chat; later messages need the language."""
    person, chat = target.person, target.chat
    await context.services.people.meet(
        person.id,
        first_name=person.first_name,
        username=person.username,
        language_code=person.language_code,
    )
    await context.services.chats.meet(chat.id, kind=chat.type, title=chat.effective_name or "")


def _is_among(active: Sequence[Job], chat_id: int, origin: str) -> bool:
    return any((job.chat_id, job.origin) == (chat_id, origin) for job in active)


async def _note_styles(context: Context, new: NewJob) -> None:
    if new.kind is JobKind.DRAFT:
        return
    for style_id in (s.style_id for s in new.styles if s.style_id is not None):
        await context.services.styles.count_use(style_id)
        await context.services.chats.remember_style(new.chat_id, style_id)


def _facts(context: Context, person: User, earlier: Job | None) -> JobFacts:
    # The gate may have read them before it was known what language the person speaks.
    language = context.effective.preferences.language or person.language_code
    return JobFacts(replace(context.effective, language=language), earlier)


def _origin(target: ReplyTarget) -> str:
    return f"message:{target.message_id}"


def _job(context: Context, order: Order, marks: Mapping[str, str]) -> NewJob:
    target, picture = order.photo.target, order.photo.picture
    return NewJob(
        chat_id=target.chat_id,
        person_id=target.person.id,
        message_id=target.message_id,
        thread_id=target.thread_id,
        photo_file_id=picture.file_id,
        photo_unique_id=picture.unique_id,
        # With its mark of polish no painting from before the polish answers.
        styles=tuple(replace(style, polish=marks.get(style.key)) for style in order.styles),
        options=_options(context, order),
        status_message_id=order.status_message_id,
        origin=order.origin or _origin(target),
        kind=order.kind,
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
        # What is smaller than that is not stretched.
        options |= {"size": settings.max_size, "seconds": FINE_SECONDS}
    return options


def _shown(context: Context, order: Order) -> dict[str, Any]:
    colours = not order.is_settled and context.effective.preferences.keep_colours
    adjusted = replace(order.adjustments, colours=order.adjustments.colours or colours)
    shown = {AS_FILE: True if _is_file(order) else None, **adjusted.shown}
    return {name: value for name, value in shown.items() if value is not None}


def _is_file(order: Order) -> bool:
    return order.as_file or order.photo.picture.is_file
