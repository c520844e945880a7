"""The bot's side of a playground: calls of Bot API methods, without a bot library."""

import json
from io import BytesIO
from typing import Any

from aiohttp import ClientSession, FormData

from playground.server import Playground
from tests.helpers.pictures import plain_picture
from tests.helpers.playground_client import ADA, Json


class BotClient:
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
        data = params.pop("photo", plain_picture())
        message: Json = await self.ok("sendPhoto", chat_id=chat_id, photo=data, **params)
        return message


def keyboard(*captions: str) -> Json:
    """Return an inline keyboard of one row; each button's data is its caption in lower case."""
    row = [{"text": caption, "callback_data": caption.lower()} for caption in captions]
    return {"inline_keyboard": [row]}
