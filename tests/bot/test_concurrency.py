"""Concurrency: background tasks live until they end or are told to, and locks go by key."""

from __future__ import annotations

import asyncio
import gc

from bot.concurrency import BackgroundTasks, Locks
from tests.helpers.virtual_time import in_virtual_time, now


@in_virtual_time
async def test_tasks_run_though_nobody_holds_them() -> None:
    tasks, ended = BackgroundTasks(), list[str]()

    async def work(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        ended.append(name)

    tasks.start(work("slow", 2), "slow")
    tasks.start(work("quick", 1), "quick")
    gc.collect()
    await tasks.wait(10)
    assert (ended, now()) == (["quick", "slow"], 2)


@in_virtual_time
async def test_waiting_has_a_limit_and_cancels_nothing() -> None:
    tasks, ended = BackgroundTasks(), asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(5)
        ended.set()

    tasks.start(work(), "work")
    await tasks.wait(1)
    assert now() == 1
    await ended.wait()
    assert now() == 5


@in_virtual_time
async def test_cancelling_waits_for_the_clean_up_within_a_limit() -> None:
    tasks, cleaned = BackgroundTasks(), list[float]()

    async def work(seconds: float) -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            await asyncio.sleep(seconds)
            cleaned.append(seconds)

    for seconds in (1, 50):
        tasks.start(work(seconds), "work")
    await asyncio.sleep(0)
    await tasks.cancel(10)
    assert (cleaned, now()) == ([1], 10)
    await tasks.wait(100)
    assert cleaned == [1, 50]


@in_virtual_time
async def test_without_tasks_there_is_nothing_to_wait_for() -> None:
    tasks = BackgroundTasks()
    await tasks.wait(10)
    await tasks.cancel(10)
    assert now() == 0


@in_virtual_time
async def test_one_key_has_one_lock_while_it_is_used() -> None:
    locks = Locks()
    lock = locks.of("a")
    async with lock:
        assert locks.of("a") is lock
        assert not locks.of("b").locked()
