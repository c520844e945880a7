"""Runs the training program in a process of its own, so that torch stays out of the caller's."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from engine.errors import EngineDead
from engine.training.protocol import (
    EVENT,
    Exported,
    Order,
    Stopped,
    TrainingEvent,
    TrainingFailed,
    Vector,
)

_log = logging.getLogger(__name__)
_ROOT: Final = Path(__file__).resolve().parents[2]
_STOP_LIMIT_S: Final = 60.0
"""A step on a slow machine and the writing of a checkpoint end well before."""
_LONGEST_LINE: Final = 1 << 20


async def run_training(order: Order) -> AsyncGenerator[TrainingEvent, None]:
    """Run one order; yield its events, of which one ``protocol.Ending`` is the last.

    Leaving the iterator stops the training, which first writes its checkpoint. Raises
    ``EngineDead`` when the program breaks off without a word, which its standard error explains.
    """
    process = await _launch()
    if process.stdin is None or process.stdout is None:
        raise TypeError("the process was started without pipes")
    process.stdin.write(msgspec.json.encode(order) + b"\n")
    try:
        while line := await process.stdout.readline():
            event = EVENT.decode(line)
            yield event
            if isinstance(event, Exported | Vector | Stopped | TrainingFailed):
                return
        code = await process.wait()
        raise EngineDead(f"The training broke off (exit code {code}).", reason="died")
    finally:
        await _end(process)


async def _launch() -> asyncio.subprocess.Process:
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "engine.training.program",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
        limit=_LONGEST_LINE,
        # Ctrl-C goes to everything in the terminal; this end is asked for by us alone, and once.
        start_new_session=True,
    )


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(_STOP_LIMIT_S):
            if process.stdout is not None:
                # What nobody reads would keep it from ending.
                await process.stdout.read()
            await process.wait()
    except TimeoutError:
        _log.warning("The training does not end; it is killed.")
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
