from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update

from storage import Chats, Database, Jobs, NewJob, Quotas, Result, Retention, utc_now
from storage.tables import JobRow
from tests.storage.makers import ANNA, BORIS, GROUP, new_job

HOUR = timedelta(hours=1)


async def _asked(database: Database, new: NewJob, ago: timedelta) -> datetime:
    """Have ``new`` asked for some time ago; return when exactly."""
    job, _ = await Jobs(database).add(new)
    when = utc_now() - ago
    async with database.write() as session:
        await session.execute(update(JobRow).where(JobRow.id == job.id).values(created=when))
    return when


async def test_paintings_of_the_window_are_counted_by_person_and_by_chat(
    database: Database, quotas: Quotas
) -> None:
    await _asked(database, new_job(1), HOUR * 0.5)
    await _asked(database, new_job(2, person_id=BORIS), HOUR * 0.5)
    await _asked(database, new_job(3, chat_id=ANNA), HOUR * 0.9)
    await _asked(database, new_job(4), HOUR * 1.1)
    mine = await quotas.of_person(ANNA, 5, HOUR)
    assert (mine.used, mine.left, mine.free_at) == (2, 3, None)
    assert (await quotas.of_chat(GROUP, 5, HOUR)).used == 2
    assert (await quotas.of_chat(GROUP, 5, HOUR * 2)).used == 3


async def test_when_all_are_used_it_tells_when_one_is_free(
    database: Database, quotas: Quotas
) -> None:
    times = [await _asked(database, new_job(n), HOUR * 0.1 * n) for n in (3, 2, 1)]
    usage = await quotas.of_person(ANNA, 3, HOUR)
    assert (usage.left, usage.free_at) == (0, times[0] + HOUR)
    over = await quotas.of_person(ANNA, 2, HOUR)
    assert (over.left, over.free_at) == (0, times[1] + HOUR)


async def test_a_limit_of_nothing_is_never_free(quotas: Quotas) -> None:
    usage = await quotas.of_person(ANNA, 0, HOUR)
    assert (usage.left, usage.free_at) == (0, None)


async def test_only_work_counts(database: Database, quotas: Quotas) -> None:
    jobs = Jobs(database)
    ids = [(await jobs.add(new_job(number))).job.id for number in range(6)]
    await jobs.fail(ids[0], "engine_dead")
    await jobs.cancel(ids[1])
    await jobs.finish(ids[2], Result(file_id="from before"))
    assert (await quotas.of_person(ANNA, 9, HOUR)).used == 3
    for started in ids[3:]:
        await jobs.start(started)
    await jobs.cancel(ids[3])
    await jobs.finish(ids[4], Result(file_id="painted", seconds=3.0))
    await jobs.fail(ids[5], "engine_dead")
    assert (await quotas.of_person(ANNA, 9, HOUR)).used == 2


async def test_an_exception_is_granted_renewed_and_revoked(quotas: Quotas) -> None:
    assert await quotas.override_for(ANNA) is None
    await quotas.grant(ANNA, 5, by=BORIS)
    granted = await quotas.grant(ANNA, None, by=BORIS)
    assert (granted.paintings, granted.by) == (None, BORIS)
    assert await quotas.override_for(ANNA) == granted
    assert await quotas.revoke(ANNA)
    assert not await quotas.revoke(ANNA)
    assert await quotas.override_for(ANNA) is None


async def test_a_sheet_of_styles_counts_as_one_painting_of_person_and_chat(
    database: Database, quotas: Quotas
) -> None:
    asked = await _asked(database, new_job(1), HOUR * 0.5)
    await quotas.count_sampler_sheet(ANNA, GROUP)
    usage = await quotas.of_person(ANNA, 2, HOUR)
    assert (usage.used, usage.left, usage.free_at) == (2, 0, asked + HOUR)
    assert (await quotas.of_chat(GROUP, 9, HOUR)).used == 2
    assert (await quotas.of_person(BORIS, 9, HOUR)).used == 0


async def test_sheets_move_with_their_group_and_go_with_their_person(
    database: Database, quotas: Quotas
) -> None:
    await quotas.count_sampler_sheet(ANNA, GROUP)
    await Chats(database).migrate(GROUP, GROUP - 1)
    assert (await quotas.of_chat(GROUP - 1, 9, HOUR)).used == 1
    await Retention(database).forget_person(ANNA)
    assert (await quotas.of_chat(GROUP - 1, 9, HOUR)).used == 0


async def test_old_sheets_are_forgotten(database: Database, quotas: Quotas) -> None:
    await quotas.count_sampler_sheet(ANNA, GROUP)
    later = utc_now() + HOUR
    await Retention(database).prune(jobs=later, updates=later, styles=later, drafts=later)
    assert (await quotas.of_person(ANNA, 9, HOUR)).used == 0
