"""The whole bot at work in a playground, for one test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.app import RunningBot, run_bot
from bot.settings import Settings
from engine import Engine
from playground.server import Playground, serve
from tests.helpers.people import Person
from tests.helpers.playground_client import PlaygroundClient, ShownMessage

ADA, LIN, MAX = 1001, 1002, 1003
ENDLESS = 10_000
"""Steps of a painting that nobody waits for."""


@dataclass(frozen=True, slots=True)
class AppHarness:
    """The whole bot, its playground and the people in it; Max is an admin of the group."""

    playground: Playground
    bot: RunningBot
    client: PlaygroundClient

    @property
    def ada(self) -> Person:
        """Return them in their private chat."""
        return Person(self.client, ADA, ADA)

    @property
    def lin(self) -> Person:
        """Return them in their private chat."""
        return Person(self.client, LIN, LIN)

    @property
    def max(self) -> Person:
        """Return them in their private chat."""
        return Person(self.client, MAX, MAX)

    async def wait_until_idle(self) -> None:
        """Wait until no job is queued or running any more."""
        async with asyncio.timeout(60):
            while await self.bot.app.services.jobs.active():  # noqa: ASYNC110  # a row tells nobody
                await asyncio.sleep(0.02)

    async def show_button(self, message: ShownMessage, caption: str, data: str) -> None:
        """Let the bot put a button under ``message``, such as one of an earlier version."""
        button = InlineKeyboardButton(caption, callback_data=data)
        await self.bot.app.bot.edit_message_reply_markup(
            message.raw["chat_id"],
            message.id,
            reply_markup=InlineKeyboardMarkup.from_button(button),
        )


def fast_settings(playground: Playground, home: Path, **changes: Any) -> Settings:
    """Return settings for small fast paintings, whatever the environment says."""
    values: dict[str, Any] = {
        "home": home,
        "database": str(home / "atelier.db"),
        "token": SecretStr(playground.token),
        "api_url": playground.base_url,
        "file_url": playground.file_url,
        "size": 64,
        "steps": 4,
        "threads": 1,
        "admins": (),
    }
    return Settings(**(values | changes))


@asynccontextmanager
async def run_app(
    engine: Engine, home: Path, *, speaking: Mapping[int, str] | None = None, **changes: Any
) -> AsyncIterator[AppHarness]:
    """Run the whole bot with a new playground and a new database.

    Everybody's language is English except where ``speaking`` says otherwise, so that most tests
    can read what the bot says to Lin.
    """
    async with serve(0) as playground, PlaygroundClient.at(playground.url) as client:
        for person in (ADA, LIN, MAX):
            language = (speaking or {}).get(person, "en")
            playground.world.users[person].language_code = language
        settings = fast_settings(playground, home, **changes)
        async with run_bot(settings, engine=engine) as bot:
            yield AppHarness(playground, bot, client)
