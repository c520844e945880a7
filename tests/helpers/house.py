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
from tests.helpers.people import Person, Play, Shown

ADA, LIN, MAX = 1001, 1002, 1003
ENDLESS = 10_000
"""Steps of a painting that nobody waits for."""


@dataclass(frozen=True, slots=True)
class House:
    """A bot, its playground and the people in it; Max is an admin."""

    playground: Playground
    bot: RunningBot
    play: Play

    @property
    def ada(self) -> Person:
        """Alone with the bot."""
        return Person(self.play, ADA, ADA)

    @property
    def lin(self) -> Person:
        """Alone with the bot."""
        return Person(self.play, LIN, LIN)

    @property
    def max(self) -> Person:
        """Alone with the bot."""
        return Person(self.play, MAX, MAX)

    async def nothing_is_left(self) -> None:
        """Nothing waits or runs, at the latest a moment after the chat was told."""
        async with asyncio.timeout(10):
            while await self.bot.app.services.jobs.unfinished():  # noqa: ASYNC110  # a row tells nobody
                await asyncio.sleep(0.02)

    async def shows_button(self, message: Shown, caption: str, data: str) -> None:
        """The bot puts a button of an earlier life, or of none, under ``message``."""
        button = InlineKeyboardButton(caption, callback_data=data)
        await self.bot.app.bot.edit_message_reply_markup(
            message.raw["chat_id"],
            message.id,
            reply_markup=InlineKeyboardMarkup.from_button(button),
        )


def settings_for(playground: Playground, home: Path, **changes: Any) -> Settings:
    """Small fast paintings, whatever the environment says."""
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
async def house(
    engine: Engine, home: Path, *, speaking: Mapping[int, str] | None = None, **changes: Any
) -> AsyncIterator[House]:
    """A fresh world, a fresh database and the bot between them.

    Everybody speaks English but those of whom ``speaking`` says otherwise, so that most tests can
    read what Lin is told.
    """
    async with serve(0) as playground, Play.at(playground.url) as play:
        for person in (ADA, LIN, MAX):
            language = (speaking or {}).get(person, "en")
            playground.world.users[person].language_code = language
        settings = settings_for(playground, home, **changes)
        async with run_bot(settings, engine=engine) as bot:
            yield House(playground, bot, play)
