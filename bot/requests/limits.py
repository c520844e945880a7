"""Check limits before a painting is ordered, and refuse in words.

The bot's admins may always order, as long as there is room in the queue.
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
_MAX_SHOWN_MINUTES: Final = 90
_MAX_SHOWN_SECONDS: Final = 90
LONGEST_ALERT: Final = 200
"""Characters that Telegram shows of an answer to a press."""
GROUP_REFUSAL_PAUSE_S: Final = 60.0
"""Seconds for which a person who was refused in a group is not told so again."""
PRIVATE_REFUSAL_PAUSE_S: Final = 3.0
"""The same in a private chat, so that several photos forwarded at once get one answer."""
MAX_REMEMBERED_REFUSALS: Final = 4096


async def check_order_allowed(
    context: Context,
    target: ReplyTarget,
    *,
    active: int,
    is_repeat: bool = False,
    explanation: str = "",
) -> bool:
    """Return whether the person may have one more painting here; if not, ``refuse`` them.

    ``active`` is how many paintings they have in progress. A repeat was painted before, so neither
    the queue nor the quotas limit it. ``explanation`` comes before the words about a used-up
    quota, where the person may not know that what they ask for counts as a painting.
    """
    objection = await _find_objection(
        context, target, active, is_repeat=is_repeat, explanation=explanation
    )
    if objection is None:
        return True
    await refuse(context, target, objection)
    return False


async def check_painter_allowed(context: Context, target: ReplyTarget) -> bool:
    """Return whether the person may have paintings made here at all; if not, ``refuse`` them."""
    if context.services.admins.is_bot_admin(target.person.id) or await _is_painter(
        context, target
    ):
        return True
    await refuse(context, target, context.texts(target.person)("refuse-admins-paint"))
    return False


async def refuse(context: Context, target: ReplyTarget, words: str) -> None:
    """Tell the person ``words``: in an alert after a press, else in a reply, not repeatedly."""
    if context.pressed is not None and await _show_alert(context.pressed, words):
        return
    if context.services.refusal_throttle.claim_refusal(target.chat_id, target.person.id):
        await reply(context, target, words)


async def _show_alert(query: CallbackQuery, words: str) -> bool:
    try:
        return await query.answer(words[:LONGEST_ALERT], show_alert=True)
    except BadRequest:
        # Telegram waits for the answer to a press for some seconds only.
        return False


def describe_wait(seconds: float) -> dict[str, str | float]:
    """Return ``count`` and ``unit`` for a text that tells to wait ``seconds``, rounded up."""
    if seconds <= _MAX_SHOWN_SECONDS:
        return {"count": max(5, -int(-seconds // 5) * 5), "unit": "seconds"}
    minutes = -int(-seconds // 60)
    if minutes <= _MAX_SHOWN_MINUTES:
        return {"count": minutes, "unit": "minutes"}
    return {"count": -int(-minutes // 60), "unit": "hours"}


async def _find_objection(
    context: Context, target: ReplyTarget, active: int, *, is_repeat: bool, explanation: str
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
    if used_up is not None and explanation:
        return f"{explanation}\n{used_up}"
    return used_up


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
            MAX_REMEMBERED_REFUSALS, _find_expiry, timer=_now
        )

    def claim_refusal(self, chat_id: int, person_id: int) -> bool:
        """Note a refusal; return False if this person was told one here a short while ago."""
        key = chat_id, person_id
        if key in self._told:
            return False
        self._told[key] = None
        return True


def _find_expiry(key: tuple[int, int], _: None, now: float) -> float:
    chat_id, _person_id = key
    # Ids of people are positive.
    return now + (PRIVATE_REFUSAL_PAUSE_S if chat_id > 0 else GROUP_REFUSAL_PAUSE_S)


def _now() -> float:
    return asyncio.get_running_loop().time()
