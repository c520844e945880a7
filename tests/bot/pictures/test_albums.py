"""Albums: gathered by silence, handed to one, and nobody is done before the album is."""

from __future__ import annotations

import asyncio

from telegram import Chat, Message

from bot.pictures.albums import Albums
from storage import utc_now


def message(number: int, album: str | None = "a", chat: int = 7) -> Message:
    return Message(number, utc_now(), Chat(chat, "private"), media_group_id=album)


async def ids(albums: Albums, sent: Message) -> list[int]:
    async with albums.gather(sent) as album:
        return [m.message_id for m in album]


async def test_a_message_outside_an_album_comes_at_once() -> None:
    assert await ids(Albums(silence=60), message(1, album=None)) == [1]


async def test_the_first_gets_all_in_order_and_the_others_nothing() -> None:
    albums = Albums(silence=0.05)
    got = await asyncio.gather(*(ids(albums, message(n)) for n in (2, 1, 3)))
    assert got == [[1, 2, 3], [], []]


async def test_albums_of_two_chats_are_two() -> None:
    albums = Albums(silence=0.05)
    got = await asyncio.gather(ids(albums, message(1)), ids(albums, message(2, chat=8)))
    assert list(got) == [[1], [2]]


async def test_every_newcomer_begins_the_silence_anew() -> None:
    albums = Albums(silence=0.2)
    first = asyncio.create_task(ids(albums, message(1)))
    others = []
    for number in (2, 3, 4):
        await asyncio.wait([first], timeout=0.1)
        others.append(asyncio.create_task(ids(albums, message(number))))
    assert await first == [1, 2, 3, 4]
    await asyncio.gather(*others)


async def test_the_others_are_done_only_when_the_album_is() -> None:
    albums = Albums(silence=0.01)
    inside, end = asyncio.Event(), asyncio.Event()

    async def handle() -> None:
        async with albums.gather(message(1)):
            inside.set()
            await end.wait()

    first = asyncio.create_task(handle())
    second = asyncio.create_task(ids(albums, message(2)))
    await inside.wait()
    assert not second.done()
    end.set()
    await asyncio.gather(first, second)


async def test_a_broken_handler_does_not_hold_the_others() -> None:
    albums = Albums(silence=0.01)

    async def handle() -> None:
        async with albums.gather(message(1)):
            raise RuntimeError

    first = asyncio.create_task(handle())
    second = asyncio.create_task(ids(albums, message(2)))
    async with asyncio.timeout(60):
        await asyncio.wait([first, second])
    assert isinstance(first.exception(), RuntimeError)
    assert second.result() == []
