"""A playground, a bot that talks to it over HTTP, and a database: what painting tests stand on."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import httpx
from PIL import Image
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

ADA, LIN, MAX, GROUP = 1001, 1002, 1003, -100500
LIMIT = 20.0
"""Seconds; no single wait in a test is longer."""
AMPLE = Rate(burst=1e6, per_second=1e6)

Json: TypeAlias = dict[str, Any]
T = TypeVar("T")

CATALOGUE = Catalogue.load()
TEXTS = CATALOGUE.speak("en")


def picture(size: tuple[int, int] = (64, 48), colour: str = "teal", kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


async def until(look: Callable[[], Awaitable[T | None]]) -> T:
    """What ``look`` finds, as soon as it finds anything."""
    async with asyncio.timeout(LIMIT):
        while not (found := await look()):  # noqa: ASYNC110 - the chat announces nothing
            await asyncio.sleep(0.01)
    return found


class Town:
    """The playground as people see it."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def say(self, chat: int = ADA, person: int = ADA, **fields: Any) -> Json:
        """A person writes; the message."""
        fields = {"chat_id": chat, "user_id": person, **fields}
        answer = await self._http.post("/play/messages", data=fields)
        return self._first(answer.json())

    async def send_photo(
        self, photo: bytes, chat: int = ADA, person: int = ADA, **fields: Any
    ) -> Json:
        """A person sends a photo; the message."""
        fields = {"chat_id": chat, "user_id": person, **fields}
        files = {"photo": ("photo.jpg", photo)}
        answer = await self._http.post("/play/messages", data=fields, files=files)
        return self._first(answer.json())

    async def shown(self, chat: int = ADA) -> list[Json]:
        """What the bot has written in the chat and not deleted, as it looks now."""
        answer = await self._http.get("/play/messages", params={"chat_id": chat})
        people = {ADA, LIN, MAX}
        found: list[Json] = answer.json()["messages"]
        return [m for m in found if m["from"] not in people and not m["deleted"]]

    async def one(self, chat: int = ADA) -> Json:
        """The bot's only message in the chat."""
        (message,) = await self.shown(chat)
        return message

    async def wait(self, fits: Callable[[Json], object], chat: int = ADA) -> Json:
        """The bot's first message that ``fits``, as soon as there is one."""

        async def look() -> Json | None:
            return next((m for m in await self.shown(chat) if fits(m)), None)

        return await until(look)

    async def calls(self, *methods: str) -> list[Json]:
        """Calls of the bot that succeeded or failed; of ``methods`` if given."""
        found: list[Json] = (await self._http.get("/play/calls")).json()["calls"]
        return [c for c in found if not methods or c["method"] in methods]

    async def fail(self, method: str, code: int, words: str = "", **more: Any) -> None:
        """Let the next call of ``method`` fail; code 0 cuts the connection."""
        fault = {"method": method, "error_code": code, "description": words, **more}
        (await self._http.post("/play/faults", json=fault)).raise_for_status()

    @staticmethod
    def _first(answer: Json) -> Json:
        message: Json = answer["messages"][0]
        return message


@dataclass(frozen=True, slots=True)
class Post:
    """A bot and the chats it writes to."""

    town: Town
    playground: Playground
    bot: ExtBot[Send]

    async def photo(self, colour: str = "teal") -> str:
        """A photo on Telegram's servers: its file id."""
        sent = await self.town.send_photo(picture(colour=colour))
        updates = await self.bot.get_updates()
        sizes = [m.photo for u in updates if (m := u.message) and m.message_id == sent["id"]]
        return next(photo[-1].file_id for photo in sizes if photo)


@dataclass(frozen=True, slots=True)
class Studio(Post):
    """Everything around the runner but the engine, all of it real."""

    database: Database
    jobs: Jobs
    people: People
    styles: Styles
    starry: Style

    async def job(self, chat: int = ADA, person: int = ADA, photo: str = "", **fields: Any) -> Job:
        """A committed job for something that the person wrote; ``photo`` is a file id."""
        asked = await self.town.say(chat, person, text="/style starry")
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
async def post(limiter: ChatLimiter | None = None) -> AsyncIterator[Post]:
    """A playground of its own; without ``limiter`` the bot never waits for a budget."""
    limiter = limiter or ChatLimiter(private=AMPLE, group=AMPLE, overall=AMPLE)
    async with (
        serve() as playground,
        httpx.AsyncClient(base_url=playground.url) as http,
        ExtBot(
            playground.token,
            base_url=playground.base_url,
            base_file_url=playground.file_url,
            rate_limiter=limiter,
        ) as bot,
    ):
        yield Post(Town(http), playground, bot)


@asynccontextmanager
async def studio(home: Path) -> AsyncIterator[Studio]:
    """A post with a database, in which everybody and one style are known."""
    async with post() as at, Database.open(home / "atelier.db") as database:
        people, chats, styles = People(database), Chats(database), Styles(database)
        for person, name in ((ADA, "Ada"), (LIN, "Lin"), (MAX, "Max")):
            await people.meet(person, first_name=name, language_code="en")
            await chats.meet(person, kind="private", title=name)
        await chats.meet(GROUP, kind="group", title="Friends")
        starry = await styles.add(
            NewStyle(slug="starry", title="Starry", picture=picture(colour="orange", kind="PNG"))
        )
        yield Studio(
            at.town, at.playground, at.bot, database, Jobs(database), people, styles, starry
        )
