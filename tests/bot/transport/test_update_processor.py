"""Order of updates: within a chat one by one, across chats at once, albums together."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from telegram import CallbackQuery, Chat, InlineQuery, Message, Update, User
from telegram.ext import BaseUpdateProcessor

from bot.callback_data import TrySix, encode
from bot.transport.update_processor import PerChatUpdateProcessor
from storage import utc_now


class Ledger:
    def __init__(self) -> None:
        self.repeats: set[int] = set()
        self.done: list[int] = []

    def take_repeat(self, update_id: int) -> bool:
        return update_id in self.repeats

    async def mark_handled(self, update_id: int) -> None:
        self.done.append(update_id)


def message(update_id: int, chat: int, album: str | None = None) -> Update:
    sent = Message(update_id, utc_now(), Chat(chat, "private"), media_group_id=album)
    return Update(update_id, message=sent)


def press(update_id: int, person: int, chat: int, data: str = "x:J1") -> Update:
    under = Message(1, utc_now(), Chat(chat, "private"))
    query = CallbackQuery(str(update_id), User(person, "P", False), "c", message=under, data=data)
    return Update(update_id, callback_query=query)


def typing(update_id: int, person: int) -> Update:
    query = InlineQuery(str(update_id), User(person, "P", False), "wave", "")
    return Update(update_id, inline_query=query)


class Handling:
    """Handlers that say when they began and end when told."""

    def __init__(self, turns: BaseUpdateProcessor, *updates: Update) -> None:
        self.began: list[int] = []
        self.ends = {update.update_id: asyncio.Event() for update in updates}
        self.tasks = [
            asyncio.create_task(turns.process_update(update, self.handler(update.update_id)))
            for update in updates
        ]

    async def handler(self, update_id: int) -> None:
        self.began.append(update_id)
        await self.ends[update_id].wait()

    async def end(self, *update_ids: int) -> None:
        for update_id in update_ids:
            self.ends[update_id].set()
        await settle()

    async def all(self) -> None:
        await self.end(*self.ends)
        async with asyncio.timeout(60):
            await asyncio.gather(*self.tasks)


async def settle() -> None:
    """Let everything that can run, run."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_chat_is_served_in_order() -> None:
    handling = Handling(PerChatUpdateProcessor(Ledger()), message(1, chat=7), message(2, chat=7))
    await settle()
    assert handling.began == [1]
    await handling.end(1)
    assert handling.began == [1, 2]
    await handling.all()


async def test_chats_do_not_wait_for_each_other() -> None:
    handling = Handling(PerChatUpdateProcessor(Ledger()), message(1, chat=7), message(2, chat=8))
    await settle()
    assert handling.began == [1, 2]
    await handling.all()


async def test_a_button_does_not_wait_for_its_chat() -> None:
    handling = Handling(
        PerChatUpdateProcessor(Ledger()), message(1, chat=7), press(2, person=7, chat=7)
    )
    await settle()
    assert handling.began == [1, 2]
    await handling.all()


async def test_a_press_that_takes_its_time_holds_up_no_other() -> None:
    slow = press(1, person=7, chat=7, data=encode(TrySix("P1")))
    handling = Handling(PerChatUpdateProcessor(Ledger()), slow, press(2, person=7, chat=7))
    await settle()
    assert handling.began == [1, 2]
    await handling.all()


async def test_typing_to_the_bot_elsewhere_waits_for_no_chat() -> None:
    handling = Handling(PerChatUpdateProcessor(Ledger()), message(1, chat=7), typing(2, person=7))
    await settle()
    assert handling.began == [1, 2]
    await handling.all()


async def test_two_presses_of_one_person_keep_their_order() -> None:
    handling = Handling(
        PerChatUpdateProcessor(Ledger()), press(1, person=7, chat=7), press(2, person=7, chat=7)
    )
    await settle()
    assert handling.began == [1]
    await handling.all()


async def test_the_messages_of_an_album_run_together_and_hold_the_chat() -> None:
    handling = Handling(
        PerChatUpdateProcessor(Ledger()),
        message(1, chat=7),
        message(2, chat=7, album="a"),
        message(3, chat=7, album="a"),
        message(4, chat=7),
    )
    await settle()
    assert handling.began == [1]
    await handling.end(1)
    assert handling.began == [1, 2, 3]
    await handling.end(2)
    assert handling.began == [1, 2, 3], "the album is not over"
    await handling.end(3)
    assert handling.began == [1, 2, 3, 4]
    await handling.all()


async def test_what_was_handled_is_noted_and_a_second_copy_left_alone() -> None:
    ledger = Ledger()
    ledger.repeats.add(2)
    handling = Handling(PerChatUpdateProcessor(ledger), message(1, chat=7), message(2, chat=7))
    await handling.all()
    assert (handling.began, ledger.done) == ([1], [1])


async def test_an_update_whose_handling_broke_off_is_not_noted() -> None:
    async def broken() -> None:
        raise RuntimeError

    ledger = Ledger()
    coroutine: Coroutine[Any, Any, None] = broken()
    task = asyncio.create_task(
        PerChatUpdateProcessor(ledger).process_update(message(1, chat=7), coroutine)
    )
    await asyncio.wait([task])
    assert isinstance(task.exception(), RuntimeError)
    assert ledger.done == []


async def test_nothing_is_remembered_of_chats_that_are_quiet() -> None:
    turns = PerChatUpdateProcessor(Ledger())
    handling = Handling(turns, *(message(number, chat=number % 3) for number in range(9)))
    await handling.all()
    assert turns._last == {}
