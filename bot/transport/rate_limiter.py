"""When the bot may call Telegram: a budget per chat and overall, spent on what matters most.

Telegram allows a bot about one message a second in a private chat, 20 a minute in a group, and
30 a second overall; edits count like messages (tdlib/td#2592). Urgent calls overtake others, and a
part of every budget is kept for them, so that a result never finds it spent on previews. The only
clock is the event loop's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count, repeat
from typing import Any, Final, TypeAlias

from telegram.error import RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.transport.retry import asked_pause, retry

Answer: TypeAlias = bool | dict[str, Any] | list[dict[str, Any]]
Callback: TypeAlias = Callable[..., Coroutine[Any, Any, Answer]]
ChatKey: TypeAlias = int | str


class Urgency(IntEnum):
    """Which call goes first; the value is also how many calls of budget it leaves to others."""

    RESULT = 0
    ANSWER = 1
    STATUS = 2
    PREVIEW = 3
    ACTION = 4


# A chat action is shown for 5 s anyway, and a preview is followed by the next.
PATIENCE: Final[Mapping[Urgency, float]] = {
    Urgency.RESULT: 3600,
    Urgency.ANSWER: 300,
    Urgency.STATUS: 120,
    Urgency.PREVIEW: 60,
    Urgency.ACTION: 5,
}
"""Seconds after which a call that still waits is given up."""
_FREE_PATIENCE: Final = 30.0
"""Seconds that a call without a chat waits at most when Telegram asks it to."""
_EPSILON: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Passed as ``rate_limit_args``. Calls of one chat and ``slot`` write the same message.

    Of those, at most one is on its way and one waits: a newer call replaces the waiting one,
    except that a result is only replaced by a result.
    """

    urgency: Urgency = Urgency.ANSWER
    slot: str | None = None


class NotSent(TelegramError):
    """The call was never made: a newer one replaced it, or it waited too long."""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``burst`` calls at once and ``per_second`` in the long run.

    So no period of T seconds sees more than ``burst + T * per_second`` calls.
    """

    burst: float
    per_second: float


PRIVATE: Final = Rate(burst=5, per_second=1)
GROUP: Final = Rate(burst=8, per_second=12 / 60)
OVERALL: Final = Rate(burst=10, per_second=20)


@dataclass(slots=True)
class Bucket:
    """Counts the calls that may go now (a token bucket); times are the event loop's seconds."""

    rate: Rate
    tokens: float
    updated_at: float

    @classmethod
    def full(cls, rate: Rate, now: float) -> Bucket:
        """Return a bucket that was not used for long."""
        return cls(rate, rate.burst, now)

    def level(self, now: float) -> float:
        """Return the tokens that are there at ``now``."""
        return min(self.rate.burst, self.tokens + (now - self.updated_at) * self.rate.per_second)

    def ready_at(self, now: float, reserve: int) -> float:
        """Return when a token can be taken that leaves ``reserve`` others."""
        missing = 1 + reserve - self.level(now)
        return now if missing <= _EPSILON else now + missing / self.rate.per_second

    def take(self, now: float) -> None:
        """Spend one token."""
        self.tokens, self.updated_at = self.level(now) - 1, now


@dataclass(slots=True, eq=False)
class _Call:
    chat: _Chat
    send: Send
    order: int
    # True: go; False: replaced or given up. Made anew for every turn.
    granted: asyncio.Future[bool] = field(init=False)
    is_going: bool = False

    @property
    def rank(self) -> tuple[int, int]:
        return self.send.urgency, self.order

    def resolve(self, *, granted: bool) -> None:
        """Wake the caller, unless it was cancelled and had no time to withdraw yet."""
        if not self.granted.done():
            self.granted.set_result(granted)


@dataclass(slots=True, eq=False)
class _Chat:
    bucket: Bucket
    waiting: list[_Call] = field(default_factory=list)
    busy: set[str] = field(default_factory=set)
    held_until: float = 0.0

    def next_call(self) -> _Call | None:
        """Return the call to make next; one whose message is being written waits for that."""
        ready = (
            call
            for call in self.waiting
            if call.send.slot not in self.busy and not call.granted.done()
        )
        return min(ready, key=lambda call: call.rank, default=None)

    def ready_at(self, call: _Call, now: float) -> float:
        return max(self.held_until, self.bucket.ready_at(now, call.send.urgency))

    def is_idle(self, now: float) -> bool:
        full = self.bucket.level(now) >= self.bucket.rate.burst
        return full and not self.waiting and not self.busy and self.held_until <= now


