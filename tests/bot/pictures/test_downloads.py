"""Downloads: bounded, and every failure has a reason that the texts know."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot
from telegram.error import NetworkError
from telegram.request import HTTPXRequest

from bot.pictures.downloads import FetchFailed, Files
from playground.server import Playground, serve
from tests.helpers.people import Person
from tests.helpers.pictures import photo
from tests.helpers.playground_client import PlaygroundClient

PICTURE = photo(kind="PNG")
NO_PAUSES = (0.0, 0.0)


class Flaky(HTTPXRequest):
    """The way to Telegram, on which the first downloads break."""

    broken = 2

    async def do_request(
        self, url: str, method: str, *args: Any, **more: Any
    ) -> tuple[int, bytes]:
        if "/file/" in url and self.broken:
            self.broken -= 1
            raise NetworkError("the connection broke")
        return await super().do_request(url, method, *args, **more)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with serve(0) as served:
        yield served


@pytest.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    made = Bot(playground.token, base_url=playground.base_url, base_file_url=playground.file_url)
    async with made:
        yield made


@pytest.fixture
async def file_id(playground: Playground, bot: Bot) -> AsyncIterator[str]:
    async with PlaygroundClient.at(playground.url) as play:
        ada = Person(play, 1001, 1001)
        await ada.sends(PICTURE, kind="document", name="a.png", mime="image/png")
        (update,) = await bot.get_updates()
        assert update.message is not None
        assert update.message.document is not None
        yield update.message.document.file_id


async def fault(
    playground: Playground, method: str, code: int, words: str = "", *, times: int = 1
) -> None:
    async with PlaygroundClient.at(playground.url) as play:
        body = {"method": method, "error_code": code, "description": words, "times": times}
        await play.post("faults", body)


async def reason(files: Files, file_id: str) -> tuple[str, bool]:
    with pytest.raises(FetchFailed) as caught:
        await files(file_id)
    return caught.value.reason, caught.value.retryable


async def test_the_bytes_come_as_they_were_sent(bot: Bot, file_id: str) -> None:
    assert await Files(bot, 1 << 20)(file_id) == PICTURE


async def test_more_than_the_limit_is_not_fetched(bot: Bot, file_id: str) -> None:
    assert await reason(Files(bot, len(PICTURE) - 1), file_id) == ("too_many_bytes", False)
    assert await Files(bot, len(PICTURE))(file_id) == PICTURE


async def test_a_file_that_telegram_does_not_know(bot: Bot) -> None:
    assert await reason(Files(bot, 1 << 20), "nonsense") == ("file_gone", False)


async def test_a_file_that_telegram_finds_too_big(
    playground: Playground, bot: Bot, file_id: str
) -> None:
    await fault(playground, "getFile", 400, "Bad Request: file is too big")
    assert await reason(Files(bot, 1 << 20), file_id) == ("too_many_bytes", False)


@pytest.mark.parametrize("code", [0, 500, 404])
async def test_a_moment_without_telegram_is_outlived(
    playground: Playground, bot: Bot, file_id: str, code: int
) -> None:
    await fault(playground, "getFile", code, times=len(NO_PAUSES))
    assert await Files(bot, 1 << 20, pauses=NO_PAUSES)(file_id) == PICTURE


async def test_a_connection_that_breaks_again_and_again(
    playground: Playground, bot: Bot, file_id: str
) -> None:
    await fault(playground, "getFile", 0, times=len(NO_PAUSES) + 1)
    assert await reason(Files(bot, 1 << 20, pauses=NO_PAUSES), file_id) == ("unreachable", True)


async def test_a_download_that_breaks_begins_anew(playground: Playground, file_id: str) -> None:
    request = Flaky()
    bot = Bot(
        playground.token,
        base_url=playground.base_url,
        base_file_url=playground.file_url,
        request=request,
    )
    async with bot:
        assert await Files(bot, 1 << 20, pauses=NO_PAUSES)(file_id) == PICTURE
    assert request.broken == 0


async def test_a_telegram_that_takes_too_long(bot: Bot, file_id: str) -> None:
    assert await reason(Files(bot, 1 << 20, seconds=0), file_id) == ("unreachable", True)
