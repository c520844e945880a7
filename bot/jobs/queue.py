"""The waiting line: fair over chats, bounded, cancellable. Memory only; rows are the truth."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TypeAlias

JobId: TypeAlias = str


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One job's place in the line."""

    job_id: JobId
    chat_id: int


class QueueFull(Exception):
    """No room: ``own`` says whether the chat's own share is used up, else the whole line's."""

    def __init__(self, *, own: bool) -> None:
        super().__init__("this chat has too many tickets" if own else "the line is full")
        self.own = own


class QueueClosed(Exception):
    """The line was closed; what still waits stays in the database."""


class FairQueue:
    """Chats take turns; inside a chat the oldest ticket goes first.

    However many tickets other chats bring, a chat at the head of its own tickets waits for at
    most one ticket of each of them.
    """

    def __init__(self, *, capacity: int = 100, per_chat: int = 10) -> None:
        self._capacity = capacity
        self._per_chat = per_chat
        self._tickets: dict[JobId, QueueEntry] = {}
        # Insertion order is the order of turns; a chat is present only while it has tickets.
        self._chats: dict[int, deque[QueueEntry]] = {}
        self._filled = asyncio.Event()
        self._moved = asyncio.Event()
        self._version = 0
        self._closed = False

    def __len__(self) -> int:
        return len(self._tickets)

    def put(self, ticket: QueueEntry, *, readmit: bool = False) -> int:
        """Add ``ticket`` and return its place, 1 being next.

        ``readmit`` lets in what had been accepted before (a restart, a job put back) however
        full the line is. Raises ``QueueFull``, ``QueueClosed``, and ``ValueError`` for a job that
        waits already.
        """
        if self._closed:
            raise QueueClosed
        if ticket.job_id in self._tickets:
            raise ValueError(f"job {ticket.job_id} waits already")
        if not readmit and (full := self.lacks_room(ticket.chat_id)) is not None:
            raise full
        self._tickets[ticket.job_id] = ticket
        self._chats.setdefault(ticket.chat_id, deque()).append(ticket)
        self._filled.set()
        self._announce()
        return self.positions()[ticket.job_id]

    def lacks_room(self, chat_id: int) -> QueueFull | None:
        """Why no new ticket of this chat can be put now; ``None``: it can."""
        own = len(self._chats.get(chat_id, ())) >= self._per_chat
        return QueueFull(own=own) if own or len(self) >= self._capacity else None

    async def get(self) -> QueueEntry:
        """The next ticket, as soon as there is one. Raises ``QueueClosed``."""
        while not self._closed and not self._tickets:
            self._filled.clear()
            await self._filled.wait()
        if self._closed:
            raise QueueClosed
        return self._take()

    def cancel(self, job_id: JobId) -> bool:
        """Remove a ticket; False when it does not wait here (any more)."""
        ticket = self._tickets.pop(job_id, None)
        if ticket is None:
            return False
        waiting = self._chats[ticket.chat_id]
        waiting.remove(ticket)
        if not waiting:
            del self._chats[ticket.chat_id]
        self._announce()
        return True

    def position(self, job_id: JobId) -> int | None:
        """The ticket's place if nobody else came, 1 being next; None when it does not wait."""
        return self.positions().get(job_id)

    def positions(self) -> dict[JobId, int]:
        """All places at once, in the order in which the tickets will be taken."""
        rounds: list[list[JobId]] = []
        for waiting in self._chats.values():
            for turn, ticket in enumerate(waiting):
                if turn == len(rounds):
                    rounds.append([])
                rounds[turn].append(ticket.job_id)
        order = [job_id for turn in rounds for job_id in turn]
        return {job_id: target for target, job_id in enumerate(order, start=1)}

    @property
    def version(self) -> int:
        """Grows whenever a place changes."""
        return self._version

    async def positions_changed(self, since: int) -> int:
        """Wait until ``version`` is past ``since`` and return it. Raises ``QueueClosed``."""
        while self._version <= since and not self._closed:
            await self._moved.wait()
        if self._closed:
            raise QueueClosed
        return self._version

    def close(self) -> None:
        """Wake every waiting ``get`` with ``QueueClosed``; no ticket is handed out any more."""
        self._closed = True
        self._filled.set()
        self._announce()

    def _take(self) -> QueueEntry:
        chat_id, waiting = next(iter(self._chats.items()))
        ticket = waiting.popleft()
        del self._tickets[ticket.job_id]
        # Taken out and put in again: the chat goes to the end of the turns.
        del self._chats[chat_id]
        if waiting:
            self._chats[chat_id] = waiting
        self._announce()
        return ticket

    def _announce(self) -> None:
        self._version += 1
        self._moved.set()
        self._moved = asyncio.Event()
