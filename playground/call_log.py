"""Side records of the Bot API: which calls the bot made, and which calls are made to fail."""

import itertools
from collections import deque
from dataclasses import dataclass, field

from playground.model import Json


class CallLog:
    """The latest calls of the bot, oldest first."""

    def __init__(self, most: int = 10_000) -> None:
        self._calls: deque[Json] = deque(maxlen=most)
        self._numbers = itertools.count(1)

    def add(self, method: str, params: Json, *, error_code: int | None, at: float) -> None:
        """Note a call that has been answered; `error_code` is None when it went well."""
        call = {
            "seq": next(self._numbers),
            "method": method,
            "params": params,
            "ok": error_code is None,
            "error_code": error_code,
            "at": at,
        }
        self._calls.append(call)

    def after(self, seq: int) -> list[Json]:
        """Return the calls with a greater number than `seq`."""
        return [call for call in self._calls if call["seq"] > seq]

    def clear(self) -> None:
        """Forget the calls; numbers go on."""
        self._calls.clear()


@dataclass(slots=True)
class Fault:
    """An order to fail the next `times` calls of `method`.

    `error_code` 0 drops the connection. With `effect` the call is carried out first, and only
    its answer is lost: the case in which a bot cannot know whether its message was sent.
    """

    method: str
    error_code: int
    description: str = ""
    retry_after: int = 0
    times: int = 1
    effect: bool = False


@dataclass(slots=True)
class Faults:
    """The standing orders, first come first served."""

    orders: list[Fault] = field(default_factory=list)

    def take(self, method: str) -> Fault | None:
        """Return the order for this call of `method`, counting it down, or None."""
        for fault in self.orders:
            if fault.method.lower() == method.lower():
                fault.times -= 1
                if fault.times <= 0:
                    self.orders.remove(fault)
                return fault
        return None
