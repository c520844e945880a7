"""The log of the bot's calls, and the faults by which calls are made to fail."""

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
        """Log a call that was answered; `error_code` is None when it succeeded."""
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
        """Remove all calls; numbers go on."""
        self._calls.clear()


@dataclass(slots=True)
class Fault:
    """A fault that the next `times` calls of `method` run into.

    `error_code` 0 drops the connection. With `effect` the call is carried out first and only its
    answer is lost, so that a bot cannot know whether its message was sent.
    """

    method: str
    error_code: int
    description: str = ""
    retry_after: int = 0
    times: int = 1
    effect: bool = False


@dataclass(slots=True)
class Faults:
    """The faults to come, used in the order in which they were added."""

    pending: list[Fault] = field(default_factory=list)

    def take(self, method: str) -> Fault | None:
        """Return the fault for this call of `method`, counting it down, or None."""
        for fault in self.pending:
            if fault.method.lower() == method.lower():
                fault.times -= 1
                if fault.times <= 0:
                    self.pending.remove(fault)
                return fault
        return None
