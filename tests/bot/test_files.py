"""Downloads: bounded, and every failure has a reason that the texts know."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.files import FetchFailed, Files
from playground.server import Playground, serve
from tests.helpers.people import Person, Play
from tests.helpers.pictures import photo

PICTURE = photo(kind="PNG")


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
    async with Play.at(playground.url) as play:
        ada = Person(play, 1001, 1001)
        await ada.sends(PICTURE, kind="document", name="a.png", mime="image/png")
        (update,) = await bot.get_updates()
        assert update.message is not None
        assert update.message.document is not None
        yield update.message.document.file_id


async def fault(playground: Playground, method: str, code: int, words: str) -> None:
    async with Play.at(playground.url) as play:
        body = {"method": method, "error_code": code, "description": words, "times": 1}
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


async def test_a_connection_that_breaks(playground: Playground, bot: Bot, file_id: str) -> None:
    await fault(playground, "getFile", 0, "")
    assert await reason(Files(bot, 1 << 20), file_id) == ("unreachable", True)


async def test_a_telegram_that_takes_too_long(bot: Bot, file_id: str) -> None:
    assert await reason(Files(bot, 1 << 20, seconds=0), file_id) == ("unreachable", True)
