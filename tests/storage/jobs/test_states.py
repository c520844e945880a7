from __future__ import annotations

import pytest

from storage.jobs.states import TRANSITIONS, UNFINISHED, State, predecessors


def test_every_state_has_its_moves() -> None:
    assert set(TRANSITIONS) == set(State)


def test_what_is_done_failed_or_cancelled_stays_so() -> None:
    assert {s for s in State if s.is_final} == {State.DONE, State.FAILED, State.CANCELLED}
    assert {s for s in State if not s.is_final} == UNFINISHED


def test_no_state_leads_to_itself() -> None:
    assert all(state not in targets for state, targets in TRANSITIONS.items())


@pytest.mark.parametrize("target", State)
def test_sources_are_the_table_read_backwards(target: State) -> None:
    assert predecessors(target) == {s for s in State if target in TRANSITIONS[s]}


def test_only_a_queued_painting_starts() -> None:
    assert predecessors(State.RUNNING) == {State.QUEUED}
