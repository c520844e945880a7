from __future__ import annotations

import pytest

from storage import (
    Chats,
    Database,
    Favourites,
    Jobs,
    PendingPhotos,
    Quality,
    Retention,
    StyleEditor,
    Styles,
)
from tests.storage.makers import ANNA, BORIS, GROUP, new_job, new_pending, new_style

SMALL = -4_321


@pytest.fixture
async def chats(database: Database) -> Chats:
    chats = Chats(database)
    await chats.meet(SMALL, kind="group", title="Painters")
    return chats


async def test_settings_and_last_style_move_and_the_old_group_is_gone(
    database: Database, chats: Chats
) -> None:
    style = await Styles(database).add(new_style())
    await chats.configure(SMALL, quality=Quality.INSTANT, size=512)
    await chats.remember_style(SMALL, style.id)
    moved = await chats.migrate(SMALL, GROUP)
    assert (moved.id, moved.kind, moved.title) == (GROUP, "supergroup", "Painters")
    assert moved.settings == {"quality": "instant", "size": 512}
    assert await Styles(database).last(GROUP) == style
    assert await chats.get(SMALL) is None


async def test_what_was_set_in_the_supergroup_already_holds(chats: Chats) -> None:
    await chats.configure(SMALL, size=512, previews=False)
    await chats.meet(GROUP, kind="supergroup", title="Painters' Club")
    await chats.configure(GROUP, size=1024)
    moved = await chats.migrate(SMALL, GROUP)
    assert (moved.title, moved.settings) == ("Painters' Club", {"size": 1024, "previews": False})


async def test_said_twice_or_of_an_unknown_group_it_does_no_harm(
    database: Database, chats: Chats
) -> None:
    job, _ = await Jobs(database).add(new_job(5, chat_id=SMALL))
    first = await chats.migrate(SMALL, GROUP)
    assert await chats.migrate(SMALL, GROUP) == first
    assert [one.id for one in await Jobs(database).active(chat_id=GROUP)] == [job.id]
    assert (await chats.migrate(-99, -100)).id == -100


async def test_jobs_move_with_their_ids_and_new_messages_never_meet_old_ones(
    database: Database, chats: Chats
) -> None:
    jobs = Jobs(database)
    old, _ = await jobs.add(new_job(5, chat_id=SMALL, status_message_id=6, thread_id=2))
    await chats.migrate(SMALL, GROUP)
    new, is_new = await jobs.add(new_job(5, chat_id=GROUP))
    assert is_new
    moved = await jobs.get(old.id)
    assert (moved.chat_id, moved.message_id, moved.thread_id) == (GROUP, -5, None)
    assert await jobs.by_message(GROUP, 6) is None
    assert {job.id for job in await jobs.active(chat_id=GROUP)} == {old.id, new.id}


async def test_results_still_answer_the_same_request(database: Database, chats: Chats) -> None:
    jobs = Jobs(database)
    job, _ = await jobs.add(new_job(5, chat_id=SMALL))
    await chats.migrate(SMALL, GROUP)
    assert (await jobs.start(job.id)).chat_id == GROUP


async def test_a_waiting_photo_moves_and_its_message_is_free(
    database: Database, chats: Chats
) -> None:
    pending = PendingPhotos(database)
    old = await pending.put(new_pending(1, chat_id=SMALL))
    await pending.set_keyboard(old.id, 2)
    await chats.migrate(SMALL, GROUP)
    taken = await pending.take(GROUP, ANNA)
    assert taken is not None
    assert (taken.id, taken.message_id, taken.keyboard_message_id) == (old.id, -1, None)
    assert (await pending.put(new_pending(1))).id != old.id


async def test_of_two_waiting_photos_that_of_the_supergroup_goes_on_waiting(
    database: Database, chats: Chats
) -> None:
    pending = PendingPhotos(database)
    await pending.put(new_pending(1, chat_id=SMALL))
    of_boris = await pending.put(new_pending(2, chat_id=SMALL, person_id=BORIS))
    newer = await pending.put(new_pending(1))
    await chats.migrate(SMALL, GROUP)
    taken = await pending.take(GROUP, ANNA), await pending.take(GROUP, BORIS)
    assert [photo and photo.id for photo in taken] == [newer.id, of_boris.id]


async def test_a_message_that_is_handled_again_after_the_move_moves_again(
    database: Database, chats: Chats
) -> None:
    pending = PendingPhotos(database)
    for _ in range(2):
        await pending.put(new_pending(1, chat_id=SMALL))
        await Jobs(database).add(new_job(1, chat_id=SMALL))
        await chats.migrate(SMALL, GROUP)
    assert len(await Jobs(database).active(chat_id=GROUP)) == 2
    assert (await Retention(database).forget_person(ANNA)).photos == 1


async def test_styles_of_the_group_move_with_their_favourites(
    database: Database, chats: Chats
) -> None:
    styles = Styles(database)
    club = await styles.add(new_style("club", chat_id=SMALL))
    gone = await styles.add(new_style("gone", chat_id=SMALL))
    await StyleEditor(database).delete(gone.id)
    await Favourites(database).toggle(ANNA, club.id)
    await chats.migrate(SMALL, GROUP)
    assert await Favourites(database).ids(ANNA) == {club.id}
    assert (await styles.find("club", GROUP)).id == club.id
    assert await styles.all(SMALL) == ()
    assert (await StyleEditor(database).restore(gone.id)).chat_id == GROUP


async def test_a_style_whose_slug_is_taken_there_gets_another(
    database: Database, chats: Chats
) -> None:
    styles = Styles(database)
    ours = await styles.add(new_style("club", chat_id=SMALL))
    theirs = await styles.add(new_style("club", chat_id=GROUP))
    await chats.migrate(SMALL, GROUP)
    assert {style.slug for style in await styles.all(GROUP)} == {"club", f"club-{ours.id}"}
    assert await styles.get(theirs.id) == theirs
    assert (await styles.find(f"club-{ours.id}", GROUP)).id == ours.id


async def test_a_move_that_fails_half_way_moves_nothing(
    database: Database, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("half-way")

    await Jobs(database).add(new_job(5, chat_id=SMALL))
    monkeypatch.setattr("storage.people.chat_migration._move_quota", fail)
    with pytest.raises(RuntimeError, match="half-way"):
        await chats.migrate(SMALL, GROUP)
    assert await chats.get(GROUP) is None
    assert len(await Jobs(database).active(chat_id=SMALL)) == 1
