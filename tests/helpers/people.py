"""People who use the playground over HTTP, as its page and programs from outside do."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import aiohttp

T = TypeVar("T")
GROUP = -100500
PATIENCE_S = 45.0
"""Generous: the engine may share two cores with other work."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as people see it."""

    raw: dict[str, Any]

    @property
    def id(self) -> int:
        """Of the message in its chat."""
        return int(self.raw["id"])

    @property
    def words(self) -> str:
        """Text or caption."""
        return str(self.raw["text"] or self.raw["caption"])

    @property
    def picture(self) -> str | None:
        """Where the photo is."""
        return str(self.raw["photo"]["url"]) if self.raw["photo"] else None

    @property
    def buttons(self) -> list[str]:
        """Captions of the inline buttons, row by row."""
        return [button["text"] for row in self.raw["keyboard"] for button in row]

    @property
    def reply_to(self) -> int | None:
        """The message it answers."""
        answered: int | None = self.raw["reply_to"]
        return answered

    @property
    def is_finished(self) -> bool:
        """Whether it is a finished painting."""
        return self.picture is not None and "Again" in self.buttons


class Play:
    """The person-side API of a playground."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str) -> AsyncIterator[Play]:
        """The playground at ``url``."""
        async with aiohttp.ClientSession(url) as session:
            yield cls(session)

    async def get(self, path: str, **query: Any) -> Any:
        """GET below /play."""
        async with self._session.get(f"/play/{path}", params=query) as response:
            return await _checked(response)

    async def post(self, path: str, body: Any = None) -> Any:
        """POST below /play: a form as multipart, anything else as JSON."""
        as_form = isinstance(body, aiohttp.FormData)
        content: Any = {"data": body} if as_form else {"json": body or {}}
        async with self._session.post(f"/play/{path}", **content) as response:
            return await _checked(response)

    async def fetch(self, url: str) -> bytes:
        """The bytes of a picture in a message."""
        async with self._session.get(url) as response:
            response.raise_for_status()
            return await response.read()

    async def messages(self, chat_id: int) -> list[Shown]:
        """All messages of a chat that are still there."""
        found = (await self.get("messages", chat_id=chat_id))["messages"]
        return [Shown(message) for message in found if not message["deleted"]]

    async def calls(self, method: str, after: int = 0) -> list[dict[str, Any]]:
        """The bot's calls of ``method``."""
        made = (await self.get("calls", after=after))["calls"]
        return [call for call in made if call["method"].lower() == method.lower()]

    async def until(self, chat_id: int, wanted: Callable[[list[Shown]], T | None], why: str) -> T:
        """What ``wanted`` finds in the chat, looked at again after each change."""
        seen: list[Shown] = []
        try:
            async with asyncio.timeout(PATIENCE_S), self._session.ws_connect("/play/live") as live:
                while True:
                    seen = await self.messages(chat_id)
                    if (found := wanted(seen)) is not None:
                        return found
                    await live.receive()
        except TimeoutError:
            shown = "\n".join(f"  {m.id}: {m.words!r} {m.buttons}" for m in seen)
            raise AssertionError(f"{why} did not happen; the chat shows\n{shown}") from None


async def _checked(response: aiohttp.ClientResponse) -> Any:
    body = json.loads(await response.text())
    assert response.status == 200, body
    return body


