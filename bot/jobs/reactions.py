"""Reactions on the messages that ask for paintings: in a group they tell what became of each."""

from __future__ import annotations

from typing import Any

from telegram.ext import ExtBot

from bot.concurrency import BackgroundTasks
from bot.transport.chat_actions import react
from storage import Job, JobKind


class Reactions:
    """Shows reactions in the background: they may come late, and nobody waits for them."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot
        self._tasks = BackgroundTasks()

    def show(self, job: Job, emoji: str | None) -> None:
        """Put ``emoji`` on the message that asked for ``job``, or take ours away; in groups only.

        A job that a button asked for has no message of its own to react to.
        """
        asked = job.message_id > 0 and job.message_id != job.status_message_id
        if job.chat_id < 0 and asked and job.kind is not JobKind.TAP:
            work = react(self._bot, job.chat_id, job.message_id, emoji)
            self._tasks.start(work, f"react {job.id}")

    async def cancel(self, limit: float) -> None:
        """Drop those that are still unsent, within ``limit`` seconds."""
        await self._tasks.cancel(limit)
