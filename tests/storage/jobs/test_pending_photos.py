from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from storage import Database, PendingPhotos
from tests.storage.makers import ANNA, BORIS, GROUP, new_pending


async def test_a_second_photo_takes_the_first_once(pending: PendingPhotos) -> None:
    first = await pending.put(new_pending(1, thread_id=4))
    assert (first.message_id, first.thread_id, first.waiting) == (1, 4, True)
    assert await pending.take(GROUP, ANNA) == replace(first, waiting=False)
    assert await pending.take(GROUP, ANNA) is None


async def test_finding_a_photo_that_waits_leaves_it_there(pending: PendingPhotos) -> None:
    assert await pending.find_waiting(GROUP, ANNA) is None
    first = await pending.put(new_pending(1))
    assert await pending.find_waiting(GROUP, ANNA) == first
    assert await pending.find_waiting(GROUP, BORIS) is None
    since = first.created + timedelta(seconds=1)
    assert await pending.find_waiting(GROUP, ANNA, since=since) is None
    assert await pending.take(GROUP, ANNA) is not None
    assert await pending.find_waiting(GROUP, ANNA) is None


async def test_of_two_takers_at_once_one_gets_it(pending: PendingPhotos) -> None:
    await pending.put(new_pending(1))
    takers = (pending.take(GROUP, ANNA) for _ in range(5))
    taken = [photo for photo in await asyncio.gather(*takers) if photo is not None]
    assert len(taken) == 1


async def test_photos_of_other_people_and_chats_are_not_taken(pending: PendingPhotos) -> None:
    await pending.put(new_pending(1))
    assert await pending.take(GROUP, BORIS) is None
    assert await pending.take(ANNA, ANNA) is None


async def test_the_latest_photo_waits_in_place_of_earlier_ones(pending: PendingPhotos) -> None:
    await pending.put(new_pending(1))
    await pending.put(new_pending(2))
    await pending.put(new_pending(3, person_id=BORIS))
    taken = await pending.take(GROUP, ANNA)
    assert taken is not None
    assert taken.message_id == 2
    assert await pending.take(GROUP, ANNA) is None


async def test_a_replayed_photo_does_not_wait_again(pending: PendingPhotos) -> None:
    first = await pending.put(new_pending(1))
    await pending.take(GROUP, ANNA)
    assert (await pending.put(new_pending(1))).id == first.id
    assert await pending.take(GROUP, ANNA) is None


async def test_a_replay_does_not_push_aside_a_later_photo(pending: PendingPhotos) -> None:
    await pending.put(new_pending(1))
    await pending.put(new_pending(2))
    await pending.put(new_pending(1))
    taken = await pending.take(GROUP, ANNA)
    assert taken is not None
    assert taken.message_id == 2


async def test_a_photo_from_too_long_ago_is_not_taken(pending: PendingPhotos) -> None:
    photo = await pending.put(new_pending(1))
    after = photo.created + timedelta(microseconds=1)
    assert await pending.take(GROUP, ANNA, since=after) is None
    assert await pending.take(GROUP, ANNA, since=photo.created) is not None


async def test_a_photo_is_neither_found_nor_taken_for_its_own_message(
    pending: PendingPhotos,
) -> None:
    photo = await pending.put(new_pending(1))
    assert await pending.find_waiting(GROUP, ANNA, other_than=1) is None
    assert await pending.take(GROUP, ANNA, other_than=1) is None
    assert await pending.find_waiting(GROUP, ANNA, other_than=2) == photo, "it still waits"
    assert await pending.take(GROUP, ANNA, other_than=2) is not None


async def test_a_keyboard_finds_its_own_photo_after_a_restart(path: Path) -> None:
    async with Database.open(path) as database:
        first = await PendingPhotos(database).put(new_pending(1))
        await PendingPhotos(database).set_keyboard(first.id, 50)
        await PendingPhotos(database).put(new_pending(2))
    async with Database.open(path) as database:
        found = await PendingPhotos(database).get(first.id)
    assert found == replace(first, keyboard_message_id=50, waiting=False)
    assert len(first.id) == 12


async def test_photos_that_one_question_is_about_stay_together(pending: PendingPhotos) -> None:
    album = [await pending.put(new_pending(number)) for number in (3, 1, 2)]
    other = await pending.put(new_pending(4))
    theirs = await pending.put(new_pending(5, person_id=BORIS))
    for photo in (*album, theirs):
        await pending.set_keyboard(photo.id, 50)
    await pending.set_keyboard(other.id, 51)
    asked = await pending.get(album[0].id)
    assert asked is not None
    assert [photo.message_id for photo in await pending.siblings(asked)] == [1, 2, 3]


async def test_a_photo_without_a_question_is_alone(pending: PendingPhotos) -> None:
    photo = await pending.put(new_pending(1))
    await pending.put(new_pending(2))
    assert await pending.siblings(photo) == (photo,)


async def test_whether_it_was_sent_as_a_file_is_kept(pending: PendingPhotos) -> None:
    assert (await pending.put(new_pending(1, is_file=True))).is_file
    assert not (await pending.put(new_pending(2))).is_file


async def test_a_settled_photo_is_no_longer_paired(pending: PendingPhotos) -> None:
    photo = await pending.put(new_pending(1))
    await pending.settle(photo.id)
    assert await pending.take(GROUP, ANNA) is None
    assert await pending.get(photo.id) is not None
