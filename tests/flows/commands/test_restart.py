"""Panels and questions outlive the bot, in every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import run_bot
from bot.texts import Catalogue
from engine import Engine
from playground.server import serve
from tests.flows.conftest import Open
from tests.helpers.app_harness import fast_settings
from tests.helpers.people import Person
from tests.helpers.pictures import photo
from tests.helpers.playground_client import ADA, GROUP, MAX, PlaygroundClient

CATALOGUE = Catalogue.load()


async def test_buttons_work_after_a_restart(engine: Engine, tmp_path: Path) -> None:
    async with serve(0) as playground, PlaygroundClient.at(playground.url) as client:
        settings = fast_settings(playground, tmp_path, admins=(MAX,))
        boss, group = Person(client, MAX, MAX), Person(client, MAX, GROUP)
        async with run_bot(settings, engine=engine):
            await boss.says("/settings")
            panel = await boss.hears("Your settings")
            await group.sends(photo(), caption="/addstyle Sunset")
            question = await group.hears("not public yet")
            await boss.says("/delstyle wave")
            deleted = await boss.hears("is deleted")
            await boss.says("/broadcast Good evening")
            cast = await boss.hears("Send it?")
        async with run_bot(settings, engine=engine) as bot:
            await boss.presses(panel, "Quality: balanced")
            page = await boss.sees(panel, lambda m: "masterpiece" in m.buttons, "the choices")
            await boss.presses(page, "masterpiece")
            await boss.sees(panel, lambda m: "Quality: masterpiece" in m.buttons, "the choice")
            await group.presses(question, "Publish")
            await group.sees(question, lambda m: "for this group now" in m.words, "the word")
            await boss.presses(deleted, "Undo")
            await boss.sees(deleted, lambda m: "is back" in m.words, "the word")
            await boss.presses(cast, "Never mind")
            await boss.sees(cast, lambda m: m.words == "All right.", "the end")
            assert (await bot.app.services.styles.find("sunset", GROUP)).title == "Sunset"


@pytest.mark.parametrize("language", CATALOGUE.languages)
async def test_the_panel_speaks_every_language(open_harness: Open, language: str) -> None:
    texts = CATALOGUE.speak(language)
    async with open_harness() as harness:
        ada = harness.ada
        await ada.says("/settings")
        panel = await ada.hears("Your settings")
        await ada.presses(panel, "Language: as in Telegram")
        page = await ada.sees(panel, lambda m: "‹ Back" in m.buttons, "the languages")
        await ada.presses(page, texts("language-name"))
        await ada.sees(panel, lambda m: m.words == texts("settings-yours"), "the new language")
        await ada.says("/help")
        await ada.hears(texts("help"))
        await ada.sends(photo(), caption="/style starry")
        await harness.client.wait_until(
            ADA, lambda seen: any(texts("button-again") in m.buttons for m in seen) or None, "it"
        )
        person = await harness.bot.app.services.people.get(ADA)
        assert person is not None
        assert person.preferences.language == language


async def test_a_groups_language_goes_before_its_members(open_harness: Open) -> None:
    async with open_harness() as harness:
        await harness.bot.app.services.chats.configure(GROUP, language="en")
        lin = harness.lin.in_group()
        await lin.says("/help")
        await lin.hears(CATALOGUE.speak("en")("help-group"))
