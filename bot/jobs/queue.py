"""The queue of jobs: fair over chats, bounded, cancellable. In memory only; rows are the truth."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TypeAlias

JobId: TypeAlias = str


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One waiting job."""

    job_id: JobId
    chat_id: int


class QueueFull(Exception):
    """There is no room; ``own`` says whether the chat used up its share, else all of it is."""

    def __init__(self, *, own: bool) -> None:
        super().__init__("this chat has too many jobs" if own else "the queue is full")
        self.own = own


class QueueClosed(Exception):
    """The queue was closed; what still waits stays in the database."""


class FairQueue:
    """A queue in which chats take turns; inside a chat the oldest entry goes first.

    However many entries other chats bring, a chat's next entry waits for at most one of each of
    them.
    """

    def __init__(self, *, capacity: int = 100, per_chat: int = 10) -> None:
        self._capacity = capacity
        self._per_chat = per_chat
        self._entries: dict[JobId, QueueEntry] = {}
        # Insertion order is the order of turns; a chat is present only while it has entries.
        self._chats: dict[int, deque[QueueEntry]] = {}
        self._filled = asyncio.Event()
        self._changed = asyncio.Event()
        self._version = 0
        self._is_closed = False

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, entry: QueueEntry, *, readmit: bool = False) -> int:
        """Add ``entry`` and return its position, 1 being next.

        ``readmit`` lets in what had been accepted before (a restart, a job put back) however
        full the queue is. Raises ``QueueFull``, ``QueueClosed``, and ``ValueError`` for a job that
        waits already.
        """
        if self._is_closed:
            raise QueueClosed
        if entry.job_id in self._entries:
            raise ValueError(f"job {entry.job_id} waits already")
        if not readmit and (full := self.lack_of_room(entry.chat_id)) is not None:
            raise full
        self._entries[entry.job_id] = entry
        self._chats.setdefault(entry.chat_id, deque()).append(entry)
        self._filled.set()
        self._announce()
        return self.positions()[entry.job_id]

    def lack_of_room(self, chat_id: int) -> QueueFull | None:
        """Return why no entry of this chat can be put now; ``None`` if one can."""
        own = len(self._chats.get(chat_id, ())) >= self._per_chat
        return QueueFull(own=own) if own or len(self) >= self._capacity else None

    async def get(self) -> QueueEntry:
        """Take out the next entry, as soon as there is one. Raises ``QueueClosed``."""
        # Waiting takes nothing out, so a taker that is cancelled loses no entry.
        while not self._is_closed and not self._entries:
            self._filled.clear()
            await self._filled.wait()
        if self._is_closed:
            raise QueueClosed
        return self._take()

    def cancel(self, job_id: JobId) -> bool:
        """Take out the entry of a job; return whether it was waiting here."""
        entry = self._entries.pop(job_id, None)
        if entry is None:
            return False
        waiting = self._chats[entry.chat_id]
        waiting.remove(entry)
        if not waiting:
            del self._chats[entry.chat_id]
        self._announce()
        return True

    def positions(self) -> dict[JobId, int]:
        """Return all positions, 1 being next, in the order in which entries will be taken."""
        rounds: list[list[JobId]] = []
        for waiting in self._chats.values():
            for turn, entry in enumerate(waiting):
                if turn == len(rounds):
                    rounds.append([])
                rounds[turn].append(entry.job_id)
        order = [job_id for turn in rounds for job_id in turn]
        return {job_id: position for position, job_id in enumerate(order, start=1)}

    async def wait_for_change(self, since: int = -1) -> int:
        """Return the number of changes of positions, once it is larger than ``since``.

        So it returns at once for whoever passes what it returned last and missed a change.
        Raises ``QueueClosed``.
        """
        while self._version <= since and not self._is_closed:
            await self._changed.wait()
        if self._is_closed:
            raise QueueClosed
        return self._version

    def close(self) -> None:
        """Wake every waiting ``get`` with ``QueueClosed``; no entry is handed out any more."""
        self._is_closed = True
        self._filled.set()
        self._announce()

    def _take(self) -> QueueEntry:
        chat_id, waiting = next(iter(self._chats.items()))
        entry = waiting.popleft()
        del self._entries[entry.job_id]
        # Taken out and put in again: the chat goes to the end of the turns.
        del self._chats[chat_id]
        if waiting:
            self._chats[chat_id] = waiting
        self._announce()
        return entry

    def _announce(self) -> None:
        self._version += 1
        self._changed.set()
        # A new event for the next change: whoever waits for the old one is awake for good, while
        # one that was cleared here would be unset again before they run.
        self._changed = asyncio.Event()
