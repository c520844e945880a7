"""Less common things people do: react, edit, delete, forward, join, leave, block, upgrade."""

from dataclasses import replace

from playground import bot_api_json as wire
from playground.api.chats import member
from playground.api.copying import origin
from playground.entities import settle
from playground.errors import PersonError
from playground.model import Chat, Content, Envelope, Json, Message, User
from playground.world import World

_ROLES = {"member", "administrator", "left"}


def found(world: World, chat: Chat, message_id: int) -> Message:
    """Return a message of a chat, or complain."""
    message = world.message(chat, message_id)
    if message is None:
        raise PersonError(404, f"there is no message {message_id}")
    return message


def react(world: World, message: Message, user: User, emoji: str) -> None:
    """React with an emoji, or take the reaction back with none."""
    world.react(message, user, (emoji,) if emoji else ())


def edit(world: World, message: Message, user: User, words: str) -> None:
    """Replace the words of one's own message."""
    if message.sender is not user:
        raise PersonError(400, "people edit their own messages only")
    text, entities = settle(words, [])
    world.edit(message, replace(message.content, text=text, entities=entities), message.markup)


def delete(world: World, message: Message, user: User) -> None:
    """Delete one's own message, anything in a private chat, or anything as an administrator."""
    chat = message.chat
    if message.sender is not user and chat.type != "private" and user.id not in chat.admins:
        raise PersonError(400, "only administrators delete other people's messages")
    world.remove(message)


def forward(world: World, chat: Chat, user: User, message: Message) -> Message:
    """Forward a message into `chat`."""
    if message.envelope.protected:
        raise PersonError(400, "this message cannot be forwarded")
    return world.post(chat, user, message.content, Envelope(forward=origin(message)))


def appoint(world: World, chat: Chat, user: User, role: str) -> None:
    """Make a user (the bot too) a member or an administrator of a chat, or put them out of it."""
    if role not in _ROLES:
        raise PersonError(400, f"status is one of {', '.join(sorted(_ROLES))}")
    if chat.type == "private":
        raise PersonError(400, "a private chat has the members it has")
    old = member(chat, user)
    _place(chat, user, role)
    new = member(chat, user)
    if old == new:
        return
    actor = world.users.get(chat.creator) or user
    world.membership(chat, actor, old, new, about=user)
    joined, gone = old["status"] == "left", new["status"] == "left"
    if joined or gone:
        shown = wire.user(user)
        service = {"new_chat_members": [shown]} if joined else {"left_chat_member": shown}
        world.post(chat, user, Content(), Envelope(service=service))


def block(world: World, user: User, *, blocked: bool) -> None:
    """Block the bot, or let it write again."""
    private = world.chats[user.id]
    if user.blocked_bot == blocked:
        return
    user.blocked_bot = blocked
    statuses = ("member", "kicked") if blocked else ("kicked", "member")
    old, new = (_standing(world, status) for status in statuses)
    world.membership(private, user, old, new, about=world.bot)


def _standing(world: World, status: str) -> Json:
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": wire.user(world.bot), "status": status, **until}


def upgrade(world: World, chat: Chat) -> Chat:
    """Turn a group into a supergroup: a new chat with a new id, and a word about it in both."""
    if chat.type != "group" or chat.migrated_to:
        raise PersonError(400, "only a group becomes a supergroup")
    number = -1_000_000_000_000 + chat.id
    upgraded = replace(
        chat,
        id=number,
        type="supergroup",
        members=list(chat.members),
        admins=set(chat.admins),
        pinned=[],
        topics={},
        messages=type(chat.messages)(),
    )
    world.add_chat(upgraded)
    actor = world.users[chat.creator] if chat.creator in world.users else world.people()[0]
    service = {"migrate_to_chat_id": number}
    world.post(chat, actor, Content(), Envelope(service=service))
    chat.migrated_to = number
    service = {"migrate_from_chat_id": chat.id}
    world.post(upgraded, actor, Content(), Envelope(service=service))
    return upgraded


def _place(chat: Chat, user: User, role: str) -> None:
    chat.admins.discard(user.id)
    if role == "administrator":
        chat.admins.add(user.id)
    if user.is_bot:
        chat.has_bot = role != "left"
    elif role == "left":
        chat.members = [who for who in chat.members if who != user.id]
    elif user.id not in chat.members:
        chat.members.append(user.id)
