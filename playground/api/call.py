"""One call of a method, and the table in which methods are found by name."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from playground.api.params import Params
from playground.errors import ApiError, refuse
from playground.model import Chat, Message
from playground.notifier import ChangeNotifier
from playground.polling import Polling
from playground.world import World

_MOST_MESSAGES = 100
_MIGRATED_WORDS = "Bad Request: group chat was upgraded to a supergroup chat"


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a method, with everything that the method may use."""

    method: str
    params: Params
    world: World
    notifier: ChangeNotifier
    polling: Polling

    def chat(self, name: str = "chat_id") -> Chat:
        """Return the chat that a parameter names by id or @username."""
        wanted = self.params.text(name).strip()
        if not wanted:
            raise refuse(f"{name} is empty")
        return self.find_chat(wanted)

    def find_chat(self, given: object) -> Chat:
        """Return the chat with this id or @username, if the bot may talk there."""
        wanted = str(given)
        if wanted.startswith("@"):
            found = self.world.chat_named(wanted[1:])
        else:
            found = self.world.chat(self._number(wanted))
        if found is None:
            raise refuse("chat not found")
        if found.migrated_to:
            raise ApiError(400, _MIGRATED_WORDS, migrate_to_chat_id=found.migrated_to)
        self._check_bot_may_write(found)
        return found

    def message(self, chat: Chat, missing: str, name: str = "message_id") -> Message:
        """Return the message that a parameter names; `missing` is the error text if it is gone."""
        number = self.params.integer(name)
        if number <= 0:
            raise refuse("message identifier is not specified")
        found = self.world.message(chat, number)
        if found is None:
            raise refuse(missing)
        return found

    def messages(self, chat: Chat) -> list[Message]:
        """Return the messages that `message_ids` names (1 to 100) and that are still there."""
        numbers = self.params.array("message_ids", "message identifiers")
        if not numbers:
            raise refuse("message identifiers are not specified")
        if len(numbers) > _MOST_MESSAGES:
            raise refuse("too many message identifiers specified")
        found = (self.world.message(chat, int(number)) for number in numbers)
        return [message for message in found if message is not None]

    def _number(self, wanted: str) -> int:
        try:
            return int(wanted)
        except ValueError:
            raise refuse("chat not found") from None

    def _check_bot_may_write(self, chat: Chat) -> None:
        if chat.type == "private":
            person = self.world.users.get(chat.id)
            if person is not None and person.blocked_bot:
                raise refuse("bot was blocked by the user", 403)
        elif not chat.has_bot:
            raise refuse(f"bot was kicked from the {chat.type} chat", 403)


Method = Callable[[Call], Awaitable[Any]]


class MethodTable:
    """Methods by name, in any case, as on Telegram."""

    def __init__(self) -> None:
        self._methods: dict[str, tuple[str, Method]] = {}

    def method(self, *names: str) -> Callable[[Method], Method]:
        """Register the decorated coroutine function under `names`."""

        def register(function: Method) -> Method:
            for name in names:
                self._methods[name.lower()] = (name, function)
            return function

        return register

    def find(self, name: str) -> tuple[str, Method] | None:
        """Return a method with its name in the usual spelling."""
        return self._methods.get(name.lower())

    def update(self, other: "MethodTable") -> None:
        """Add the methods of another table."""
        self._methods.update(other._methods)
