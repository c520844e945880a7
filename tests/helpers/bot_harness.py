"""A bot that talks to a playground over HTTP, and with it a database, for tests of jobs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from telegram.ext import ExtBot

from bot.texts import Catalogue
from bot.transport.rate_limiter import ChatLimiter, Rate, Send
from playground.server import Playground, serve
from storage import (
    Chats,
    Database,
    Job,
    Jobs,
    JobStyle,
    NewJob,
    NewStyle,
    People,
    Style,
    Styles,
)
from tests.helpers.pictures import plain_picture
from tests.helpers.playground_client import ADA, GROUP, LIN, MAX, Json, PlaygroundClient

LIMIT = 60.0
"""Seconds; no single wait in a test is longer."""
UNLIMITED = Rate(burst=1e6, per_second=1e6)

T = TypeVar("T")

CATALOGUE = Catalogue.load()
TEXTS = CATALOGUE.speak("en")


async def poll_until(find: Callable[[], Awaitable[T | None]]) -> T:
    """Return what ``find`` finds, asking again until it finds anything."""
    async with asyncio.timeout(LIMIT):
        while not (found := await find()):  # noqa: ASYNC110 - a row tells nobody of its changes
            await asyncio.sleep(0.01)
    return found


@dataclass(frozen=True, slots=True)
class BotHarness:
    """A bot, and the playground that it writes to."""

    client: PlaygroundClient
    playground: Playground
    bot: ExtBot[Send]

    async def photo(self, colour: str = "teal") -> str:
        """Send a photo to the bot and return its file id."""
        (sent,) = await self.client.send(photo=plain_picture(colour=colour, kind="JPEG"))
        updates = await self.bot.get_updates()
        sizes = [m.photo for u in updates if (m := u.message) and m.message_id == sent["id"]]
        return next(photo[-1].file_id for photo in sizes if photo)


@dataclass(frozen=True, slots=True)
class JobHarness(BotHarness):
    """Everything around the runner but the engine, all of it real."""

    database: Database
    jobs: Jobs
    people: People
    styles: Styles
    starry: Style

    async def job(self, chat: int = ADA, person: int = ADA, photo: str = "", **fields: Any) -> Job:
        """Commit a job for something that a person wrote; ``photo`` is a file id."""
        (asked,) = await self.client.send("/style starry", chat=chat, user=person)
        photo = photo or await self.photo()
        new: Json = {
            "chat_id": chat,
            "person_id": person,
            "message_id": asked["id"],
            "photo_file_id": photo,
            "photo_unique_id": f"unique {photo}",
            "styles": (JobStyle(key=self.starry.digest, title="Starry", style_id=self.starry.id),),
        }
        return (await self.jobs.add(NewJob(**(new | fields)))).job


@asynccontextmanager
async def run_bot(limiter: ChatLimiter | None = None) -> AsyncIterator[BotHarness]:
    """Run a bot and a playground; without ``limiter`` the bot never waits for a budget."""
    limiter = limiter or ChatLimiter(private=UNLIMITED, group=UNLIMITED, overall=UNLIMITED)
    async with (
        serve() as playground,
        PlaygroundClient.at(playground.url) as client,
        ExtBot(
            playground.token,
            base_url=playground.base_url,
            base_file_url=playground.file_url,
            rate_limiter=limiter,
        ) as bot,
    ):
        yield BotHarness(client, playground, bot)


@asynccontextmanager
async def run_job_harness(home: Path) -> AsyncIterator[JobHarness]:
    """Run a bot with a database in which all people and one style are known."""
    async with run_bot() as at, Database.open(home / "atelier.db") as database:
        people, chats, styles = People(database), Chats(database), Styles(database)
        for person, name in ((ADA, "Ada"), (LIN, "Lin"), (MAX, "Max")):
            await people.meet(person, first_name=name, language_code="en")
            await chats.meet(person, kind="private", title=name)
        await chats.meet(GROUP, kind="group", title="Friends")
        starry = await styles.add(
            NewStyle(slug="starry", title="Starry", picture=plain_picture(colour="orange"))
        )
        yield JobHarness(
            at.client, at.playground, at.bot, database, Jobs(database), people, styles, starry
        )
