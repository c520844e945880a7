"""The states of a painting and the moves between them, as one table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a painting stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing can happen to the painting any more."""
        return not TRANSITIONS[self]


# A painting goes back from running to queued when its engine died or the bot was started again.
# It goes from queued straight to done when the same request was painted before.
TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.QUEUED: frozenset({State.RUNNING, State.DONE, State.FAILED, State.CANCELLED}),
    State.RUNNING: frozenset({State.QUEUED, State.DONE, State.FAILED, State.CANCELLED}),
    State.DONE: frozenset(),
    State.FAILED: frozenset(),
    State.CANCELLED: frozenset(),
}

UNFINISHED: Final[frozenset[State]] = frozenset(s for s in State if TRANSITIONS[s])


def sources(target: State) -> frozenset[State]:
    """The states from which ``target`` can be reached in one move."""
    return frozenset(state for state, targets in TRANSITIONS.items() if target in targets)
