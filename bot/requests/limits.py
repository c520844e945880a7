"""What keeps the bot fair: who may ask for a painting now, and how the others are told.

The bot's admins may always ask, as long as there is room in the queue.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from cachetools import TLRUCache
from telegram import CallbackQuery
from telegram.error import BadRequest

from bot.context import Context, ReplyTarget, reply
from storage import Usage, Who, utc_now

_MINUTE: Final = timedelta(minutes=1)
_LONGEST_MINUTES: Final = 90
_LONGEST_SECONDS: Final = 90
LONGEST_ALERT: Final = 200
"""Characters that Telegram shows of an answer to a press."""
PAUSE_S: Final = 60.0
"""A person in a group who was refused is not told so again before this time is over."""
PRIVATE_PAUSE_S: Final = 3.0
"""Alone with the bot: a handful of forwarded photos still gets one answer only."""
REFUSALS_KEPT: Final = 4096


async def may_order(
    context: Context,
    target: ReplyTarget,
    *,
    active: int,
    is_repeat: bool = False,
    counts: str = "",
) -> bool:
    """Whether the person, who has ``active`` paintings in progress, may have one more here.

    A repeat was painted before and costs nothing. If they may not, they are told why, unless they
    were told something like it a moment ago; ``counts`` are words that say why something that is
    no painting counts as one.
    """
    objection = await _find_objection(context, target, active, is_repeat=is_repeat, counts=counts)
    if objection is None:
        return True
    await refuse(context, target, objection)
    return False


async def may_ask(context: Context, target: ReplyTarget) -> bool:
    """Whether the person may ask for paintings here at all; if not, they are told."""
    if context.services.admins.is_bot_admin(target.person.id) or await _is_painter(
        context, target
    ):
        return True
    await refuse(context, target, context.texts(target.person)("refuse-admins-paint"))
    return False


async def refuse(context: Context, target: ReplyTarget, words: str) -> None:
    """Tell the person no: who pressed a button in an alert, others never again and again."""
    if context.pressed is not None and await _show_alert(context.pressed, words):
        return
    if context.services.refusal_throttle.may_say(target.chat_id, target.person.id):
        await reply(context, target, words)


async def _show_alert(query: CallbackQuery, words: str) -> bool:
    try:
        return await query.answer(words[:LONGEST_ALERT], show_alert=True)
    except BadRequest:
        # Telegram waits for the answer to a press for some seconds only.
        return False


def describe_wait(seconds: float) -> dict[str, str | float]:
    """Round a time to wait up as one says it: ``count`` and ``unit`` of our texts."""
    if seconds <= _LONGEST_SECONDS:
        return {"count": max(5, -int(-seconds // 5) * 5), "unit": "seconds"}
    minutes = -int(-seconds // 60)
    if minutes <= _LONGEST_MINUTES:
        return {"count": minutes, "unit": "minutes"}
    return {"count": -int(-minutes // 60), "unit": "hours"}


async def _find_objection(
    context: Context, target: ReplyTarget, active: int, *, is_repeat: bool, counts: str
) -> str | None:
    services, texts = context.services, context.texts(target.person)
    is_free = services.admins.is_bot_admin(target.person.id)
    if not is_free and not await _is_painter(context, target):
        return texts("refuse-admins-paint")
    if not is_free and active >= services.settings.max_active:
        return texts("order-too-many", count=active)
    if is_repeat:
        return None
    wait = services.runner.estimates.time_until_room(target.chat_id)
    if wait is not None:
        return texts("refuse-line-full", **describe_wait(wait))
    used_up = None if is_free else await _find_used_up_quota(context, target)
    return used_up and "\n".join(filter(None, (counts, used_up)))


async def _is_painter(context: Context, target: ReplyTarget) -> bool:
    if target.is_private or context.effective.preferences.who_paints is not Who.ADMINS:
        return True
    return await context.services.admins.may_manage(target.chat_id, target.person.id)


async def _find_used_up_quota(context: Context, target: ReplyTarget) -> str | None:
    services, texts = context.services, context.texts(target.person)
    settings, quotas = services.settings, services.quotas
    window = timedelta(hours=settings.quota_hours)
    limit = await _load_limit(context, target.person.id, settings.person_quota)
    if limit is not None:
        usage = await quotas.of_person(target.person.id, limit, window)
        if usage.left == 0:
            return texts("refuse-quota", limit=limit, **_describe_until(usage))
    if target.is_private:
        return None
    limit = await _load_limit(context, target.chat_id, settings.group_quota)
    if limit is not None:
        usage = await quotas.of_chat(target.chat_id, limit, window)
        if usage.left == 0:
            return texts("refuse-group-quota", limit=limit, **_describe_until(usage))
    usage = await quotas.of_chat(target.chat_id, settings.group_rate, _MINUTE)
    return texts("refuse-group-rate", **_describe_until(usage)) if usage.left == 0 else None


async def _load_limit(context: Context, person_or_chat: int, usual: int) -> int | None:
    exception = await context.services.quotas.override_for(person_or_chat)
    return usual if exception is None else exception.paintings


def _describe_until(usage: Usage) -> dict[str, str | float]:
    if usage.free_at is None:
        # A limit of 0: no time will come.
        return {"count": 0, "unit": "never"}
    return describe_wait((usage.free_at - utc_now()).total_seconds())


class RefusalThrottle:
    """Remembers who was refused where a short while ago."""

    def __init__(self) -> None:
        self._told: TLRUCache[tuple[int, int], None] = TLRUCache(
            REFUSALS_KEPT, _told_until, timer=_now
        )

    def may_say(self, chat_id: int, person_id: int) -> bool:
        """Whether to tell this person no here; if so, it counts as told."""
        key = chat_id, person_id
        if key in self._told:
            return False
        self._told[key] = None
        return True


def _told_until(key: tuple[int, int], _: None, now: float) -> float:
    chat_id, _person_id = key
    # Ids of people are positive.
    return now + (PRIVATE_PAUSE_S if chat_id > 0 else PAUSE_S)


def _now() -> float:
    return asyncio.get_running_loop().time()
