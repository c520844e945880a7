"""Queries that the bot has to answer in time: pressed buttons and inline queries."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from playground.errors import refuse
from playground.model import Json, Message, User

ANSWER_WITHIN_SECONDS = 15.0
_MOST_KEPT = 1000


@dataclass(slots=True)
class Query:
    """A query, and the bot's answer once there is one."""

    id: str
    user: User
    asked_at: float
    text: str
    message: Message | None = None
    answer: Json | None = None


class Queries:
    """Open queries by id. Each is answered once, within 15 seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0
        self._open: OrderedDict[str, Query] = OrderedDict()

    def ask(self, user: User, text: str, message: Message | None = None) -> Query:
        """Open a query; `text` is the callback data or the words typed."""
        self._last += 1
        # Wide ids, as Telegram's are, so that nobody is tempted to keep them in 32 bits.
        query = Query(str((user.id << 32) + self._last), user, self._clock(), text, message)
        self._open[query.id] = query
        if len(self._open) > _MOST_KEPT:
            self._open.popitem(last=False)
        return query

    def answer(self, query_id: str, answer: Json) -> Query:
        """Store the bot's answer; raise `ApiError` for unknown, answered and expired ids alike."""
        query = self._open.pop(query_id, None)
        if query is None or self._clock() - query.asked_at > ANSWER_WITHIN_SECONDS:
            raise refuse("query is too old and response timeout expired or query ID is invalid")
        query.answer = answer
        return query

    def clear(self) -> None:
        """Drop the open queries; ids go on."""
        self._open.clear()
