"""The page's WebSocket, and who may talk to the playground at all."""

import asyncio

import pytest
from aiohttp import ClientSession, WSMsgType

from playground.server import Playground, serve
from tests.helpers.bot_client import BotClient
from tests.helpers.pictures import plain_picture
from tests.helpers.playground_client import ADA, PlaygroundClient


async def test_every_change_is_told(
    bot: BotClient, person: PlaygroundClient, session: ClientSession
) -> None:
    async with session.ws_connect("/play/live") as socket, asyncio.timeout(60):
        (message,) = await person.send("hello")
        assert await socket.receive_json() == {
            "seq": message["seq"],
            "kind": "message",
            "message": message,
        }
        number = (await bot.say("one"))["message_id"]
        await bot.ok("editMessageText", chat_id=ADA, message_id=number, text="two")
        await bot.ok("sendChatAction", chat_id=ADA, action="typing")
        await bot.ok("deleteMessage", chat_id=ADA, message_id=number)
        events = [await socket.receive_json() for _ in range(4)]
        assert [event["kind"] for event in events] == ["message", "edit", "action", "delete"]
        assert events[1]["message"]["text"] == "two"
        assert (events[2]["chat_id"], events[2]["action"]) == (ADA, "typing")
        assert events[3]["message"]["deleted"]


async def test_what_was_missed_can_be_had(
    person: PlaygroundClient, session: ClientSession
) -> None:
    (first,) = await person.send("one")
    (second,) = await person.send("two")
    url = f"/play/live?after={first['seq']}"
    async with session.ws_connect(url) as socket, asyncio.timeout(60):
        assert (await socket.receive_json())["message"] == second


async def test_stopping_ends_polls_and_sockets() -> None:
    async with ClientSession() as session, asyncio.timeout(60):
        async with serve() as running:
            socket = await session.ws_connect(f"{running.url}/play/live")
            url = f"{running.base_url}{running.token}"
            poll = asyncio.create_task(session.get(f"{url}/getUpdates?timeout=50"))
            async with session.get(f"{url}/getMe") as answer:
                assert answer.status == 200
        assert (await socket.receive()).type in {WSMsgType.CLOSE, WSMsgType.CLOSED}
        poll.cancel()
        await asyncio.gather(poll, return_exceptions=True)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "localhost:8081"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example:80"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_only_this_machine_is_served(
    headers: dict[str, str], status: int, session: ClientSession
) -> None:
    for path in ("/play/world", "/"):
        async with session.get(path, headers=headers) as answer:
            assert answer.status == status


async def test_the_page_is_served_safely(session: ClientSession, playground: Playground) -> None:
    async with session.get("/", headers={"Origin": playground.url}) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/html"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    async with session.get("/web/app.js") as answer:
        assert answer.content_type == "text/javascript"
    for path in ("/web/..%2Fserver.py", "/web/server.py", "/web/none.js", "/web/..%2f..%2fx.js"):
        async with session.get(path) as answer:
            assert answer.status == 404


async def test_files_cannot_run_scripts(person: PlaygroundClient, session: ClientSession) -> None:
    page = b"<!doctype html><script>alert(1)</script>"
    (message,) = await person.send(document=("page.html", page))
    async with session.get(message["document"]["url"]) as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (message,) = await person.send(photo=plain_picture())
    async with session.get(message["photo"]["url"]) as answer:
        assert answer.content_type == "image/jpeg"
