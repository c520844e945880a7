"""Commits orders as jobs and hands those to the runner, if the person may have them painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from telegram import User

from bot.context import Context, ReplyTarget
from bot.jobs.adjustments import AS_FILE
from bot.jobs.engine_options import DeviceDefaults, engine_options
from bot.jobs.runner import JobFacts
from bot.requests.limits import check_order_allowed
from bot.requests.orders import LARGE_PAINTING_SECONDS, Order
from bot.requests.origins import origin_of_message
from bot.requests.participants import remember_chat_and_person
from engine.weights.shipped import PAINTER_VERSION
from storage import Job, JobKind, NewJob


async def submit_orders(
    context: Context, orders: Sequence[Order], active: Sequence[Job] | None = None
) -> bool:
    """Commit ``orders`` and hand them to the runner; skip those already active.

    All come from one message or press. ``active`` are the person's unfinished jobs where the
    caller has read them. Returns False, and has told the person, when not all are allowed.
    """
    services, person = context.services, orders[0].photo.target.person
    if active is None:
        active = await services.jobs.active(person_id=person.id)
    polish_marks = await services.vectors.marks([s.key for order in orders for s in order.styles])
    for number, order in enumerate(orders):
        new = _build_job(context, order, polish_marks)
        if _is_among(active, new.chat_id, new.origin):
            continue
        earlier = await services.jobs.find_earlier_result(new)
        # The limit of active jobs is checked once for all orders of a message.
        in_progress = 0 if number else len(active)
        is_repeat = earlier is not None
        if not await check_order_allowed(
            context, order.photo.target, active=in_progress, is_repeat=is_repeat
        ):
            # For the next ones it would be the same.
            return False
        await remember_chat_and_person(context, order.photo.target)
        added = await services.jobs.add(new)
        if added.is_new:
            await _count_style_use(context, new)
            await services.runner.submit(added.job, _build_facts(context, person, earlier))
    return True


def is_being_painted(active: Sequence[Job], target: ReplyTarget) -> bool:
    """Whether the message of ``target`` asked for one of ``active``: it is handled again."""
    return _is_among(active, target.chat_id, origin_of_message(target))


def _is_among(active: Sequence[Job], chat_id: int, origin: str) -> bool:
    return any((job.chat_id, job.origin) == (chat_id, origin) for job in active)


async def _count_style_use(context: Context, new: NewJob) -> None:
    if new.kind is JobKind.DRAFT:
        return
    for style_id in (s.style_id for s in new.styles if s.style_id is not None):
        await context.services.styles.count_use(style_id)
        await context.services.chats.remember_style(new.chat_id, style_id)


def _build_facts(context: Context, person: User, earlier: Job | None) -> JobFacts:
    # The gate may have read them before it was known what language the person speaks.
    language = context.effective.preferences.language or person.language_code
    return JobFacts(replace(context.effective, language=language), earlier)


def _build_job(context: Context, order: Order, polish_marks: Mapping[str, str]) -> NewJob:
    target, picture = order.photo.target, order.photo.picture
    return NewJob(
        chat_id=target.chat_id,
        person_id=target.person.id,
        message_id=target.message_id,
        thread_id=target.thread_id,
        photo_file_id=picture.file_id,
        photo_unique_id=picture.unique_id,
        # With its mark of polish no painting from before the polish answers.
        styles=tuple(replace(style, polish=polish_marks.get(style.key)) for style in order.styles),
        options=_build_engine_options(context, order),
        status_message_id=order.status_message_id,
        origin=order.origin or origin_of_message(target),
        kind=order.kind,
        shown=_build_shown_state(context, order),
        painter=PAINTER_VERSION,
        starts_from=order.starts_from,
    )


def _build_engine_options(context: Context, order: Order) -> Mapping[str, Any]:
    if order.ignores_preferences:
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
        options |= {"size": settings.max_size, "seconds": LARGE_PAINTING_SECONDS}
    return options


def _build_shown_state(context: Context, order: Order) -> dict[str, Any]:
    colours = not order.ignores_preferences and context.effective.preferences.keep_colours
    adjusted = replace(order.adjustments, colours=order.adjustments.colours or colours)
    shown = {AS_FILE: True if _is_file(order) else None, **adjusted.shown}
    return {name: value for name, value in shown.items() if value is not None}


def _is_file(order: Order) -> bool:
    return order.as_file or order.photo.picture.is_file
