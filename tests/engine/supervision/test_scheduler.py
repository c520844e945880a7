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


def add(scheduler: Scheduler, names: Iterable[str], *, at_once: bool = True) -> list[Painting]:
    return [scheduler.add(ask(name), at_once=at_once) for name in names]


def take(scheduler: Scheduler) -> list[str]:
    """Ids of everything that can be held now."""
    taken = []
    while (painting := scheduler.next()) is not None:
        taken.append(painting.id)
    return taken


def told(painting: Painting) -> list[AnyEvent]:
    return list(painting.stream._unread)


@pytest.fixture
def scheduler() -> Scheduler:
    return Scheduler(slots=2, waiting=2)


class TestTheLine:
    def test_fills_the_slots_in_order(self, scheduler: Scheduler) -> None:
        add(scheduler, "abc")
        assert take(scheduler) == ["a", "b"]
        assert (scheduler.held, scheduler.waiting) == (2, 1)

    def test_tells_a_place_to_those_beyond_the_slots(self, scheduler: Scheduler) -> None:
        assert [told(p) for p in add(scheduler, "abcd")] == [
            [],
            [],
            [Queued(id="c", ahead=0)],
            [Queued(id="d", ahead=1)],
        ]

    def test_tells_everyone_while_there_is_no_worker(self, scheduler: Scheduler) -> None:
        (painting,) = add(scheduler, "a", at_once=False)
        assert told(painting) == [Queued(id="a", ahead=0)]

    def test_is_full_at_its_bound(self, scheduler: Scheduler) -> None:
        add(scheduler, "abcd")
        with pytest.raises(Overloaded):
            scheduler.add(ask("e"), at_once=True)

    def test_knows_an_id_until_it_ends(self, scheduler: Scheduler) -> None:
        (painting,) = add(scheduler, "a")
        with pytest.raises(InvalidState):
            add(scheduler, "a")
        scheduler.withdraw(painting)
        add(scheduler, "a")


class TestWithdrawing:
    def test_from_the_line_needs_no_word_to_the_worker(self, scheduler: Scheduler) -> None:
        (painting,) = add(scheduler, "a")
        assert not scheduler.withdraw(painting)
        assert told(painting) == [Cancelled(id="a")]
        assert take(scheduler) == []

    def test_what_is_held_keeps_its_slot_until_the_worker_confirms(
        self, scheduler: Scheduler
    ) -> None:
        first, *_ = add(scheduler, "abc")
        assert take(scheduler) == ["a", "b"]
        assert scheduler.withdraw(first)
        assert take(scheduler) == []
        scheduler.settle(Cancelled(id=first.wire_id))
        assert take(scheduler) == ["c"]

    def test_twice_is_once(self, scheduler: Scheduler) -> None:
        (painting,) = add(scheduler, "a")
        take(scheduler)
        assert scheduler.withdraw(painting)
        assert not scheduler.withdraw(painting)

    def test_frees_the_id_though_the_old_painting_is_still_held(
        self, scheduler: Scheduler
    ) -> None:
        (old,) = add(scheduler, "a")
        take(scheduler)
        scheduler.withdraw(old)
        (new,) = add(scheduler, "a")
        assert take(scheduler) == ["a"]
        scheduler.settle(Cancelled(id=old.wire_id))
        assert scheduler.find("a") is new
        assert not new.stream.ended


class TestTheWorkersDeath:
    def test_puts_its_paintings_back_in_front(self, scheduler: Scheduler) -> None:
        first, second, _ = add(scheduler, "abc")
        take(scheduler)
        scheduler.requeue_held(DIED)
        restarted = [Restarted(id=n, problem=DIED.as_problem()) for n in "ab"]
        assert [told(first), told(second)] == [[restarted[0]], [restarted[1]]]
        assert (scheduler.held, scheduler.waiting) == (0, 3)

    def test_has_second_tries_painted_alone(self, scheduler: Scheduler) -> None:
        first, second, third = add(scheduler, "abc")
        take(scheduler)
        scheduler.requeue_held(DIED)
        assert take(scheduler) == ["a"]
        scheduler.settle(Cancelled(id=first.wire_id))
        assert take(scheduler) == ["b"]
        scheduler.settle(Cancelled(id=second.wire_id))
        add(scheduler, "d")
        assert take(scheduler) == ["c", "d"]
        assert third.tries == 1

    def test_fails_a_painting_at_the_second_time(self, scheduler: Scheduler) -> None:
        (painting,) = add(scheduler, "a")
        for _ in range(2):
            take(scheduler)
            scheduler.requeue_held(DIED)
        assert told(painting)[-1] == Failed(id="a", problem=DIED.as_problem())
        assert scheduler.waiting == 0
        assert scheduler.find("a") is None

    def test_does_not_bring_back_what_was_withdrawn(self, scheduler: Scheduler) -> None:
        (painting,) = add(scheduler, "a")
        take(scheduler)
        scheduler.withdraw(painting)
        scheduler.requeue_held(DIED)
        assert told(painting) == [Cancelled(id="a")]
        assert scheduler.waiting == 0


class TestTheEnd:
    def test_of_everything_spares_nobody(self, scheduler: Scheduler) -> None:
        paintings = add(scheduler, "abc")
        take(scheduler)
        scheduler.fail_all(DIED)
        assert all(isinstance(told(p)[-1], Failed) for p in paintings)
        assert (scheduler.held, scheduler.waiting) == (0, 0)

    def test_of_what_waits_leaves_the_held_alone(self, scheduler: Scheduler) -> None:
        paintings = add(scheduler, "abc")
        take(scheduler)
        scheduler.fail_waiting(DIED)
        assert [p.stream.ended for p in paintings] == [False, False, True]

    def test_of_a_painting_that_cannot_be_sent_frees_its_slot(self, scheduler: Scheduler) -> None:
        add(scheduler, "a")
        painting = scheduler.next()
        assert painting is not None
        scheduler.refuse(painting, TooBig("Too big.", reason="too_many_bytes"))
        assert scheduler.held == 0
        assert isinstance(told(painting)[-1], Failed)

    def test_of_unknown_paintings_is_ignored(self, scheduler: Scheduler) -> None:
        (painting,) = add(scheduler, "a")
        take(scheduler)
        scheduler.settle(Cancelled(id="a"))
        assert not painting.stream.ended
