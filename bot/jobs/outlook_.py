"""What those who wait can be told: whose turn comes when, and when a full line has room again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping

from bot.jobs.active_job import Screen
from bot.jobs.estimates import Forecast, Kind
from bot.jobs.queue import JobId, LineClosed, WaitingLine
from storage import Timing


class Outlook:
    """Looks at the line and at the open jobs; of these it changes what their chats are shown."""

    def __init__(self, line: WaitingLine, jobs: Mapping[JobId, Screen], slots: int) -> None:
        self._line = line
        self._open = jobs
        self._slots = slots
        self._forecast = Forecast()

    def remember(self, timings: Iterable[Timing]) -> None:
        """Earlier paintings took so long, the newest first."""
        self._forecast = Forecast((Kind.of(t.options), t.seconds) for t in timings)

    def learn(self, screen: Screen, seconds: float) -> None:
        """This one took so long."""
        self._forecast.learn(Kind.of(screen.job.options), seconds)

    def turns(self) -> Iterator[tuple[Screen, float]]:
        """Who waits in line, the next first, and the seconds until their turn."""
        running = [s.seconds_left(self._usual(s)) for s in self._open.values() if s.holds_slot]
        waiting = [self._open[job_id] for job_id in self._line.positions()]
        turns = self._forecast.turns(running, self._slots, map(self._usual, waiting))
        return zip(waiting, turns, strict=False)

    async def announce(self, every: float) -> None:
        """Tell those who wait of their turn: when the line moves and ``every`` so many seconds."""
        seen = -1
        while True:
            try:
                async with asyncio.timeout(every):
                    seen = await self._line.positions_changed(seen)
            except LineClosed:
                return
            except TimeoutError:
                # The line stands still, but the time does not.
                pass
            for place, (screen, turn) in enumerate(self.turns(), start=1):
                screen.wait(place, turn)

    def next_turn(self, chat_id: int | None = None) -> float:
        """Seconds until the next in line begins, or the next of a chat; 0 if none waits."""
        turns = (turn for s, turn in self.turns() if chat_id in {None, s.job.chat_id})
        return next(turns, 0.0)

    def full_for(self, chat_id: int) -> float | None:
        """Seconds until the line has room for this chat again; ``None``: it has room now."""
        full = self._line.lacks_room(chat_id)
        # A place becomes free when the next has its turn: of all, or of this chat's own.
        return None if full is None else self.next_turn(chat_id if full.own else None)

    def _usual(self, screen: Screen) -> float:
        return self._forecast.usual(Kind.of(screen.job.options))
