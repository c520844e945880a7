"""The runner: one task per engine slot takes jobs from the line, has them painted and shown.

The only place where a ``Job`` (the durable row) becomes a ``Request`` (what the engine is asked).
"""

from __future__ import annotations

from typing import Protocol

from bot.line import JobId
from storage.jobs import Job


class Fetch(Protocol):
    """Downloads a Telegram file: bounded in size and time; raises ``bot.files.FetchFailed``."""

    async def __call__(self, file_id: str) -> bytes: ...


class Runner:
    """Owns the slots' tasks; ``start`` them and ``stop`` them."""

    async def start(self) -> None:
        """Requeue what an earlier life left unfinished, then serve the line."""
        raise NotImplementedError

    async def stop(self, limit: float = 10.0) -> None:
        """Close the line, put running jobs back to ``queued`` in storage, end every task."""
        raise NotImplementedError

    async def submit(self, job: Job) -> None:
        """Take a job whose row is committed (state ``queued``).

        Sends the job's one status message ("you are 3rd, ~40 s") or, when the same request was
        answered before, the picture itself; when the line is full the job ends as failed and the
        person is told. Never raises for what a person can cause.
        """
        raise NotImplementedError

    async def cancel(self, job_id: JobId) -> bool:
        """Cancel a queued or running job (the engine stops within a tick); False if it is neither.

        The caller has checked that the person may. The status message then says so.
        """
        raise NotImplementedError

    async def keep(self, job_id: JobId) -> bool:
        """Stop a running job and deliver the present state as its result; False if not running."""
        raise NotImplementedError
