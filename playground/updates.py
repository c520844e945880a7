"""The queue of the bot's updates: filtered by kind, confirmed by offsets, kept for 24 hours."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from playground.model import Json

KEPT_SECONDS = 86_400
KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "callback_query",
        "inline_query",
        "chosen_inline_result",
        "my_chat_member",
        "chat_member",
        "message_reaction",
        "message_reaction_count",
    }
)
# Telegram sends these only to bots that ask for them by name.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_MOST_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Update:
    """One update, with its JSON as of when it happened: later edits do not change it."""

    id: int
    kind: str
    body: Json
    date: float

    def to_json(self) -> Json:
        """Return the Update object of the Bot API."""
        return {"update_id": self.id, self.kind: self.body}


class UpdateQueue:
    """Updates that the bot has not confirmed, oldest first."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        # Bots keep the ids they have handled in a database that outlives this process. Starting at
        # the time in seconds gives every id of this process a higher number than those before.
        self._last_id = int(clock())
        self._waiting: deque[Update] = deque(maxlen=_MOST_KEPT)
        self.allowed = KINDS - ON_REQUEST

    def __len__(self) -> int:
        return len(self._waiting)

    def allow(self, kinds: Iterable[str]) -> None:
        """Accept only `kinds` from now on; with none named, the default ones."""
        chosen = KINDS & set(kinds)
        self.allowed = chosen or KINDS - ON_REQUEST

    def push(self, kind: str, body: Json) -> bool:
        """Append an update if its kind is accepted, and return whether it was."""
        if kind not in self.allowed:
            return False
        self._last_id += 1
        self._waiting.append(Update(self._last_id, kind, body, self._clock()))
        return True

    def confirm(self, offset: int) -> None:
        """Drop the updates below `offset`; a negative one keeps only the last `-offset`."""
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
            return
        while self._waiting and self._waiting[0].id < offset:
            self._waiting.popleft()

    def pending(self, limit: int = 100) -> list[Json]:
        """Return the oldest `limit` updates as JSON; only `confirm` removes them."""
        # Also here and not only on arrival: a bot that was away for days must not see old updates.
        horizon = self._clock() - KEPT_SECONDS
        while self._waiting and self._waiting[0].date < horizon:
            self._waiting.popleft()
        return [update.to_json() for _, update in zip(range(limit), self._waiting, strict=False)]

    def clear(self) -> None:
        """Drop all updates; ids go on, so that none is ever used twice."""
        self._waiting.clear()
