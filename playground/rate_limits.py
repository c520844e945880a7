"""Telegram's flood limits: a budget per group, per private chat, and for all together."""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from playground.errors import too_many_requests

_COUNTED = ("send", "edit", "copy", "forward")
_FREE = {"sendchataction"}


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """How many calls that send or edit pass in how many seconds.

    20 a minute in a group and about 30 a second overall are documented; edits share the budget
    of messages. For private chats only "about one a second, short bursts are fine" is known.
    """

    group: tuple[int, float] = (20, 60.0)
    private: tuple[int, float] = (10, 10.0)
    overall: tuple[int, float] = (30, 1.0)


class FloodControl:
    """Counts calls against the limits; without limits everything passes."""

    def __init__(self, limits: FloodLimits | None, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._past: defaultdict[str, deque[float]] = defaultdict(deque)

    def check(self, method: str, chat_id: str, count: int = 1) -> None:
        """Raise `ApiError` 429 with the seconds to wait when the chat's budget is spent."""
        name = method.lower()
        if self._limits is None or name in _FREE or not name.startswith(_COUNTED):
            return
        group = chat_id.startswith(("-", "@"))
        budgets = (
            (chat_id, self._limits.group if group else self._limits.private),
            ("", self._limits.overall),
        )
        now = self._clock()
        wait = max(self._wait(key, budget, now, count) for key, budget in budgets)
        if wait > 0:
            raise too_many_requests(max(1, ceil(wait)))
        for key, _ in budgets:
            self._past[key].extend([now] * count)

    def _wait(self, key: str, budget: tuple[int, float], now: float, count: int) -> float:
        most, seconds = budget
        past = self._past[key]
        while past and past[0] <= now - seconds:
            past.popleft()
        over = len(past) + count - most
        return past[min(over, len(past)) - 1] + seconds - now if over > 0 and past else 0.0
