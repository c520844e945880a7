"""A client of the person-side API of a playground (`/play`), as its page is one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeAlias, TypeVar

from aiohttp import ClientResponse, ClientSession, FormData

Json: TypeAlias = dict[str, Any]
T = TypeVar("T")

ADA, LIN, MAX, GROUP = 1001, 1002, 1003, -100500
"""The people and the group of the default world; Max runs both the bot and the group."""
PEOPLE = frozenset({ADA, LIN, MAX})
PATIENCE_S = 100.0
"""Generous: the engine may share two cores with other work."""
_FILES = ("document", "sticker", "video")


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message as people see it."""

    raw: Json

    @property
    def id(self) -> int:
        """Return the id of the message in its chat."""
        return int(self.raw["id"])

    @property
    def words(self) -> str:
        """Return the text or caption."""
        return str(self.raw["text"] or self.raw["caption"])

    @property
    def picture(self) -> str | None:
        """Return the address of the photo, if there is one."""
        return str(self.raw["photo"]["url"]) if self.raw["photo"] else None

    @property
    def buttons(self) -> list[str]:
        """Return the captions of the inline buttons, row by row."""
        return [button["text"] for row in self.raw["keyboard"] for button in row]

    @property
    def reply_to(self) -> int | None:
        """Return the id of the message that it answers."""
        answered: int | None = self.raw["reply_to"]
        return answered

    @property
    def is_finished(self) -> bool:
        """Tell whether it is a finished painting."""
        return self.picture is not None and "Again" in self.buttons


class PlaygroundClient:
    """Calls `/play` for people."""

    def __init__(self, session: ClientSession) -> None:
        self.session = session

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str) -> AsyncIterator[PlaygroundClient]:
        """Open a client for the playground at `url`."""
        async with ClientSession(url) as session:
            yield cls(session)

    async def get(self, path: str, **query: Any) -> Any:
        """GET a `/play` path."""
        async with self.session.get(f"/play/{path}", params=query) as response:
            return await _read(response, 200)

    async def post(
        self,
        path: str,
        body: Json | FormData | None = None,
        /,
        *,
        expect: int = 200,
        **fields: Any,
    ) -> Any:
        """POST a form, or a body and fields as JSON, and expect a status."""
        content: Any = {"json": fields}
        if isinstance(body, FormData):
            content = {"data": body}
        elif body:
            content = {"json": body | fields}
        async with self.session.post(f"/play/{path}", **content) as response:
            return await _read(response, expect)

    async def fetch(self, url: str) -> bytes:
        """Download a file."""
        async with self.session.get(url) as response:
            assert response.status == 200
            return await response.read()

    async def send(
        self, text: str = "", *, chat: int = ADA, user: int = ADA, expect: int = 200, **more: Any
    ) -> list[Json]:
        """Send as a person; `photo`, `photos` and `document` are bytes or (name, bytes)."""
        form = FormData({"chat_id": str(chat), "user_id": str(user), "text": text})
        for data in more.pop("photos", [more.pop("photo", None)]):
            if data is not None:
                _attach(form, "photo", data)
        for kind in _FILES:
            if kind in more:
                _attach(form, kind, more.pop(kind))
        for name, value in more.items():
            form.add_field(name, str(value))
        answer = await self.post("messages", form, expect=expect)
        messages: list[Json] = answer.get("messages", [answer])
        return messages

    async def history(self, chat: int = ADA, after: int = 0) -> list[Json]:
        """Return the messages of a chat that changed after a `seq`, deleted ones too."""
        found: list[Json] = (await self.get("messages", chat_id=chat, after=after))["messages"]
        return found

    async def messages(self, chat: int) -> list[ShownMessage]:
        """Return all messages of a chat that are still there."""
        return [ShownMessage(one) for one in await self.history(chat) if not one["deleted"]]

    async def from_bot(self, chat: int = ADA) -> list[Json]:
        """Return what the bot has written in a chat and not deleted."""
        return [one.raw for one in await self.messages(chat) if one.raw["from"] not in PEOPLE]

    async def only_from_bot(self, chat: int = ADA) -> Json:
        """Return the bot's only message in a chat."""
        (message,) = await self.from_bot(chat)
        return message

    async def calls(self, *methods: str, after: int = 0) -> list[Json]:
        """Return the bot's calls that were answered, of `methods` if given."""
        wanted = {method.lower() for method in methods}
        made: list[Json] = (await self.get("calls", after=after))["calls"]
        return [call for call in made if not wanted or call["method"].lower() in wanted]

    async def fail(self, method: str, code: int, words: str = "", **more: Any) -> None:
        """Let the next call of `method` fail; code 0 drops the connection."""
        await self.post("faults", method=method, error_code=code, description=words, **more)

    async def wait_until(
        self, chat: int, find: Callable[[list[ShownMessage]], T | None], why: str
    ) -> T:
        """Return what `find` finds in a chat, looking again after each change."""
        seen: list[ShownMessage] = []
        try:
            async with asyncio.timeout(PATIENCE_S), self.session.ws_connect("/play/live") as live:
                while True:
                    seen = await self.messages(chat)
                    if (found := find(seen)) is not None:
                        return found
                    await live.receive()
        except TimeoutError:
            shown = "\n".join(f"  {m.id}: {m.words!r} {m.buttons}" for m in seen)
            raise AssertionError(f"{why} did not happen; the chat shows\n{shown}") from None

    async def wait_for_bot(self, fits: Callable[[Json], object], chat: int = ADA) -> Json:
        """Return the bot's first message in a chat that `fits`, as soon as there is one."""

        def find(messages: list[ShownMessage]) -> Json | None:
            written = (one.raw for one in messages if one.raw["from"] not in PEOPLE)
            return next((raw for raw in written if fits(raw)), None)

        return await self.wait_until(chat, find, "a message of the bot")


async def _read(response: ClientResponse, expect: int) -> Any:
    body = json.loads(await response.text())
    assert response.status == expect, body
    return body


def _attach(form: FormData, kind: str, data: bytes | tuple[str, bytes]) -> None:
    name, body = data if isinstance(data, tuple) else (f"{kind}.png", data)
    form.add_field(kind, BytesIO(body), filename=name)