class ChatLimiter(BaseRateLimiter[Send]):
    """Makes each call when its chat and the bot have budget for it, the most urgent first.

    A call that got ``RetryAfter`` holds back only its own chat.

    Calls without a chat (``answerCallbackQuery``, ``getFile``, …) and those that only read go out
    at once. Raises ``NotSent`` for calls that were never made.
    """

    def __init__(
        self,
        *,
        private: Rate = PRIVATE,
        group: Rate = GROUP,
        overall: Rate = OVERALL,
        retries: int = 5,
    ) -> None:
        self._private = private
        self._group = group
        self._overall = Bucket.full(overall, 0.0)
        self._retries = retries
        self._chats: dict[ChatKey, _Chat] = {}
        # Calls of equal urgency go in the order in which they came.
        self._order = count()
        self._timer: asyncio.TimerHandle | None = None

    async def initialize(self) -> None:
        """Do nothing; PTB calls it."""

    async def shutdown(self) -> None:
        """Give up every call that still waits."""
        # Whoever awaits them would wait for a turn that never comes.
        for chat in self._chats.values():
            for call in chat.waiting:
                call.resolve(granted=False)
            chat.waiting.clear()
        self._set_timer(None)

    async def process_request(
        self,
        callback: Callback,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Send | None,
    ) -> Answer:
        """Make the call when its turn comes and return its answer."""
        chat_id = _chat_of(endpoint, data)
        if chat_id is None:
            return await self._call_freely(callback, args, kwargs)
        send = rate_limit_args or Send(urgency=_usual_urgency(endpoint))
        call = _Call(self._chat(chat_id), send, next(self._order))
        for retries_left in range(self._retries, -1, -1):
            # Each try waits for a turn, for a more urgent call may have come meanwhile.
            await self._wait_for_turn(call)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                # The whole chat waits: Telegram refuses whatever else goes there meanwhile.
                call.chat.held_until = max(call.chat.held_until, _now() + asked_pause(error))
                if not retries_left:
                    raise
            finally:
                # Also when it failed: the next call for this message waits for nothing else.
                self._release(call)
        raise AssertionError("the last try returns or raises")

    async def _call_freely(self, callback: Callback, args: Any, kwargs: dict[str, Any]) -> Answer:
        return await retry(
            lambda: callback(*args, **kwargs),
            repeat(0.0, self._retries),
            may_pass=lambda error: (
                isinstance(error, RetryAfter) and asked_pause(error) <= _FREE_PATIENCE
            ),
        )

    async def _wait_for_turn(self, call: _Call) -> None:
        call.granted = asyncio.get_running_loop().create_future()
        self._enqueue(call)
        self._grant_ready()
        try:
            async with asyncio.timeout(PATIENCE[call.send.urgency]):
                granted = await call.granted
        except TimeoutError as error:
            self._withdraw(call)
            raise NotSent("waited too long") from error
        except asyncio.CancelledError:
            self._withdraw(call)
            raise
        if not granted:
            raise NotSent("replaced by a newer call")

    def _enqueue(self, call: _Call) -> None:
        waiting = call.chat.waiting
        slot = call.send.slot
        same = (c for c in waiting if slot is not None and c.send.slot == slot)
        rival = next((c for c in same if not c.granted.done()), None)
        waiting.append(call)
        if rival is not None:
            # A call that comes back after RetryAfter can be older than the one that waits.
            loser = min((call, rival), key=lambda c: (c.send.urgency is Urgency.RESULT, c.order))
            waiting.remove(loser)
            loser.resolve(granted=False)

    def _withdraw(self, call: _Call) -> None:
        if call in call.chat.waiting:
            call.chat.waiting.remove(call)
        # Permission may have come in the very moment in which the caller gave up.
        self._release(call)

    def _release(self, call: _Call) -> None:
        if call.is_going and call.send.slot is not None:
            call.chat.busy.discard(call.send.slot)
        call.is_going = False
        self._grant_ready()

    def _grant_ready(self) -> None:
        """Let every call go whose time has come, and wake up for the next."""
        now = _now()
        # One at a time: each that goes spends budget and may be the last of a chat.
        while True:
            heads = [head for chat in self._chats.values() if (head := chat.next_call())]
            ready = [c for c in heads if c.chat.ready_at(c, now) <= now + _EPSILON]
            first = min(ready, key=lambda call: call.rank, default=None)
            # What is less urgent must leave more budget to others, so it cannot go either.
            if first is None or self._overall_at(first, now) > now + _EPSILON:
                break
            self._grant(first, now)
        self._set_timer(
            min(
                (max(c.chat.ready_at(c, now), self._overall_at(c, now)) for c in heads),
                default=None,
            )
        )

    def _overall_at(self, call: _Call, now: float) -> float:
        return self._overall.ready_at(now, call.send.urgency)

    def _grant(self, call: _Call, now: float) -> None:
        call.chat.waiting.remove(call)
        call.chat.bucket.take(now)
        self._overall.take(now)
        if call.send.slot is not None:
            call.chat.busy.add(call.send.slot)
        call.is_going = True
        call.resolve(granted=True)

    def _set_timer(self, when: float | None) -> None:
        # One for all calls: whatever changes sets it anew.
        if self._timer is not None:
            self._timer.cancel()
        self._timer = (
            None if when is None else asyncio.get_running_loop().call_at(when, self._grant_ready)
        )

    def _chat(self, chat_id: ChatKey) -> _Chat:
        now = _now()
        if chat_id not in self._chats:
            # An idle chat looks like one never seen; forget those when many have gathered.
            if len(self._chats) >= 1024:
                self._chats = {k: c for k, c in self._chats.items() if not c.is_idle(now)}
            is_private = isinstance(chat_id, int) and chat_id > 0
            rate = self._private if is_private else self._group
            self._chats[chat_id] = _Chat(Bucket.full(rate, now))
        return self._chats[chat_id]


def _now() -> float:
    return asyncio.get_running_loop().time()


def _chat_of(endpoint: str, data: Mapping[str, Any]) -> ChatKey | None:
    chat_id: ChatKey | None = data.get("chat_id")
    # Telegram limits what is written into chats, not what is read of them.
    if chat_id is None or endpoint.startswith("get"):
        return None
    # Telegram takes "-100123" as well as -100123; both are the same chat.
    digits = isinstance(chat_id, str) and chat_id.removeprefix("-").isdecimal()
    return int(chat_id) if digits else chat_id


def _usual_urgency(endpoint: str) -> Urgency:
    return Urgency.ACTION if endpoint == "sendChatAction" else Urgency.ANSWER
