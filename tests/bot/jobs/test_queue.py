"""FairQueue: nothing lost, nothing twice, every chat gets its turn."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.jobs.queue import FairQueue, QueueClosed, QueueEntry, QueueFull

A, B, C = 1, 2, -3


def queue_of(*chats: int) -> FairQueue:
    """A roomy queue with one entry per chat named; job ids count from 0."""
    queue = FairQueue(capacity=1000, per_chat=1000)
    for number, chat_id in enumerate(chats):
        queue.put(QueueEntry(str(number), chat_id))
    return queue


async def drain(queue: FairQueue) -> list[QueueEntry]:
    return [await queue.get() for _ in range(len(queue))]


async def test_chats_take_turns_and_a_chat_keeps_its_own_order() -> None:
    queue = queue_of(A, A, A, B, C, C)
    assert [t.job_id for t in await drain(queue)] == list("034152")


async def test_a_chat_that_was_just_served_goes_behind_the_others() -> None:
    queue = queue_of(A, B)
    assert (await queue.get()).chat_id == A
    queue.put(QueueEntry("9", A))
    assert [t.chat_id for t in await drain(queue)] == [B, A]


async def test_put_returns_the_place_counting_turns_not_arrivals() -> None:
    queue = queue_of(A, A, A)
    assert queue.put(QueueEntry("9", B)) == 2
    assert queue.positions()["1"] == 3


@settings(deadline=None)
@given(st.lists(st.integers(0, 5), max_size=40))
async def test_places_tell_the_order_in_which_entries_are_taken(chats: list[int]) -> None:
    queue = queue_of(*chats)
    promised = list(queue.positions())
    assert [t.job_id for t in await drain(queue)] == promised


@settings(deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=40))
async def test_a_chats_next_entry_waits_for_at_most_one_of_each_other_chat(
    chats: list[int],
) -> None:
    queue = queue_of(*chats)
    others_since: dict[int, list[int]] = defaultdict(list)
    for entry in await drain(queue):
        waited_for = others_since.pop(entry.chat_id, [])
        assert len(waited_for) == len(set(waited_for))
        for chat in set(chats) - {entry.chat_id}:
            others_since[chat].append(entry.chat_id)


@settings(deadline=None)
@given(
    chats=st.lists(st.integers(0, 4), max_size=30),
    cancelled=st.sets(st.integers(0, 29)),
    takers=st.integers(1, 4),
)
async def test_concurrent_takers_lose_nothing_and_share_nothing(
    chats: list[int], cancelled: set[int], takers: int
) -> None:
    queue = FairQueue(capacity=100, per_chat=100)
    taken: list[str] = []

    async def take() -> None:
        while True:
            try:
                taken.append((await queue.get()).job_id)
            except QueueClosed:
                return

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        for _ in range(takers):
            group.create_task(take())
        removed = set()
        for number, chat_id in enumerate(chats):
            queue.put(QueueEntry(str(number), chat_id))
            if number % 3 == 0:
                await asyncio.sleep(0)
            if number in cancelled and queue.cancel(str(number)):
                removed.add(number)
        seen = -1
        while len(queue):
            seen = await queue.wait_for_change(seen)
        queue.close()
    assert sorted(map(int, taken)) == sorted(set(range(len(chats))) - removed)


async def test_a_taker_that_gives_up_loses_no_entry() -> None:
    queue = FairQueue()
    taker = asyncio.create_task(queue.get())
    await asyncio.sleep(0)
    queue.put(QueueEntry("1", A))
    taker.cancel()
    await asyncio.gather(taker, return_exceptions=True)
    assert (await queue.get()).job_id == "1"


async def test_a_full_queue_refuses_and_says_whose_fault_it_is() -> None:
    queue = FairQueue(capacity=3, per_chat=2)
    queue.put(QueueEntry("1", A))
    queue.put(QueueEntry("2", A))
    with pytest.raises(QueueFull) as own:
        queue.put(QueueEntry("3", A))
    queue.put(QueueEntry("4", B))
    with pytest.raises(QueueFull) as whole:
        queue.put(QueueEntry("5", C))
    assert (own.value.own, whole.value.own) == (True, False)
    assert len(queue) == 3


async def test_what_was_accepted_before_is_let_in_however_full() -> None:
    queue = FairQueue(capacity=1, per_chat=1)
    queue.put(QueueEntry("1", A))
    assert queue.put(QueueEntry("2", A), readmit=True) == 2


async def test_a_job_waits_only_once() -> None:
    queue = queue_of(A)
    with pytest.raises(ValueError, match="waits already"):
        queue.put(QueueEntry("0", B))


async def test_cancel_is_true_once() -> None:
    queue = queue_of(A, B)
    assert queue.cancel("0")
    assert not queue.cancel("0")
    assert [t.job_id for t in await drain(queue)] == ["1"]


async def test_every_change_of_places_wakes_the_watcher() -> None:
    queue = queue_of(A, B)
    seen = await queue.wait_for_change()
    watcher = asyncio.create_task(queue.wait_for_change(seen))
    await asyncio.sleep(0)
    assert not watcher.done()
    await queue.get()
    async with asyncio.timeout(60):
        assert await watcher > seen


async def test_closing_wakes_everybody_and_hands_out_nothing_more() -> None:
    queue = FairQueue()
    seen = await queue.wait_for_change()
    waiting = [
        asyncio.create_task(queue.get()),
        asyncio.create_task(queue.wait_for_change(seen)),
    ]
    await asyncio.sleep(0)
    queue.close()
    async with asyncio.timeout(60):
        results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(r) for r in results] == [QueueClosed, QueueClosed]
    with pytest.raises(QueueClosed):
        queue.put(QueueEntry("1", A))
    with pytest.raises(QueueClosed):
        await queue.get()


class QueueMachine(RuleBasedStateMachine):
    """Any order of calls against a plain model: one queue per chat and a ring of chats."""

    def __init__(self) -> None:
        super().__init__()
        self.queue = FairQueue(capacity=12, per_chat=4)
        self.model: dict[int, deque[str]] = {}
        self.count = 0

    @property
    def size(self) -> int:
        return sum(map(len, self.model.values()))

    @rule(chat=st.integers(0, 4))
    def put(self, chat: int) -> None:
        self.count += 1
        job_id = str(self.count)
        full = self.size >= 12 or len(self.model.get(chat, ())) >= 4
        try:
            self.queue.put(QueueEntry(job_id, chat))
        except QueueFull:
            assert full
        else:
            assert not full
            self.model.setdefault(chat, deque()).append(job_id)

    @precondition(lambda self: self.size > 0)
    @rule()
    def take(self) -> None:
        entry = asyncio.run(self.queue.get())
        chat = next(iter(self.model))
        waiting = self.model.pop(chat)
        assert (entry.job_id, entry.chat_id) == (waiting.popleft(), chat)
        if waiting:
            self.model[chat] = waiting

    @rule(job_id=st.integers(1, 60).map(str))
    def cancel(self, job_id: str) -> None:
        chat = next((c for c, waiting in self.model.items() if job_id in waiting), None)
        assert self.queue.cancel(job_id) is (chat is not None)
        if chat is not None:
            self.model[chat].remove(job_id)
            if not self.model[chat]:
                del self.model[chat]

    @invariant()
    def same_entries(self) -> None:
        assert set(self.queue.positions()) == {j for w in self.model.values() for j in w}
        assert len(self.queue) == self.size


TestQueueMachine = QueueMachine.TestCase
TestQueueMachine.settings = settings(deadline=None, stateful_step_count=40)
