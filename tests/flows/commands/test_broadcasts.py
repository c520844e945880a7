"""/broadcast: asked first, to every chat once, also when the bot is stopped in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.app import run_bot
from engine import Engine
from playground.server import serve
from storage import Audit
from tests.flows.conftest import Open
from tests.helpers.app_harness import AppHarness, fast_settings
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA, GROUP, LIN, MAX, PlaygroundClient

WORDS = "Good evening.\nWe paint again."


@pytest_asyncio.fixture(loop_scope="session")
async def run_by_max(open_harness: Open) -> AsyncIterator[AppHarness]:
    """A house that knows three chats: Ada's, Lin's and the group."""
    async with open_harness(admins=(MAX,)) as harness:
        for person in (harness.ada, harness.lin, harness.ada.in_group()):
            await person.sends(photo(), caption="/style starry")
            await person.gets()
        yield harness


async def over(audit: Audit) -> dict[str, int]:
    """What came of the broadcast, once it is over."""
    async with asyncio.timeout(60):
        while not (done := await audit.recent(action="broadcast.done")):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return {name: int(done[0].details[name]) for name in ("sent", "missed")}


async def copies(client: PlaygroundClient, chat_id: int) -> int:
    return sum(m.words == WORDS for m in await client.messages(chat_id))


async def test_all_chats_get_it_after_a_question(run_by_max: AppHarness) -> None:
    boss, audit = run_by_max.max, run_by_max.bot.app.services.audit
    await run_by_max.client.post("block", {"user_id": LIN, "blocked": True})
    await boss.says(f"/broadcast {WORDS}")
    question = await boss.hears("3 chats get this", WORDS)
    assert await copies(run_by_max.client, ADA) == 0
    await boss.presses(question, "Send")
    assert await over(audit) == {"sent": 2, "missed": 1}
    assert [await copies(run_by_max.client, chat) for chat in (ADA, GROUP)] == [1, 1]
    await run_by_max.show_button(question, "Send", question.raw["keyboard"][0][0]["callback_data"])
    await boss.presses(question, "Send")
    await boss.sees(question, lambda m: "sent before" in m.words, "the refusal")


async def test_who_thinks_better_of_it_sends_nothing(run_by_max: AppHarness) -> None:
    boss = run_by_max.max
    await boss.says(f"/broadcast {WORDS}")
    question = await boss.hears("3 chats get this")
    await boss.presses(question, "Never mind")
    await boss.sees(question, lambda m: m.words == "All right.", "the end")
    assert await run_by_max.bot.app.services.audit.recent(action="broadcast.send") == ()


async def test_others_and_empty_words_are_refused(run_by_max: AppHarness) -> None:
    boss, ada = run_by_max.max, run_by_max.ada
    await boss.says("/broadcast")
    await boss.hears("Write /broadcast")
    await ada.says(f"/broadcast {WORDS}")
    await ada.hears("Only an admin")
    await ada.says("/help")
    told = await ada.hears("Send me a photo")
    await run_by_max.show_button(told, "Forged", "cast:s:1")
    answer = await ada.presses(told, "Forged")
    assert answer is not None
    assert "Only an admin" in answer["text"]


async def test_what_a_stop_broke_off_goes_on(engine: Engine, tmp_path: Path) -> None:
    async with serve(0) as playground, PlaygroundClient.at(playground.url) as client:
        settings = fast_settings(playground, tmp_path, admins=(MAX,))
        async with run_bot(settings, engine=engine) as bot:
            services = bot.app.services
            for chat_id in (ADA, LIN):
                await services.chats.meet(chat_id, kind="private", title="")
                await services.people.meet(chat_id, first_name="")
            draft = await services.audit.append("broadcast.draft", person_id=MAX, text=WORDS)
            # Ada has it already, and then the bot was killed.
            await services.audit.append("broadcast.send", draft.id, person_id=MAX)
            await services.chats.configure(ADA, broadcast=draft.id)
        for _ in range(2):
            async with run_bot(settings, engine=engine) as bot:
                await over(bot.app.services.audit)
        assert [await copies(client, chat) for chat in (ADA, LIN)] == [0, 1]
