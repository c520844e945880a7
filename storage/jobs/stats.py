"""Statistics for whoever runs the bot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Date, Subquery, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database, utc_now
from storage.jobs.states import State
from storage.styles.catalogue import not_deleted
from storage.tables import Base, ChatRow, JobRow, JobStyleRow, PersonRow, StyleRow

_STATES = [state.value for state in State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day in UTC: how many jobs were asked for, and what state they are in now."""

    date: date
    asked: int
    done: int
    failed: int
    cancelled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleUse:
    """How often a style was used; ``style_id`` is ``None`` for people's own pictures."""

    style_id: int | None
    slug: str | None
    title: str | None
    paintings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """How long paintings took by one method at one size; ``None``: the default of the machine."""

    method: str | None
    size: int | None
    paintings: int
    median: float
    """Seconds."""
    p90: float
    """Seconds within which nine of ten were done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many there are in all; groups are chats that are not private."""

    people: int
    chats: int
    groups: int
    styles: int
    paintings: int


class Stats:
    """Statistics of the jobs that are kept; older ones have been pruned."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def per_day(self, days: int = 30) -> tuple[Day, ...]:
        """Return the last ``days`` days up to today, also those without a job."""
        today = utc_now().date()
        dates = [today - timedelta(days=ago) for ago in reversed(range(days))]
        since = datetime.combine(dates[0], datetime.min.time(), UTC)
        async with self._database.read() as session:
            day = _day(session)
            query = (
                select(day, JobRow.state, func.count())
                .where(*_asked(since))
                .group_by(day, JobRow.state)
            )
            counts = {(str(d), state): n for d, state, n in await session.execute(query)}
        return tuple(_day_of(one, counts) for one in dates)

    async def styles(self, since: datetime, limit: int = 20) -> tuple[StyleUse, ...]:
        """Return the styles used since then, the most used first; a mix counts for each."""
        count = func.count(JobStyleRow.job_id.distinct())
        used = (
            select(JobStyleRow.style_id, count.label("paintings"))
            .join(JobRow, JobRow.id == JobStyleRow.job_id)
            .where(*_asked(since))
            .group_by(JobStyleRow.style_id)
            .order_by(count.desc(), JobStyleRow.style_id)
            .limit(limit)
            .subquery()
        )
        query = (
            select(used.c.style_id, StyleRow.slug, StyleRow.title, used.c.paintings)
            .outerjoin_from(used, StyleRow, StyleRow.id == used.c.style_id)
            .order_by(used.c.paintings.desc(), used.c.style_id)
        )
        async with self._database.read() as session:
            return tuple(
                StyleUse(style_id=style_id, slug=slug, title=title, paintings=paintings)
                for style_id, slug, title, paintings in await session.execute(query)
            )

    async def speeds(self, since: datetime) -> tuple[Speed, ...]:
        """Return how long complete paintings since then took, by method and size.

        Percentiles are nearest ranks, hence values that were measured.
        """
        painted = _painted(since)
        group = (painted.c.method, painted.c.size)
        ranked = select(
            *group,
            painted.c.seconds,
            func.row_number().over(partition_by=group, order_by=painted.c.seconds).label("rank"),
            func.count().over(partition_by=group).label("count"),
        ).subquery()
        median_rank, p90_rank = (ranked.c.count + 1) // 2, (ranked.c.count * 9 + 9) // 10
        query = (
            select(ranked)
            .where(or_(ranked.c.rank == median_rank, ranked.c.rank == p90_rank))
            .order_by(ranked.c.method, ranked.c.size, ranked.c.rank)
        )
        found: dict[tuple[str | None, int | None], list[float]] = {}
        counts: dict[tuple[str | None, int | None], int] = {}
        async with self._database.read() as session:
            for method, size, seconds, _, count in await session.execute(query):
                found.setdefault((method, size), []).append(seconds)
                counts[method, size] = count
        return tuple(
            Speed(method=m, size=s, paintings=counts[m, s], median=secs[0], p90=secs[-1])
            for (m, s), secs in found.items()
        )

    async def totals(self) -> Totals:
        """Return how many people, chats, groups, styles and paintings there are."""
        group = ChatRow.kind.not_in(("", "private"))
        async with self._database.read() as session:
            return Totals(
                people=await _count(session, PersonRow),
                chats=await _count(session, ChatRow),
                groups=await _count(session, ChatRow, group),
                styles=await _count(session, StyleRow, *not_deleted()),
                paintings=await _count(session, JobRow, JobRow.state == State.DONE.value),
            )


def _asked(since: datetime) -> tuple[ColumnElement[bool], ...]:
    # Naming all states lets the index over state and time answer.
    return JobRow.state.in_(_STATES), JobRow.created >= since


def _painted(since: datetime) -> Subquery:
    return (
        select(
            JobRow.options["method"].as_string().label("method"),
            JobRow.options["size"].as_integer().label("size"),
            JobRow.seconds.label("seconds"),
        )
        .where(
            JobRow.state == State.DONE.value,
            JobRow.created >= since,
            JobRow.partial.is_(False),
            JobRow.seconds.is_not(None),
        )
        .subquery()
    )


def _day(session: AsyncSession) -> ColumnElement[object]:
    """Return the day in UTC; SQLite keeps times in UTC as text, from which ``date`` takes it."""
    if session.get_bind().dialect.name == "sqlite":
        return func.date(JobRow.created)
    return cast(func.timezone("UTC", JobRow.created), Date)


def _day_of(day: date, counts: Mapping[tuple[str, str], int]) -> Day:
    by_state = {state: counts.get((day.isoformat(), state.value), 0) for state in State}
    return Day(
        date=day,
        asked=sum(by_state.values()),
        done=by_state[State.DONE],
        failed=by_state[State.FAILED],
        cancelled=by_state[State.CANCELLED],
    )


async def _count(session: AsyncSession, table: type[Base], *which: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(table).where(*which)) or 0
