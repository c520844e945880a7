from __future__ import annotations

from pathlib import Path

from storage import Database, Inbox, RawUpdate


def _updates(*ids: int) -> list[RawUpdate]:
    return [RawUpdate(update_id, f'{{"update_id": {update_id}}}') for update_id in ids]


async def test_what_was_saved_is_unfinished_until_done(inbox: Inbox) -> None:
    assert await inbox.save(_updates(1, 2, 3)) == {1, 2, 3}
    await inbox.mark_done(2)
    assert await inbox.unfinished() == tuple(_updates(1, 3))


async def test_replays_are_not_new_whether_done_or_not(inbox: Inbox) -> None:
    await inbox.save(_updates(1, 2))
    await inbox.mark_done(1)
    assert await inbox.save(_updates(1, 2, 3)) == {3}
    assert [one.update_id for one in await inbox.unfinished()] == [2, 3]


async def test_a_replay_does_not_change_what_was_saved(inbox: Inbox) -> None:
    await inbox.save([RawUpdate(1, "first")])
    await inbox.save([RawUpdate(1, "second")])
    assert await inbox.unfinished() == (RawUpdate(1, "first"),)


async def test_nothing_saves_as_nothing(inbox: Inbox) -> None:
    assert await inbox.save([]) == frozenset()


async def test_a_full_batch_of_telegram_is_saved_at_once(inbox: Inbox) -> None:
    assert len(await inbox.save(_updates(*range(2**53, 2**53 + 100)))) == 100


async def test_unfinished_updates_survive_a_restart_in_order(path: Path) -> None:
    async with Database.open(path) as database:
        await Inbox(database).save(_updates(900, 901))
        # After a quiet week Telegram's ids begin anew, lower or higher.
        await Inbox(database).save(_updates(5))
    async with Database.open(path) as database:
        left = await Inbox(database).unfinished()
    assert [one.update_id for one in left] == [900, 901, 5]


async def test_saying_done_twice_or_of_an_unknown_update_does_no_harm(inbox: Inbox) -> None:
    await inbox.save(_updates(1))
    for update_id in (1, 1, 404):
        await inbox.mark_done(update_id)
    assert await inbox.unfinished() == ()