@dataclass
class Person:
    """Somebody in a chat. ``mark`` is the last message they sent: answers come after it."""

    play: Play
    user_id: int
    chat_id: int
    mark: int = field(default=0)
    thread_id: int | None = None
    """The topic of a forum that they write in."""

    def in_group(self, chat_id: int = GROUP) -> Person:
        """The same person in another chat."""
        return Person(self.play, self.user_id, chat_id)

    async def says(self, text: str, reply_to: int | None = None) -> int:
        """Send words and return the message's id."""
        return (await self._send([], text=text, reply_to=reply_to))[0]

    async def sends(
        self,
        *pictures: bytes,
        caption: str | None = None,
        reply_to: int | None = None,
        kind: str = "photo",
        name: str = "picture.jpg",
        mime: str = "image/jpeg",
    ) -> list[int]:
        """Send one file, or photos as an album, and return the messages' ids."""
        files = [(kind, name, mime, picture) for picture in pictures]
        return await self._send(files, caption=caption, reply_to=reply_to)

    async def presses(self, message: Shown, button: str) -> dict[str, Any] | None:
        """Press a button and return the bot's answer to it."""
        body = {"chat_id": self.chat_id, "user_id": self.user_id, "message_id": message.id}
        answer: dict[str, Any] | None = (await self.play.post("press", body | {"button": button}))[
            "answer"
        ]
        return answer

    async def hears(self, *words: str) -> Shown:
        """The bot's first message after the mark that contains all ``words``."""

        def wanted(messages: list[Shown]) -> Shown | None:
            said = (m for m in messages if self._is_answer(m))
            return next((m for m in said if all(word in m.words for word in words)), None)

        return await self.play.until(self.chat_id, wanted, f"a message with {words}")

    async def gets(self, *, after: int | None = None, finished: bool = True) -> Shown:
        """The first painting after the mark, once it is done (or, not ``finished``, begun)."""

        def wanted(messages: list[Shown]) -> Shown | None:
            since = self.mark if after is None else after
            answers = (m for m in messages if self._is_answer(m, since))
            test = Shown.is_finished.__get__ if finished else (lambda m: "Cancel" in m.buttons)
            return next((m for m in answers if test(m)), None)

        return await self.play.until(self.chat_id, wanted, "a painting")

    async def gets_file(self, *, after: int | None = None) -> Shown:
        """The first finished painting after the mark that is a file."""
        return await self.finds(
            lambda m: bool(m.raw["document"]) and "Again" in m.buttons, "a file", after
        )

    async def gets_animation(self, *, after: int | None = None) -> Shown:
        """The first animation after the mark."""
        return await self.finds(lambda m: bool(m.raw["animation"]), "a film", after)

    async def asked(self, *, after: int | None = None) -> Shown:
        """The latest question for a style after the mark, with its buttons."""
        return await self.finds(
            lambda m: "which style" in m.words and bool(m.buttons), "a question", after, last=True
        )

    async def finds(
        self,
        wanted: Callable[[Shown], bool],
        why: str,
        after: int | None = None,
        *,
        last: bool = False,
    ) -> Shown:
        """The first message of the bot after the mark, or the ``last``, that is as ``wanted``."""

        def now(messages: list[Shown]) -> Shown | None:
            found = [m for m in messages if self._is_answer(m, after) and wanted(m)]
            return found[-1 if last else 0] if found else None

        return await self.play.until(self.chat_id, now, why)

    async def sees(self, message: Shown, wanted: Callable[[Shown], bool], why: str) -> Shown:
        """``message`` once it has become as ``wanted``."""

        def now(messages: list[Shown]) -> Shown | None:
            return next((m for m in messages if m.id == message.id and wanted(m)), None)

        return await self.play.until(self.chat_id, now, why)

    def _is_answer(self, message: Shown, since: int | None = None) -> bool:
        mark = self.mark if since is None else since
        return message.id > mark and message.raw["from"] not in {1001, 1002, 1003}

    async def _send(
        self, files: Sequence[tuple[str, str, str, bytes]], **fields: Any
    ) -> list[int]:
        form = aiohttp.FormData()
        given = {"chat_id": self.chat_id, "user_id": self.user_id, "thread_id": self.thread_id}
        given |= fields
        for name, value in given.items():
            if value is not None:
                form.add_field(name, str(value))
        for kind, name, mime, data in files:
            form.add_field(kind, io.BytesIO(data), filename=name, content_type=mime)
        sent = (await self.play.post("messages", form))["messages"]
        ids = [message["id"] for message in sent]
        self.mark = ids[-1]
        return ids
