"""Webhooks: pushed in order, repeated until taken, an answer may call a method."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from playground import webhook_sender
from playground.server import Playground
from tests.helpers.bot_client import BotClient
from tests.helpers.playground_client import ADA, PlaygroundClient

Json = dict[str, Any]


class Hook:
    """A bot's own little web server, which answers as it is told to."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: list[web.Response] = []
        self.taken: asyncio.Queue[tuple[Json, str]] = asyncio.Queue()

    async def take(self, request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        self.taken.put_nowait((await request.json(), secret))
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    served = Hook()
    app = web.Application()
    app.router.add_post("/hook", served.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    served.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield served
    await runner.cleanup()


async def test_updates_are_pushed_with_the_secret(
    bot: BotClient, person: PlaygroundClient, hook: Hook
) -> None:
    await bot.ok("setWebhook", url=hook.url, secret_token="s3cret")
    await person.send("one")
    await person.send("two")
    async with asyncio.timeout(60):
        pushed = [await hook.taken.get() for _ in range(2)]
    assert [(body["message"]["text"], secret) for body, secret in pushed] == [
        ("one", "s3cret"),
        ("two", "s3cret"),
    ]


async def test_refused_updates_come_again(
    bot: BotClient, person: PlaygroundClient, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_sender, "_FIRST_DELAY", 0.01)
    hook.answers = [web.Response(status=500)]
    await bot.ok("setWebhook", url=hook.url)
    await person.send("again")
    async with asyncio.timeout(60):
        first, _ = await hook.taken.get()
        second, _ = await hook.taken.get()
    assert first == second
    info = await bot.ok("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500"


async def test_an_answer_may_call_a_method(
    bot: BotClient, person: PlaygroundClient, hook: Hook, playground: Playground
) -> None:
    hook.answers = [
        web.json_response({"method": "sendMessage", "chat_id": ADA, "text": "at once"})
    ]
    await bot.ok("setWebhook", url=hook.url)
    (sent,) = await person.send("hello")
    await playground.until(lambda: playground.world.seq > sent["seq"])
    assert (await person.history(after=sent["seq"]))[0]["text"] == "at once"


async def test_setting_one_ends_polling(bot: BotClient, hook: Hook) -> None:
    poll = asyncio.create_task(bot.call("getUpdates", timeout=30))
    await bot.ok("getMe")
    await bot.ok("setWebhook", url=hook.url)
    async with asyncio.timeout(60):
        answer = await poll
    assert answer["description"] == "Conflict: terminated by setWebhook request"
    assert (await bot.call("getUpdates"))["description"] == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )
    await bot.ok("deleteWebhook")
    assert await bot.updates() == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.org/hook", "An HTTPS URL must be provided for webhook"),
        ("https://example.org:444/x", "Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ("nonsense", "invalid webhook URL specified"),
    ],
)
async def test_addresses_are_checked(url: str, words: str, bot: BotClient) -> None:
    assert await bot.refused("setWebhook", url=url) == f"Bad Request: bad webhook: {words}"
