"""How the bot does: /stats with a chart, and /queue."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from telegram import ReplyParameters

from bot.admin.guard import AdminCommand, is_bot_admin, only_if
from bot.drawing.stats_chart import Words, chart
from bot.requests.limits import describe_wait
from bot.texts import Texts
from bot.texts.catalogue import DEFAULT
from storage import State, utc_now

_DAYS: Final = 30


@only_if(is_bot_admin)
async def show_stats(command: AdminCommand) -> None:
    """/stats: draw paintings a day, styles and times."""
    target, services, texts = command.target, command.context.services, command.texts
    since = utc_now() - timedelta(days=_DAYS)
    days = await services.stats.per_day(_DAYS)
    styles, speeds = await services.stats.styles(since), await services.stats.speeds(since)
    words, latin = _chart_words(texts), _chart_words(services.catalogue.speak(DEFAULT))
    # Drawing takes a moment, in which others are served.
    plot = await asyncio.to_thread(chart, days, styles, speeds, words=words, latin=latin)
    totals = await services.stats.totals()
    await command.context.bot.send_photo(
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


@only_if(is_bot_admin)
async def show_queue(command: AdminCommand) -> None:
    """/queue: tell how many paintings wait or are painted, and how the engine is."""
    services, texts = command.context.services, command.texts
    jobs = await services.jobs.active()
    running = sum(job.state is State.RUNNING for job in jobs)
    health = services.engine.health
    lines = [texts("queue-now", waiting=len(jobs) - running, running=running)]
    if len(jobs) > running:
        lines.append(texts("queue-turn", **describe_wait(services.runner.estimates.next_turn())))
    if health.alive:
        lines.append(texts("queue-engine", device=health.device, restarts=health.restarts))
    else:
        lines.append(texts("queue-no-engine", trouble=health.trouble or "—"))
    await command.reply("\n".join(lines))


def _chart_words(texts: Texts) -> Words:
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
