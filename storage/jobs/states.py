"""The states of a job and the transitions between them, as one table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """The state of a job."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Tell whether the job cannot leave this state any more."""
        return not TRANSITIONS[self]


# A job goes back from running to queued when the engine died or the bot was restarted, and from
# queued straight to done when the result of an equal request is sent.
TRANSITIONS: Final[Mapping[State, frozenset[State]]] = {
    State.QUEUED: frozenset({State.RUNNING, State.DONE, State.FAILED, State.CANCELLED}),
    State.RUNNING: frozenset({State.QUEUED, State.DONE, State.FAILED, State.CANCELLED}),
    State.DONE: frozenset(),
    State.FAILED: frozenset(),
    State.CANCELLED: frozenset(),
}

UNFINISHED: Final[frozenset[State]] = frozenset(s for s in State if TRANSITIONS[s])


def predecessors(target: State) -> frozenset[State]:
    """Return the states from which ``target`` can be reached in one transition."""
    return frozenset(state for state, targets in TRANSITIONS.items() if target in targets)
