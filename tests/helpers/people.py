"""People who talk to the bot in a playground."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from aiohttp import FormData

from tests.helpers.playground_client import (
    GROUP,
    PEOPLE,
    Json,
    PlaygroundClient,
    ShownMessage,
)


@dataclass
class Person:
    """Somebody in a chat. ``mark`` is the last message they sent: answers come after it."""

    client: PlaygroundClient
    user_id: int
    chat_id: int
    mark: int = field(default=0)
    thread_id: int | None = None
    """The topic of a forum that they write in."""

    def in_group(self, chat_id: int = GROUP) -> Person:
        """Return the same person in another chat."""
        return Person(self.client, self.user_id, chat_id)

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

    async def presses(self, message: ShownMessage, button: str) -> Json | None:
        """Press a button and return the bot's answer to it."""
        body = {"chat_id": self.chat_id, "user_id": self.user_id, "message_id": message.id}
        pressed = await self.client.post("press", body | {"button": button})
        answer: Json | None = pressed["answer"]
        return answer

    async def hears(self, *words: str) -> ShownMessage:
        """Wait for the bot's first message after the mark that contains all ``words``."""

        def wanted(messages: list[ShownMessage]) -> ShownMessage | None:
            said = (m for m in messages if self._is_answer(m))
            return next((m for m in said if all(word in m.words for word in words)), None)

        return await self.client.wait_until(self.chat_id, wanted, f"a message with {words}")

    async def gets(self, *, after: int | None = None, finished: bool = True) -> ShownMessage:
        """Wait for the first painting after the mark to be done (or, not ``finished``, begun)."""

        def wanted(messages: list[ShownMessage]) -> ShownMessage | None:
            since = self.mark if after is None else after
            answers = (m for m in messages if self._is_answer(m, since))
            test = (
                ShownMessage.is_finished.__get__ if finished else (lambda m: "Cancel" in m.buttons)
            )
            return next((m for m in answers if test(m)), None)

        return await self.client.wait_until(self.chat_id, wanted, "a painting")

    async def gets_file(self, *, after: int | None = None) -> ShownMessage:
        """Wait for the first finished painting after the mark that is a file."""
        return await self.finds(
            lambda m: bool(m.raw["document"]) and "Again" in m.buttons, "a file", after
        )

    async def gets_animation(self, *, after: int | None = None) -> ShownMessage:
        """Wait for the first animation after the mark."""
        return await self.finds(lambda m: bool(m.raw["animation"]), "a film", after)

    async def asked(self, *, after: int | None = None) -> ShownMessage:
        """Wait for a question for a style after the mark and return the latest."""
        return await self.finds(
            lambda m: "which style" in m.words and bool(m.buttons), "a question", after, last=True
        )

    async def finds(
        self,
        wanted: Callable[[ShownMessage], bool],
        why: str,
        after: int | None = None,
        *,
        last: bool = False,
    ) -> ShownMessage:
        """Wait for the bot's first message after the mark, or the ``last``, that is ``wanted``."""

        def now(messages: list[ShownMessage]) -> ShownMessage | None:
            found = [m for m in messages if self._is_answer(m, after) and wanted(m)]
            return found[-1 if last else 0] if found else None

        return await self.client.wait_until(self.chat_id, now, why)

    async def sees(
        self, message: ShownMessage, wanted: Callable[[ShownMessage], bool], why: str
    ) -> ShownMessage:
        """Wait until ``message`` has become as ``wanted``, and return it."""

        def now(messages: list[ShownMessage]) -> ShownMessage | None:
            return next((m for m in messages if m.id == message.id and wanted(m)), None)

        return await self.client.wait_until(self.chat_id, now, why)

    def _is_answer(self, message: ShownMessage, since: int | None = None) -> bool:
        mark = self.mark if since is None else since
        return message.id > mark and message.raw["from"] not in PEOPLE

    async def _send(self, files: list[tuple[str, str, str, bytes]], **fields: Any) -> list[int]:
        form = FormData()
        given = {"chat_id": self.chat_id, "user_id": self.user_id, "thread_id": self.thread_id}
        given |= fields
        for name, value in given.items():
            if value is not None:
                form.add_field(name, str(value))
        for kind, name, mime, data in files:
            form.add_field(kind, BytesIO(data), filename=name, content_type=mime)
        sent = (await self.client.post("messages", form))["messages"]
        ids = [message["id"] for message in sent]
        self.mark = ids[-1]
        return ids
