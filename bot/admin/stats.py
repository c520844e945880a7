"""What admins look at: /stats with a plot, /queue and /audit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from telegram import ReplyParameters, Update

from bot.account.settings_panel import Panel
from bot.admin.audit import about, format_entry
from bot.context import Context, ReplyTarget, reply, require_message
from bot.drawing.stats_chart import Words, chart
from bot.requests.limits import describe_wait, refuse
from bot.texts import Texts
from bot.texts.catalogue import DEFAULT
from storage import State, utc_now

DAYS: Final = 30
DEEDS: Final = 15


async def show_stats(update: Update, context: Context) -> None:
    """/stats: paintings a day, styles and times, for the bot's admins."""
    target = await _of_admin(update, context)
    if target is None:
        return
    services, texts = context.services, context.texts(target.person)
    since = utc_now() - timedelta(days=DAYS)
    days = await services.stats.per_day(DAYS)
    styles, speeds = await services.stats.styles(since), await services.stats.speeds(since)
    latin = _words(services.catalogue.speak(DEFAULT))
    # Drawing takes a moment, in which others are served.
    plot = await asyncio.to_thread(chart, days, styles, speeds, words=_words(texts), latin=latin)
    totals = await services.stats.totals()
    await context.bot.send_photo(
        target.chat_id,
        plot,
        caption=texts(
            "stats-totals",
            paintings=totals.paintings,
            people=totals.people,
            groups=totals.groups,
            styles=totals.styles,
            today=days[-1].asked,
        ),
        filename="stats.png",
        message_thread_id=target.thread_id,
        reply_parameters=ReplyParameters(target.message_id, allow_sending_without_reply=True),
    )


async def show_queue(update: Update, context: Context) -> None:
    """/queue: who waits, what is painted, and how the engine is, for the bot's admins."""
    target = await _of_admin(update, context)
    if target is None:
        return
    services, texts = context.services, context.texts(target.person)
    jobs = await services.jobs.unfinished()
    running = sum(job.state is State.RUNNING for job in jobs)
    health = services.engine.health
    lines = [texts("queue-now", waiting=len(jobs) - running, running=running)]
    if len(jobs) > running:
        lines.append(texts("queue-turn", **describe_wait(services.runner.estimates.next_turn())))
    if health.alive:
        lines.append(texts("queue-engine", device=health.device, restarts=health.restarts))
    else:
        lines.append(texts("queue-no-engine", trouble=health.trouble or "—"))
    await reply(context, target, "\n".join(lines))


async def show_audit(update: Update, context: Context) -> None:
    """/audit: what admins did last; in a group what was done there, for its administrators."""
    message, person = require_message(update)
    target, texts = ReplyTarget.of(message, person), context.texts(person)
    services = context.services
    may = services.admins.runs_the_bot(person.id) or (
        not target.is_private and await services.admins.wrote(message, person.id)
    )
    if not may:
        await refuse(context, target, texts("admin-only"))
        return
    chat_id = None if target.is_private else target.chat_id
    entries = await services.audit.recent(DEEDS, chat_id=chat_id)
    if not entries:
        await reply(context, target, texts("audit-nothing"))
        return
    concerned = {d.person_id for d in entries} | {about(entry) for entry in entries}
    names = {person.id: person.first_name} | await _names(context, concerned)
    largest = services.settings.max_size
    panel = Panel(stored={}, is_group=True, catalogue=services.catalogue, largest=largest)
    await reply(
        context, target, "\n".join(format_entry(entry, texts, names, panel) for entry in entries)
    )


async def _of_admin(update: Update, context: Context) -> ReplyTarget | None:
    target = ReplyTarget.of(*require_message(update))
    if context.services.admins.runs_the_bot(target.person.id):
        return target
    await refuse(context, target, context.texts(target.person)("admin-only"))
    return None


async def _names(context: Context, ids: Iterable[int | None]) -> dict[int, str]:
    """What the people and groups are called that are known; the ids of groups are negative."""
    people, chats, names = context.services.people, context.services.chats, {}
    for known in ids:
        if known is None:
            continue
        person = await people.get(known) if known > 0 else None
        chat = await chats.get(known) if known < 0 else None
        name = person.first_name if person else chat.title if chat else ""
        if name:
            names[known] = name
    return names


def _words(texts: Texts) -> Words:
    return Words(
        days=texts("stats-days"),
        styles=texts("stats-styles"),
        times=texts("stats-times"),
        done=texts("stats-done"),
        failed=texts("stats-failed"),
        cancelled=texts("stats-cancelled"),
        waiting=texts("stats-waiting"),
        median=texts("stats-median"),
        p90=texts("stats-p90"),
        own_style=texts("style-own"),
        usual=texts("setting-usual"),
        instant=texts("setting-instant"),
        refined=texts("stats-refined"),
        nothing=texts("stats-nothing"),
    )
