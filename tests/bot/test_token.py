"""Whose word it is that a token is wrong: Telegram's, or that of something on the way to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from aiohttp import web
from pydantic import SecretStr
from telegram import Bot
from telegram.error import InvalidToken

from bot import app
from bot.app import BadToken, is_refusal
from bot.settings import Settings
from engine import Engine, EngineSettings
from storage import Database

Answer: TypeAlias = Callable[[], web.Response]
ME = {"id": 7, "is_bot": True, "first_name": "Atelier", "username": "atelier_bot"}


def html(status: int) -> web.Response:
    words = "<html><body>There is nothing here.</body></html>"
    return web.Response(status=status, text=words, content_type="text/html")


def json(status: int, body: dict[str, Any]) -> web.Response:
    return web.json_response(body, status=status)


def telegrams(status: int, words: str) -> web.Response:
    return json(status, {"ok": False, "error_code": status, "description": words})


@asynccontextmanager
async def answering(*answers: Answer) -> AsyncIterator[str]:
    """The address of a server that gives these answers, and the last of them from then on."""
    left = list(answers)

    async def answer(request: web.Request) -> web.Response:
        if len(left) == 1 and left[0] is served:
            return served(request.path)
        return (left.pop(0) if len(left) > 1 else left[0])()

    site = web.Application()
    site.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
    finally:
        await runner.cleanup()


def served(path: str = "") -> web.Response:
    """Telegram, to whom everything is fine."""
    return json(200, {"ok": True, "result": ME if path.lower().endswith("getme") else True})


@pytest.mark.parametrize(
    ("answer", "is_telegrams"),
    [
        pytest.param(lambda: telegrams(401, "Unauthorized"), True, id="unknown"),
        pytest.param(lambda: telegrams(404, "Not Found"), True, id="malformed"),
        pytest.param(lambda: html(404), False, id="a page"),
        pytest.param(lambda: html(401), False, id="a page that wants a password"),
        pytest.param(lambda: json(404, {"error": "no route"}), False, id="another program"),
    ],
)
async def test_only_telegram_refuses_a_token(answer: Answer, is_telegrams: bool) -> None:
    async with answering(answer) as url:
        bot = Bot("7:token", base_url=url)
        with pytest.raises(InvalidToken) as caught:
            await bot.initialize()
        await bot.shutdown()
    assert is_refusal(caught.value) is is_telegrams


async def start(url: str, home: Path) -> str:
    """The name of a bot that asks at ``url`` who it is."""
    settings = Settings(home=home, token=SecretStr("7:token"), api_url=url, file_url=url)
    async with Database.open(settings.database_place) as database:
        built = app.build_application(settings, database, Engine(EngineSettings(home=home)))
        try:
            await app._initialize(built)
            return built.bot.username
        finally:
            await built.bot.shutdown()


async def test_a_bot_waits_until_it_is_telegram_that_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "_PAUSES", (0.01,))
    async with answering(lambda: html(404), lambda: html(401), served) as url:
        assert await start(url, tmp_path) == "atelier_bot"


async def test_a_wrong_token_is_told_without_quoting_it(tmp_path: Path) -> None:
    async with answering(lambda: telegrams(401, "Unauthorized")) as url:
        with pytest.raises(BadToken, match="does not know this bot token") as caught:
            await start(url, tmp_path)
    assert "7:token" not in str(caught.value)
