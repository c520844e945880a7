"""Mail: kept before it is handed out, handled once, found again after a crash."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from telegram import Bot, Chat, Message, Update
from telegram.error import NetworkError

from bot.transport.durable_bot import DurableBot, UpdateInbox
from playground.server import Playground, serve
from storage import Database, Inbox, utc_now
from tests.helpers.people import Person
from tests.helpers.playground_client import PlaygroundClient


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database.open(tmp_path / "x.db") as opened:
        yield opened


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with serve(0) as served:
        yield served


def update(number: int) -> Update:
    sent = Message(number, utc_now(), Chat(7, "private"), text=f"number {number}")
    return Update(number, message=sent)


async def test_what_was_kept_and_not_handled_is_there_after_a_restart(database: Database) -> None:
    inbox = UpdateInbox(Inbox(database))
    await inbox.save([update(1), update(2), update(3)])
    await inbox.mark_handled(2)
    left = await UpdateInbox(Inbox(database)).load_unhandled(Bot("1:x"))
    assert [u.update_id for u in left] == [1, 3]
    assert left[0].message is not None
    assert left[0].message.text == "number 1"


async def test_of_two_copies_one_is_left_alone(database: Database) -> None:
    inbox = UpdateInbox(Inbox(database))
    await inbox.save([update(1)])
    assert not inbox.take_repeat(1)
    await inbox.save([update(1)])
    assert inbox.take_repeat(1)
    assert not inbox.take_repeat(1), "only that copy"


def bot_of(playground: Playground, inbox: UpdateInbox) -> DurableBot:
    return DurableBot(inbox, token=playground.token, base_url=playground.base_url)


async def test_a_poll_commits_what_it_returns(playground: Playground, database: Database) -> None:
    inbox = UpdateInbox(Inbox(database))
    async with bot_of(playground, inbox) as bot, PlaygroundClient.at(playground.url) as play:
        await Person(play, 1001, 1001).says("hello")
        (got,) = await bot.get_updates(timeout=0)
        (kept,) = await inbox.load_unhandled(bot)
        assert kept.update_id == got.update_id
        assert bot.silent_for < 5


async def test_while_the_database_fails_telegram_keeps_its_updates(
    playground: Playground, database: Database
) -> None:
    inbox = UpdateInbox(Inbox(database))
    async with bot_of(playground, inbox) as bot, PlaygroundClient.at(playground.url) as play:
        await Person(play, 1001, 1001).says("hello")
        async with database.write() as session:
            await session.execute(text("ALTER TABLE updates RENAME TO lost"))
        with pytest.raises(NetworkError, match="inbox is closed"):
            await bot.get_updates(timeout=0)
        async with database.write() as session:
            await session.execute(text("ALTER TABLE lost RENAME TO updates"))
        assert len(await bot.get_updates(timeout=0)) == 1


@pytest.mark.parametrize("status", [401, 404])
async def test_what_answers_in_telegrams_place_does_not_end_the_polling(
    playground: Playground, database: Database, status: int
) -> None:
    inbox = UpdateInbox(Inbox(database))
    async with bot_of(playground, inbox) as bot, PlaygroundClient.at(playground.url) as play:
        fault = {"method": "getUpdates", "error_code": status, "description": "Not Found"}
        await play.post("faults", {**fault, "times": 1})
        with pytest.raises(NetworkError) as caught:
            await bot.get_updates(timeout=0)
        assert type(caught.value) is NetworkError
        assert await bot.get_updates(timeout=0) == ()
