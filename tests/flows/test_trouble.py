"""When something breaks: the engine, the bot, the way to Telegram."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.app import run_bot
from bot.transport.durable_bot import DurableBot, UpdateInbox
from engine import Engine
from playground.server import serve
from storage import Database, Inbox
from tests.flows.conftest import Open
from tests.helpers.app_harness import AppHarness, fast_settings
from tests.helpers.people import Person
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA, PlaygroundClient

ROOT = Path(__file__).parents[2]


async def test_a_killed_engine_is_started_again_and_the_painting_with_it(
    open_harness: Open, engine: Engine
) -> None:
    async with open_harness(steps=200) as harness:
        ada = harness.ada
        await ada.sends(photo(), caption="/style starry")
        begun = await ada.gets(finished=False)
        await ada.sees(begun, lambda m: "Stop and keep" in m.buttons, "the first step")
        pid = engine.health.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        await ada.sees(begun, lambda m: "again" in m.words.lower(), "word of the accident")
        assert (await ada.gets()).id == begun.id
        assert engine.health.pid not in {None, pid}
        await harness.wait_until_idle()


async def test_a_failing_call_is_told_and_the_bot_goes_on(harness: AppHarness) -> None:
    ada = harness.ada
    fault = {
        "method": "sendPhoto",
        "error_code": 400,
        "description": "Bad Request: no",
        "times": 1,
    }
    await harness.client.post("faults", fault)
    await ada.says("/styles")
    await ada.hears("Something went wrong on my side")
    await ada.says("/styles")
    await ada.hears("There are")


async def test_polls_that_fail_are_a_line_in_the_log(
    harness: AppHarness, caplog: pytest.LogCaptureFixture
) -> None:
    fault = {"method": "getUpdates", "error_code": 502, "description": "Bad Gateway", "times": 1}
    await harness.client.post("faults", fault)
    # The poll under way ends with the first word, the next one fails.
    for _ in range(2):
        await harness.ada.says("/help")
        await harness.ada.hears("/styles shows all styles")
    told = [r for r in caplog.records if r.levelno >= logging.WARNING]
    assert [(r.name, r.exc_info) for r in told] == [("bot.logs", None)]


async def test_what_was_acknowledged_but_not_handled_is_handled_by_the_next_life(
    engine: Engine, tmp_path: Path
) -> None:
    async with serve(0) as playground, PlaygroundClient.at(playground.url) as client:
        settings, ada = fast_settings(playground, tmp_path), Person(client, ADA, ADA)
        async with Database.open(settings.database_place) as database:
            inbox = UpdateInbox(Inbox(database))
            bot = DurableBot(inbox, token=playground.token, base_url=playground.base_url)
            async with bot:
                await ada.says("/help")
                (update,) = await bot.get_updates(timeout=0)
                await bot.get_updates(offset=update.update_id + 1, timeout=0)
        async with run_bot(settings, engine=engine):
            await ada.hears("/styles shows all styles")


async def test_buttons_work_after_a_restart_and_twice(engine: Engine, tmp_path: Path) -> None:
    async with serve(0) as playground, PlaygroundClient.at(playground.url) as client:
        settings, ada = fast_settings(playground, tmp_path), Person(client, ADA, ADA)
        async with run_bot(settings, engine=engine):
            await ada.sends(photo())
            question = await ada.hears("which style")
        async with run_bot(settings, engine=engine):
            data = question.raw["keyboard"][0][0]["callback_data"]
            await asyncio.gather(ada.presses(question, data), ada.presses(question, data))
            painting = await ada.gets()
            assert painting.id == question.id
            assert [m.id for m in await client.messages(ADA)] == [ada.mark, question.id], "once"
        async with run_bot(settings, engine=engine):
            await ada.presses(painting, "Again")
            await ada.gets(after=painting.id)


async def test_a_bot_that_was_killed_takes_up_what_it_owed(tmp_path: Path) -> None:
    async with serve(0) as playground, PlaygroundClient.at(playground.url) as client:
        settings = fast_settings(playground, tmp_path)
        environment = {
            **os.environ,
            "ATELIER_TOKEN": playground.token,
            "ATELIER_API_URL": settings.api_url,
            "ATELIER_FILE_URL": settings.file_url,
            "ATELIER_HOME": str(tmp_path),
            "ATELIER_SIZE": "64",
            "ATELIER_STEPS": "4",
            "ATELIER_THREADS": "1",
        }

        async def start() -> asyncio.subprocess.Process:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=ROOT, env=environment
            )

        ada = Person(client, ADA, ADA)
        first = await start()
        try:
            (sent,) = await ada.sends(photo(), caption="/style starry")
            await ada.gets(finished=False)
        finally:
            first.kill()
            await first.wait()
        second = await start()
        try:
            painting = await ada.gets()
            assert painting.reply_to == sent
            finished = [m for m in await client.messages(ADA) if m.is_finished]
            assert len(finished) == 1, "answered once"
            second.send_signal(signal.SIGTERM)
            async with asyncio.timeout(60):
                assert await second.wait() == 0
        finally:
            if second.returncode is None:
                second.kill()
                await second.wait()
