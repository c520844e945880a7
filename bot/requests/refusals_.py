"""How often somebody is told no: in a group every word disturbs all, so once a minute will do."""

from __future__ import annotations

import asyncio
from typing import Final

PAUSE_S: Final = 60.0
PRIVATE_PAUSE_S: Final = 3.0
"""Alone with the bot: a handful of forwarded photos still gets one answer only."""


class Refusals:
    """Remembers who was refused where a short while ago."""

    def __init__(self) -> None:
        self._until: dict[tuple[int, int], float] = {}

    def may_say(self, chat_id: int, person_id: int) -> bool:
        """Whether to tell this person no here; if so, it counts as told."""
        now = asyncio.get_running_loop().time()
        self._until = {key: until for key, until in self._until.items() if until > now}
        if (chat_id, person_id) in self._until:
            return False
        # Ids of people are positive.
        pause = PRIVATE_PAUSE_S if chat_id > 0 else PAUSE_S
        self._until[chat_id, person_id] = now + pause
        return True
