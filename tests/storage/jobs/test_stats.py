from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import update

from storage import (
    Chats,
    Database,
    Job,
    Jobs,
    JobStyle,
    NewJob,
    People,
    Result,
    Speed,
    Stats,
    StyleEditor,
    Styles,
    utc_now,
)
from storage.tables import JobRow
from tests.storage.makers import ANNA, BORIS, GROUP, new_job, new_style

DAY = timedelta(days=1)
OWN = JobStyle(key="u", title="your picture", file_id="f")


async def _ask(database: Database, new: NewJob, when: datetime | None = None) -> Job:
    job, _ = await Jobs(database).add(new)
    if when is not None:
        async with database.write() as session:
            await session.execute(update(JobRow).where(JobRow.id == job.id).values(created=when))
    return job


async def _paint(database: Database, new: NewJob, seconds: float, **how: bool) -> None:
    job = await _ask(database, new)
    await Jobs(database).start(job.id)
    await Jobs(database).finish(job.id, Result(file_id="r", seconds=seconds, **how))


async def test_days_end_at_midnight_in_utc_and_empty_ones_are_there(
    database: Database, stats: Stats
) -> None:
    midnight = datetime.combine(utc_now().date(), time(), UTC)
    tick = timedelta(microseconds=1)
    for number, when in enumerate((midnight, midnight - tick, midnight - 2 * DAY - tick)):
        await _ask(database, new_job(number), when)
    days = await stats.per_day(3)
    assert [(day.date, day.asked) for day in days] == [
        ((midnight - 2 * DAY).date(), 0),
        ((midnight - DAY).date(), 1),
        (midnight.date(), 1),
    ]


async def test_a_day_tells_what_became_of_its_paintings(database: Database, stats: Stats) -> None:
    jobs = Jobs(database)
    await _paint(database, new_job(1), 5.0)
    await jobs.fail((await _ask(database, new_job(2))).id, "engine_dead")
    await jobs.cancel((await _ask(database, new_job(3))).id)
    await _ask(database, new_job(4))
    (today,) = await stats.per_day(1)
    assert (today.asked, today.done, today.failed, today.cancelled) == (4, 1, 1, 1)


async def test_styles_by_use_mixtures_own_pictures_and_forgotten_ones(
    database: Database, stats: Stats
) -> None:
    wave = await Styles(database).add(new_style("wave"))
    gone = JobStyle(key="g", title="gone", style_id=404)
    source = JobStyle(key=wave.digest, title="wave", style_id=wave.id)
    for number, mixed in enumerate([(source,), (source, OWN), (source, gone), (OWN,)]):
        await _ask(database, new_job(number, styles=mixed))
    await _ask(database, new_job(9, styles=(gone,)), utc_now() - 2 * DAY)
    used = await stats.styles(utc_now() - DAY)
    assert [(use.style_id, use.slug, use.paintings) for use in used] == [
        (wave.id, "wave", 3),
        (None, None, 2),
        (404, None, 1),
    ]
    assert len(await stats.styles(utc_now() - DAY, limit=1)) == 1


async def test_a_style_mixed_with_itself_is_one_painting(database: Database, stats: Stats) -> None:
    await _ask(database, new_job(1, styles=(OWN, OWN)))
    (use,) = await stats.styles(utc_now() - DAY)
    assert use.paintings == 1


async def test_speeds_are_nearest_ranks_by_method_and_size(
    database: Database, stats: Stats
) -> None:
    for number in range(1, 12):
        await _paint(database, new_job(number, options={"size": 512}), float(number))
    small = {"method": "instant", "size": 256}
    await _paint(database, new_job(20, options=small), 0.5)
    await _paint(database, new_job(21, options=small), 0.1, partial=True)
    assert set(await stats.speeds(utc_now() - DAY)) == {
        Speed(method=None, size=512, paintings=11, median=6.0, p90=10.0),
        Speed(method="instant", size=256, paintings=1, median=0.5, p90=0.5),
    }
    assert await stats.speeds(utc_now() + DAY) == ()


async def test_totals(database: Database, stats: Stats) -> None:
    await People(database).meet(ANNA, first_name="Anna")
    await Chats(database).meet(ANNA, kind="private", title="Anna")
    await Chats(database).meet(GROUP, kind="supergroup", title="Painters")
    style = await Styles(database).add(new_style("one"))
    await Styles(database).add(new_style("two"))
    await StyleEditor(database).delete(style.id)
    await _paint(database, new_job(1, person_id=BORIS), 3.0)
    totals = await stats.totals()
    assert (totals.people, totals.chats, totals.groups) == (2, 2, 1)
    assert (totals.styles, totals.paintings) == (1, 1)
