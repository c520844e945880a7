"""The state of a small Telegram, without any I/O: people, chats, messages, a bot.

Every change raises `seq`, records an event for the page and, where it concerns the bot, queues an
update. `on_change` is called after each, so that a server can wake those who wait.
"""

import time
from collections import deque
from collections.abc import Callable

from playground import bot_api_json, page_json
from playground.call_log import CallLog, Faults
from playground.errors import PlayError
from playground.files import FileStore
from playground.model import Chat, Content, Envelope, Json, Message, Topic, User
from playground.privacy import is_visible
from playground.profile import BotProfile
from playground.queries import Queries, Query
from playground.updates import UpdateQueue

_MOST_MESSAGES = 5_000
_MOST_EVENTS = 5_000


class World:
    """People, chats and messages, and one bot among them."""

    def __init__(self, bot: User, *, clock: Callable[[], float] = time.time) -> None:
        self.bot = bot
        self.clock = clock
        self.on_change: Callable[[], None] = lambda: None
        self.seq = 0
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.files = FileStore(mark=int(clock()))
        self.updates = UpdateQueue(clock)
        self.callbacks = Queries(clock)
        self.inline = Queries(clock)
        self.calls = CallLog()
        self.faults = Faults()
        self.profile = BotProfile()
        self.events: deque[Json] = deque(maxlen=_MOST_EVENTS)
        self._albums = 0
        self._last_ids: dict[int, int] = {}
        self.users[bot.id] = bot

    def clear(self) -> None:
        """Remove everybody and everything but the bot.

        Counters go on, so that an earlier id or `seq` never means something else.
        """
        self.chats.clear()
        self.users = {self.bot.id: self.bot}
        self.profile = BotProfile()
        self.faults = Faults()
        for record in (self.files, self.updates, self.callbacks, self.inline, self.calls):
            record.clear()
        self.record_event("reset", None)

    @property
    def now(self) -> int:
        """Return the time in Unix seconds, as messages carry it."""
        return int(self.clock())

    def people(self) -> list[User]:
        """Return everybody but bots."""
        return [user for user in self.users.values() if not user.is_bot]

    def add_user(self, user: User) -> Chat:
        """Add a person and return their private chat with the bot."""
        if user.id in self.users:
            raise PlayError(409, f"there is a user {user.id} already")
        self.users[user.id] = user
        if user.is_bot:
            return Chat(user.id, "private", user.first_name)
        private = Chat(
            user.id, "private", user.first_name, username=user.username, members=[user.id]
        )
        self.chats[user.id] = private
        return private

    def add_chat(self, chat: Chat) -> Chat:
        """Add a group, supergroup or channel."""
        if chat.id in self.chats:
            raise PlayError(409, f"there is a chat {chat.id} already")
        if strangers := [who for who in chat.members if who not in self.users]:
            raise PlayError(404, f"there is no user {strangers[0]}")
        self.chats[chat.id] = chat
        return chat

    def chat(self, chat_id: int) -> Chat | None:
        """Return a chat by id."""
        return self.chats.get(chat_id)

    def chat_named(self, username: str) -> Chat | None:
        """Return a group or channel by its public name, without the @."""
        wanted = username.lower()
        named = (chat for chat in self.chats.values() if chat.type != "private")
        return next((chat for chat in named if chat.username.lower() == wanted), None)

    def message(self, chat: Chat, message_id: int | None) -> Message | None:
        """Return a message that is still there, or None."""
        found = chat.messages.get(message_id or 0)
        return found if found is not None and not found.deleted else None

    def messages(self, chat: Chat | None, after: int) -> list[Message]:
        """Return the messages that changed after `after`, in the order sent."""
        chats = [chat] if chat else list(self.chats.values())
        found = [m for each in chats for m in each.messages.values() if m.seq > after]
        return sorted(found, key=lambda message: message.born)

    def post(
        self,
        chat: Chat,
        sender: User,
        content: Content,
        envelope: Envelope | None = None,
    ) -> Message:
        """Post a new message into a chat."""
        self._last_ids[chat.id] = number = self._last_ids.get(chat.id, 0) + 1
        self.seq += 1
        message = Message(
            id=number,
            chat=chat,
            sender=sender,
            date=self.now,
            content=content,
            born=self.seq,
            seq=self.seq,
            envelope=envelope or Envelope(),
            markup=envelope.markup if envelope else None,
        )
        chat.messages[number] = message
        if len(chat.messages) > _MOST_MESSAGES:
            chat.messages.popitem(last=False)
        self._tell_bot("message", message)
        self.record_event("message", message)
        return message

    def edit(self, message: Message, content: Content, markup: Json | None) -> None:
        """Replace what a message shows."""
        message.content = content
        message.markup = markup
        message.edit_date = self.now
        message.edits += 1
        self._tell_bot("edited_message", message)
        self._record_change("edit", message)

    def remove(self, message: Message) -> None:
        """Delete a message; it stays listed as deleted."""
        message.deleted = True
        if message.id in message.chat.pinned:
            message.chat.pinned.remove(message.id)
        self._record_change("delete", message)

    def pin(self, message: Message, *, pinned: bool) -> None:
        """Pin or unpin a message."""
        pins = message.chat.pinned
        if message.id in pins:
            pins.remove(message.id)
        if pinned:
            pins.append(message.id)
        self._record_change("edit", message)

    def react(self, message: Message, user: User, emoji: tuple[str, ...]) -> None:
        """Replace a user's reactions to a message; tell a bot that may see them."""
        before = message.reactions.pop(user.id, ())
        if emoji:
            message.reactions[user.id] = emoji
        chat = message.chat
        if not user.is_bot and (chat.type == "private" or self.bot.id in chat.admins):
            body = {
                "chat": bot_api_json.chat(chat),
                "message_id": message.id,
                "user": bot_api_json.user(user),
                "date": self.now,
                "old_reaction": bot_api_json.reactions(before),
                "new_reaction": bot_api_json.reactions(emoji),
            }
            self._push("message_reaction", body)
        self._record_change("reaction", message)

    def open_topic(
        self, chat: Chat, user: User, name: str, colour: int = 0x6FB9F0, emoji: str = ""
    ) -> Topic:
        """Open a topic of a forum with a service message."""
        service = {"forum_topic_created": {"name": name, "icon_color": colour}}
        opened = self.post(chat, user, Content(), Envelope(service=service))
        topic = Topic(opened.id, name, colour, emoji)
        chat.topics[topic.id] = topic
        return topic

    def new_group_id(self) -> str:
        """Return the id of a new album, never used before."""
        self._albums += 1
        return str(13_000_000_000_000_000 + self._albums)

    def press(self, message: Message, user: User, data: str) -> Query:
        """Press an inline button as `user`."""
        query = self.callbacks.ask(user, data, message)
        body = {
            "id": query.id,
            "from": bot_api_json.user(user),
            "message": self.to_bot_json(message),
            "chat_instance": str(message.chat.id * 7919),
            "data": data,
        }
        self._push("callback_query", body)
        return query

    def type_inline(self, user: User, words: str, offset: str = "") -> Query:
        """Type `@bot words` as `user`."""
        query = self.inline.ask(user, words)
        body = {
            "id": query.id,
            "from": bot_api_json.user(user),
            "query": words,
            "offset": offset,
            "chat_type": "sender",
        }
        self._push("inline_query", body)
        return query

    def tell_chosen_result(self, user: User, result_id: str, words: str) -> None:
        """Tell the bot which of its inline results was sent."""
        body = {"result_id": result_id, "from": bot_api_json.user(user), "query": words}
        self._push("chosen_inline_result", body)

    def show_action(self, chat: Chat, action: str) -> None:
        """Show people what the bot is doing, such as typing."""
        self.seq += 1
        event = {"seq": self.seq, "kind": "action", "message": None}
        self.events.append(event | {"chat_id": chat.id, "action": action})
        self.on_change()

    def tell_membership(
        self, chat: Chat, actor: User, old: Json, new: Json, *, about: User
    ) -> None:
        """Tell the bot that its own or somebody else's role in a chat has changed."""
        body = {
            "chat": bot_api_json.chat(chat),
            "from": bot_api_json.user(actor),
            "date": self.now,
            "old_chat_member": old,
            "new_chat_member": new,
        }
        if about is self.bot:
            self._push("my_chat_member", body)
        elif self.bot.id in chat.admins:
            self._push("chat_member", body)

    def to_bot_json(self, message: Message) -> Json:
        """Return a message as the Bot API shows it, with the message it replies to."""
        return bot_api_json.message(message, self.message(message.chat, message.envelope.reply_to))

    def record_event(self, kind: str, message: Message | None) -> None:
        """Record an event for the page and call `on_change`."""
        if message is None:
            self.seq += 1
        seq = message.seq if message else self.seq
        shown = page_json.message(message) if message else None
        self.events.append({"seq": seq, "kind": kind, "message": shown})
        self.on_change()

    def events_after(self, seq: int) -> list[Json]:
        """Return the events after `seq` that are still kept."""
        if not self.events or self.events[-1]["seq"] <= seq:
            return []
        return [event for event in self.events if event["seq"] > seq]

    def _record_change(self, kind: str, message: Message) -> None:
        self.seq += 1
        message.seq = self.seq
        self.record_event(kind, message)

    def _tell_bot(self, kind: str, message: Message) -> None:
        reply = self.message(message.chat, message.envelope.reply_to)
        bot = self.bot
        seen = is_visible(message, reply, bot_id=bot.id, bot_name=bot.username)
        if message.sender.is_bot or not seen:
            return
        if message.chat.type == "channel":
            kind = kind.replace("message", "channel_post")
        self._push(kind, bot_api_json.message(message, reply))

    def _push(self, kind: str, body: Json) -> None:
        if self.updates.push(kind, body):
            self.on_change()
