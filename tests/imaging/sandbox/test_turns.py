"""Turns: in order, bounded, and never all for one."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable

import pytest

from imaging.errors import Busy
from imaging.sandbox.turns import Turns


def turns(**other: int) -> Turns:
    return Turns(**{"size": 2, "per_owner": 1, "waiting": 8, "patience": 30, **other})


class Holder:
    """Holds a turn until it is let go."""

    def __init__(self, turns: Turns, owner: Hashable | None) -> None:
        self.has_turn = asyncio.Event()
        self.let_go = asyncio.Event()
        self.task = asyncio.ensure_future(self._hold(turns, owner))

    async def _hold(self, turns: Turns, owner: Hashable | None) -> None:
        async with turns.take(owner):
            self.has_turn.set()
            await self.let_go.wait()

    async def end(self) -> None:
        self.let_go.set()
        await self.task


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_one_owner_does_not_get_all() -> None:
    line = turns()
    first, second, other = Holder(line, "a"), Holder(line, "a"), Holder(line, "b")
    await settle()
    assert [h.has_turn.is_set() for h in (first, second, other)] == [True, False, True]
    for holder in (first, second, other):
        await holder.end()


async def test_those_without_owner_come_in_order() -> None:
    line = turns(size=1)
    holders = [Holder(line, None) for _ in range(3)]
    for holder in holders:
        await settle()
        assert [h.has_turn.is_set() for h in holders].count(True) == holders.index(holder) + 1
        await holder.end()


async def test_too_many_are_refused_at_once() -> None:
    line = turns(size=1, waiting=1)
    holders = [Holder(line, n) for n in range(2)]
    await settle()
    with pytest.raises(Busy):
        await Holder(line, "late").task
    for holder in holders:
        await holder.end()


async def test_waiting_has_an_end() -> None:
    line = turns(size=1, patience=0)
    holder = Holder(line, "a")
    await settle()
    with pytest.raises(Busy):
        await Holder(line, "b").task
    await holder.end()
    await Holder(line, "c").end()


async def test_who_leaves_the_line_takes_no_turn_along() -> None:
    line = turns(size=1)
    holder, leaver, last = (Holder(line, name) for name in "abc")
    await settle()
    leaver.task.cancel()
    await holder.end()
    await settle()
    assert last.has_turn.is_set()
    await last.end()


async def test_who_leaves_when_granted_gives_the_turn_back() -> None:
    line = turns(size=1)
    holder, leaver, last = (Holder(line, name) for name in "abc")
    await settle()
    holder.let_go.set()
    await asyncio.sleep(0)
    leaver.task.cancel()
    await settle()
    assert last.has_turn.is_set()
    await last.end()
