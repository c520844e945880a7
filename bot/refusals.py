"""How often somebody is told no. In a group every word disturbs all, so once a minute will do."""

from __future__ import annotations

import asyncio
from typing import Final

PAUSE_S: Final = 60.0


class Refusals:
    """Remembers who was refused where a short while ago."""

    def __init__(self, pause: float = PAUSE_S) -> None:
        self._pause = pause
        self._until: dict[tuple[int, int], float] = {}

    def may_say(self, chat_id: int, person_id: int) -> bool:
        """Whether to tell this person no here; if so, it counts as told."""
        # Ids of people are positive: alone with the bot nobody else is disturbed.
        if chat_id > 0:
            return True
        now = asyncio.get_running_loop().time()
        self._until = {key: until for key, until in self._until.items() if until > now}
        if (chat_id, person_id) in self._until:
            return False
        self._until[chat_id, person_id] = now + self._pause
        return True
