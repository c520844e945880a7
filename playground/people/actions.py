"""What people do less often: react, edit, delete, forward, join, leave, block, upgrade."""

from dataclasses import replace

from playground import bot_api_json
from playground.api.chats import chat_member
from playground.api.copying import message_origin
from playground.entities import normalise_text
from playground.errors import PlayError
from playground.model import Chat, Content, Envelope, Json, Message, User
from playground.world import World

_ROLES = {"member", "administrator", "left"}


def find_message(world: World, chat: Chat, message_id: int) -> Message:
    """Return a message of a chat. Raises `PlayError` 404."""
    message = world.message(chat, message_id)
    if message is None:
        raise PlayError(404, f"there is no message {message_id}")
    return message


def react(world: World, message: Message, user: User, emoji: str) -> None:
    """React with an emoji, or remove the reaction with an empty one."""
    world.react(message, user, (emoji,) if emoji else ())


def edit(world: World, message: Message, user: User, words: str) -> None:
    """Replace the words of one's own message."""
    if message.sender is not user:
        raise PlayError(400, "people edit their own messages only")
    text, entities = normalise_text(words, [])
    world.edit(message, replace(message.content, text=text, entities=entities), message.markup)


def delete(world: World, message: Message, user: User) -> None:
    """Delete one's own message, anything in a private chat, or anything as an administrator."""
    chat = message.chat
    if message.sender is not user and chat.type != "private" and user.id not in chat.admins:
        raise PlayError(400, "only administrators delete other people's messages")
    world.remove(message)


def forward(world: World, chat: Chat, user: User, message: Message) -> Message:
    """Forward a message into `chat`."""
    if message.envelope.protected:
        raise PlayError(400, "this message cannot be forwarded")
    return world.post(chat, user, message.content, Envelope(forward=message_origin(message)))


def set_role(world: World, chat: Chat, user: User, role: str) -> None:
    """Make a user, or the bot, a member or administrator of a chat, or remove them from it."""
    if role not in _ROLES:
        raise PlayError(400, f"status is one of {', '.join(sorted(_ROLES))}")
    if chat.type == "private":
        raise PlayError(400, "a private chat has the members it has")
    old = chat_member(chat, user)
    _apply_role(chat, user, role)
    new = chat_member(chat, user)
    if old == new:
        return
    actor = world.users.get(chat.creator) or user
    world.tell_membership(chat, actor, old, new, about=user)
    joined, gone = old["status"] == "left", new["status"] == "left"
    if joined or gone:
        shown = bot_api_json.user(user)
        service = {"new_chat_members": [shown]} if joined else {"left_chat_member": shown}
        world.post(chat, user, Content(), Envelope(service=service))


def block(world: World, user: User, *, blocked: bool) -> None:
    """Block the bot, or let it write again."""
    private = world.chats[user.id]
    if user.blocked_bot == blocked:
        return
    user.blocked_bot = blocked
    statuses = ("member", "kicked") if blocked else ("kicked", "member")
    old, new = (_bot_membership(world, status) for status in statuses)
    world.tell_membership(private, user, old, new, about=world.bot)


def _bot_membership(world: World, status: str) -> Json:
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": bot_api_json.user(world.bot), "status": status, **until}


def upgrade(world: World, chat: Chat) -> Chat:
    """Turn a group into a supergroup: a new chat with a new id, announced in both."""
    if chat.type != "group" or chat.migrated_to:
        raise PlayError(400, "only a group becomes a supergroup")
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


def _apply_role(chat: Chat, user: User, role: str) -> None:
    chat.admins.discard(user.id)
    if role == "administrator":
        chat.admins.add(user.id)
    if user.is_bot:
        chat.has_bot = role != "left"
    elif role == "left":
        chat.members = [who for who in chat.members if who != user.id]
    elif user.id not in chat.members:
        chat.members.append(user.id)
