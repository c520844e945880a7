"""Who waits, who is held, and who is told what when the worker dies."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from engine import (
    Cancelled,
    EngineDead,
    Failed,
    InvalidState,
    Overloaded,
    Queued,
    Request,
    Restarted,
    TooBig,
)
from engine.messages import AnyEvent
from engine.supervision.scheduler import Painting, Scheduler

DIED = EngineDead("Died.", reason="died")


def ask(name: str) -> Request:
    return Request(id=name, photo=b"", styles=())


def add(roster: Scheduler, names: Iterable[str], *, at_once: bool = True) -> list[Painting]:
    return [roster.add(ask(name), at_once=at_once) for name in names]


def take(roster: Scheduler) -> list[str]:
    """Ids of everything that can be held now."""
    taken = []
    while (painting := roster.next()) is not None:
        taken.append(painting.id)
    return taken


def told(painting: Painting) -> list[AnyEvent]:
    return list(painting.stream._unread)


@pytest.fixture
def roster() -> Scheduler:
    return Scheduler(slots=2, waiting=2)


class TestTheLine:
    def test_fills_the_slots_in_order(self, roster: Scheduler) -> None:
        add(roster, "abc")
        assert take(roster) == ["a", "b"]
        assert (roster.held, roster.waiting) == (2, 1)

    def test_tells_a_place_to_those_beyond_the_slots(self, roster: Scheduler) -> None:
        assert [told(p) for p in add(roster, "abcd")] == [
            [],
            [],
            [Queued(id="c", ahead=0)],
            [Queued(id="d", ahead=1)],
        ]

    def test_tells_everyone_while_there_is_no_worker(self, roster: Scheduler) -> None:
        (painting,) = add(roster, "a", at_once=False)
        assert told(painting) == [Queued(id="a", ahead=0)]

    def test_is_full_at_its_bound(self, roster: Scheduler) -> None:
        add(roster, "abcd")
        with pytest.raises(Overloaded):
            roster.add(ask("e"), at_once=True)

    def test_knows_an_id_until_it_ends(self, roster: Scheduler) -> None:
        (painting,) = add(roster, "a")
        with pytest.raises(InvalidState):
            add(roster, "a")
        roster.withdraw(painting)
        add(roster, "a")


class TestWithdrawing:
    def test_from_the_line_needs_no_word_to_the_worker(self, roster: Scheduler) -> None:
        (painting,) = add(roster, "a")
        assert not roster.withdraw(painting)
        assert told(painting) == [Cancelled(id="a")]
        assert take(roster) == []

    def test_what_is_held_keeps_its_slot_until_the_worker_confirms(
        self, roster: Scheduler
    ) -> None:
        first, *_ = add(roster, "abc")
        assert take(roster) == ["a", "b"]
        assert roster.withdraw(first)
        assert take(roster) == []
        roster.settle(Cancelled(id=first.wire_id))
        assert take(roster) == ["c"]

    def test_twice_is_once(self, roster: Scheduler) -> None:
        (painting,) = add(roster, "a")
        take(roster)
        assert roster.withdraw(painting)
        assert not roster.withdraw(painting)

    def test_frees_the_id_though_the_old_painting_is_still_held(self, roster: Scheduler) -> None:
        (old,) = add(roster, "a")
        take(roster)
        roster.withdraw(old)
        (new,) = add(roster, "a")
        assert take(roster) == ["a"]
        roster.settle(Cancelled(id=old.wire_id))
        assert roster.find("a") is new
        assert not new.stream.ended


class TestTheWorkersDeath:
    def test_puts_its_paintings_back_in_front(self, roster: Scheduler) -> None:
        first, second, _ = add(roster, "abc")
        take(roster)
        roster.worker_died(DIED)
        restarted = [Restarted(id=n, problem=DIED.as_problem()) for n in "ab"]
        assert [told(first), told(second)] == [[restarted[0]], [restarted[1]]]
        assert (roster.held, roster.waiting) == (0, 3)

    def test_has_second_tries_painted_alone(self, roster: Scheduler) -> None:
        first, second, third = add(roster, "abc")
        take(roster)
        roster.worker_died(DIED)
        assert take(roster) == ["a"]
        roster.settle(Cancelled(id=first.wire_id))
        assert take(roster) == ["b"]
        roster.settle(Cancelled(id=second.wire_id))
        add(roster, "d")
        assert take(roster) == ["c", "d"]
        assert third.tries == 1

    def test_fails_a_painting_at_the_second_time(self, roster: Scheduler) -> None:
        (painting,) = add(roster, "a")
        for _ in range(2):
            take(roster)
            roster.worker_died(DIED)
        assert told(painting)[-1] == Failed(id="a", problem=DIED.as_problem())
        assert roster.waiting == 0
        assert roster.find("a") is None

    def test_does_not_bring_back_what_was_withdrawn(self, roster: Scheduler) -> None:
        (painting,) = add(roster, "a")
        take(roster)
        roster.withdraw(painting)
        roster.worker_died(DIED)
        assert told(painting) == [Cancelled(id="a")]
        assert roster.waiting == 0


class TestTheEnd:
    def test_of_everything_spares_nobody(self, roster: Scheduler) -> None:
        paintings = add(roster, "abc")
        take(roster)
        roster.fail_all(DIED)
        assert all(isinstance(told(p)[-1], Failed) for p in paintings)
        assert (roster.held, roster.waiting) == (0, 0)

    def test_of_what_waits_leaves_the_held_alone(self, roster: Scheduler) -> None:
        paintings = add(roster, "abc")
        take(roster)
        roster.fail_waiting(DIED)
        assert [p.stream.ended for p in paintings] == [False, False, True]

    def test_of_a_painting_that_cannot_be_sent_frees_its_slot(self, roster: Scheduler) -> None:
        add(roster, "a")
        painting = roster.next()
        assert painting is not None
        roster.refuse(painting, TooBig("Too big.", reason="too_many_bytes"))
        assert roster.held == 0
        assert isinstance(told(painting)[-1], Failed)

    def test_of_unknown_paintings_is_ignored(self, roster: Scheduler) -> None:
        (painting,) = add(roster, "a")
        take(roster)
        roster.settle(Cancelled(id="a"))
        assert not painting.stream.ended
