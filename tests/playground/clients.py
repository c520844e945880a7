"""Two plain clients for the tests: the bot's side of a playground, and the people's."""

import json
from io import BytesIO
from typing import Any

from aiohttp import ClientSession, FormData

from playground.server import Playground
from tests.playground.pictures import picture

Json = dict[str, Any]
ADA, LIN, MAX, GROUP = 1001, 1002, 1003, -100500


class Bot:
    """Calls Bot API methods as a bot written by hand would, one JSON object each."""

    def __init__(self, session: ClientSession, playground: Playground) -> None:
        self._session = session
        self.token = playground.token

    async def call(self, method: str, **params: Any) -> Json:
        """Return the whole answer. Bytes are uploaded as files, everything else goes as JSON."""
        files = {name: value for name, value in params.items() if isinstance(value, bytes)}
        path = f"/bot{self.token}/{method}"
        if not files:
            async with self._session.post(path, json=params) as response:
                answer: Json = await response.json()
                return answer
        form = FormData()
        for name, value in params.items():
            if name in files:
                form.add_field(name, BytesIO(value), filename=f"{name}.png")
            else:
                form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        async with self._session.post(path, data=form) as response:
            uploaded: Json = await response.json()
        return uploaded

    async def ok(self, method: str, **params: Any) -> Any:
        """Return the result of a call that goes well."""
        answer = await self.call(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **params: Any) -> str:
        """Return Telegram's words about a call that does not."""
        answer = await self.call(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def updates(self, **params: Any) -> list[Json]:
        """Return what getUpdates gives, without waiting unless asked to."""
        found: list[Json] = await self.ok("getUpdates", **params)
        return found

    async def say(self, text: str = "hello", chat_id: int = ADA, **params: Any) -> Json:
        """Send a text and return the message."""
        message: Json = await self.ok("sendMessage", chat_id=chat_id, text=text, **params)
        return message

    async def photo(self, chat_id: int = ADA, **params: Any) -> Json:
        """Send a photo and return the message."""
        data = params.pop("photo", picture())
        message: Json = await self.ok("sendPhoto", chat_id=chat_id, photo=data, **params)
        return message


class Person:
    """Calls /play for people."""

    def __init__(self, session: ClientSession) -> None:
        self.session = session

    async def get(self, path: str, **query: Any) -> Json:
        """GET a /play path."""
        async with self.session.get(f"/play/{path}", params=query) as response:
            answer: Json = await response.json()
            return answer

    async def post(self, path: str, expect: int = 200, **fields: Any) -> Json:
        """POST JSON to a /play path and expect a status."""
        async with self.session.post(f"/play/{path}", json=fields) as response:
            answer: Json = await response.json()
            assert response.status == expect, answer
            return answer

    async def send(
        self, text: str = "", *, chat: int = ADA, user: int = ADA, status: int = 200, **more: Any
    ) -> list[Json]:
        """Send as a person; `photo`, `photos` and `document` are bytes or (name, bytes)."""
        form = FormData({"chat_id": str(chat), "user_id": str(user), "text": text})
        for data in more.pop("photos", [more.pop("photo", None)]):
            if data is not None:
                _attach(form, "photo", data)
        for kind in ("document", "sticker", "video"):
            if kind in more:
                _attach(form, kind, more.pop(kind))
        for name, value in more.items():
            form.add_field(name, str(value))
        async with self.session.post("/play/messages", data=form) as response:
            answer = await response.json()
            assert response.status == status, answer
            messages: list[Json] = answer.get("messages", [answer])
            return messages

    async def sees(self, chat: int = ADA, after: int = 0) -> list[Json]:
        """Return the messages of a chat."""
        messages: list[Json] = (await self.get("messages", chat_id=chat, after=after))["messages"]
        return messages

    async def fetch(self, url: str) -> bytes:
        """Download a file."""
        async with self.session.get(url) as response:
            assert response.status == 200
            return await response.read()


def keyboard(*captions: str) -> Json:
    """Return an inline keyboard of one row; each button's data is its caption in lower case."""
    row = [{"text": caption, "callback_data": caption.lower()} for caption in captions]
    return {"inline_keyboard": [row]}


def _attach(form: FormData, kind: str, data: bytes | tuple[str, bytes]) -> None:
    name, body = data if isinstance(data, tuple) else (f"{kind}.png", data)
    form.add_field(kind, BytesIO(body), filename=name)
