"""Numbers for whoever runs the bot, and for foretelling how long a painting takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Date, Subquery, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database, utc_now
from storage.jobs.states import State
from storage.styles.catalogue import live
from storage.tables import Base, ChatRow, JobRow, JobStyleRow, PersonRow, StyleRow

_STATES = [state.value for state in State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day in UTC: what was asked for, and what has become of it by now."""

    date: date
    asked: int
    done: int
    failed: int
    cancelled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleUse:
    """How often a style was asked for; ``style_id`` is ``None`` for people's own pictures."""

    style_id: int | None
    slug: str | None
    title: str | None
    paintings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many paintings ended (or stand) so; ``reason`` says why they did not come out."""

    state: State
    reason: str | None
    paintings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """What paintings by one method at one size took; ``None`` where none was asked for."""

    method: str | None
    size: int | None
    paintings: int
    median: float
    """Seconds."""
    p90: float
    """Seconds in which nine of ten were done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many there are in all; groups are chats that are not private."""

    people: int
    chats: int
    groups: int
    styles: int
    paintings: int


class Stats:
    """Counts over the paintings. Answered from what is kept: older ones are pruned."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def per_day(self, days: int = 30) -> tuple[Day, ...]:
        """The last ``days`` days, today as the last, also those on which nothing happened."""
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
        """The styles asked for since then, the most used first; a mixture counts for each."""
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

    async def outcomes(self, since: datetime) -> tuple[Outcome, ...]:
        """What has become of the paintings asked for since then, the most frequent first."""
        count = func.count()
        query = (
            select(JobRow.state, JobRow.reason, count)
            .where(*_asked(since))
            .group_by(JobRow.state, JobRow.reason)
            .order_by(count.desc(), JobRow.state, JobRow.reason)
        )
        async with self._database.read() as session:
            return tuple(
                Outcome(state=State(state), reason=reason, paintings=paintings)
                for state, reason, paintings in await session.execute(query)
            )

    async def speeds(self, since: datetime) -> tuple[Speed, ...]:
        """Seconds by method and size of what was painted to its end since then.

        Percentiles are nearest ranks: values that were measured.
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
        """How many there are of everything."""
        group = ChatRow.kind.not_in(("", "private"))
        async with self._database.read() as session:
            return Totals(
                people=await _count(session, PersonRow),
                chats=await _count(session, ChatRow),
                groups=await _count(session, ChatRow, group),
                styles=await _count(session, StyleRow, *live()),
                paintings=await _count(session, JobRow, JobRow.state == State.DONE.value),
            )


def _asked(since: datetime) -> tuple[ColumnElement[bool], ...]:
    # All states are named so that the index over state and time serves.
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
    """The day in UTC; SQLite keeps times in UTC as text, of which ``date`` takes the day."""
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
