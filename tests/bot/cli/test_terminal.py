"""A program ends by itself, by its own error, or in order when it is told to."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from bot.cli.terminal import run_until_signalled, wait_forever


async def test_a_program_that_ends_by_itself() -> None:
    ended = []

    async def program() -> None:
        ended.append(True)

    await run_until_signalled(program())
    assert ended


async def test_the_error_of_a_program_is_seen() -> None:
    async def program() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await run_until_signalled(program())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_in_order_and_a_second_one_does_not_break_that(
    number: signal.Signals,
) -> None:
    steps = []

    async def program() -> None:
        try:
            asyncio.get_running_loop().call_soon(os.kill, os.getpid(), number)
            await wait_forever()
        finally:
            steps.append("began to end")
            os.kill(os.getpid(), number)
            for _ in range(10):
                await asyncio.sleep(0)
            steps.append("ended")

    async with asyncio.timeout(60):
        await run_until_signalled(program())
    assert steps == ["began to end", "ended"]
