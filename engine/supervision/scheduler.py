"""Who waits in the engine and who is being painted: pure state, no I/O.

A painting is *waiting* until the worker is asked, then *held* until the worker gives it a terminal
event, even if nobody reads its stream any more: until then it takes up a slot.
"""

from __future__ import annotations

from collections import deque
from itertools import count

import msgspec

from engine.errors import EngineError, InvalidState, Overloaded
from engine.messages import (
    AnyEvent,
    Cancelled,
    Done,
    Failed,
    Queued,
    Request,
    Restarted,
    Started,
)
from engine.supervision.event_stream import EventStream
from engine.wire import PaintEvent

TRIES = 2
"""How often a painting is given to a worker before the worker's death is its end."""


class Painting:
    """One request inside the engine."""

    __slots__ = ("id", "request", "started", "stream", "tries", "wire_id")

    def __init__(self, request: Request, wire_id: str) -> None:
        self.id = request.id
        self.request = request
        self.wire_id = wire_id
        self.stream = EventStream()
        self.tries = 0
        self.started = False


class Scheduler:
    """All paintings of one engine."""

    def __init__(self, *, slots: int, waiting: int) -> None:
        self._slots = slots
        self._room = waiting
        self._serial = count(1)
        self._waiting: deque[Painting] = deque()
        self._held: dict[str, Painting] = {}
        self._live: dict[str, Painting] = {}

    @property
    def waiting(self) -> int:
        """Paintings no worker was asked for yet."""
        return len(self._waiting)

    @property
    def held(self) -> int:
        """Paintings a worker was asked for and has not ended."""
        return len(self._held)

    def add(self, request: Request, *, at_once: bool) -> Painting:
        """Put ``request`` at the end of the queue.

        ``at_once`` says that a worker is there; if a slot is free as well, no ``Queued`` is told.
        Raises ``InvalidState`` when the id is in use and ``Overloaded`` when the queue is full.
        """
        if request.id in self._live:
            raise InvalidState(
                f"A painting with the id {request.id} is running already.", reason="duplicate_id"
            )
        # Those that wait count too: slots that are about to be filled are not free.
        free = self._slots - len(self._held) - len(self._waiting)
        if -free >= self._room:
            raise Overloaded(
                "Too many paintings are waiting already. Please try again in a few minutes.",
                reason="line_full",
            )
        # An id may be used again while a worker still paints what had it before; a serial number
        # keeps the two apart on the wire.
        painting = Painting(request, f"{next(self._serial)}:{request.id}")
        if free <= 0 or not at_once:
            painting.stream.put(Queued(id=request.id, ahead=max(0, -free)))
        self._waiting.append(painting)
        self._live[request.id] = painting
        return painting

    def next(self) -> Painting | None:
        """Hold the head of the queue for a worker if a slot is free; return it.

        A second try is painted alone: whichever painting killed the worker, be it by a fault or
        by memory, takes no other down with it again.
        """
        if not self._waiting or len(self._held) >= self._slots:
            return None
        retried = self._waiting[0].tries or any(p.tries > 1 for p in self._held.values())
        if self._held and retried:
            return None
        painting = self._waiting.popleft()
        painting.tries += 1
        self._held[painting.wire_id] = painting
        return painting

    def refuse(self, painting: Painting, error: EngineError) -> None:
        """End a held painting that cannot be given to the worker."""
        self._held.pop(painting.wire_id, None)
        self._tell(painting, Failed(id=painting.id, problem=error.as_problem()))

    def settle(self, event: PaintEvent) -> None:
        """Take what the worker says of a held painting; unknown ids are ignored."""
        painting = self._held.get(event.id)
        if painting is None:
            # A last preview may follow its painting's end: its encoding overlapped with that.
            return
        if isinstance(event, Started):
            painting.started = True
        # Also when nobody reads any more: only now has the worker really let go of the slot.
        if isinstance(event, Done | Failed | Cancelled):
            del self._held[event.id]
        self._tell(painting, msgspec.structs.replace(event, id=painting.id))

    def withdraw(self, painting: Painting) -> bool:
        """Cancel a painting; return whether the worker must be told."""
        if painting.stream.ended:
            return False
        self._tell(painting, Cancelled(id=painting.id))
        if painting.wire_id in self._held:
            # It keeps its slot until the worker confirms, which paints it until then.
            return True
        self._waiting.remove(painting)
        return False

    def find(self, request_id: str) -> Painting | None:
        """Find the painting of a request that has not ended."""
        return self._live.get(request_id)

    def requeue_held(self, error: EngineError) -> None:
        """Put what the worker held back at the head of the queue; end it at the second death."""
        held, self._held = list(self._held.values()), {}
        # Backwards, since each goes to the head: they wait in the order in which they were held.
        for painting in reversed(held):
            problem = error.as_problem()
            if painting.stream.ended:
                continue
            if painting.tries >= TRIES:
                self._tell(painting, Failed(id=painting.id, problem=problem))
                continue
            painting.started = False
            self._tell(painting, Restarted(id=painting.id, problem=problem))
            self._waiting.appendleft(painting)

    def fail_waiting(self, error: EngineError) -> None:
        """End everything that waits."""
        waiting, self._waiting = self._waiting, deque()
        for painting in waiting:
            self._tell(painting, Failed(id=painting.id, problem=error.as_problem()))

    def fail_all(self, error: EngineError) -> None:
        """End everything."""
        held, self._held = self._held, {}
        for painting in held.values():
            self._tell(painting, Failed(id=painting.id, problem=error.as_problem()))
        self.fail_waiting(error)

    def _tell(self, painting: Painting, event: AnyEvent) -> None:
        painting.stream.put(event)
        # The id may belong to a newer painting already, whose entry must stay.
        if painting.stream.ended and self._live.get(painting.id) is painting:
            del self._live[painting.id]
