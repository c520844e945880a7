"""Methods about chats and who is in them."""

from playground import bot_api_json
from playground.api.call import Call, MethodTable
from playground.api.rights import ADMIN_RIGHTS, CHANNEL_RIGHTS, GROUP_RIGHTS, PERMISSIONS
from playground.errors import refuse
from playground.model import Chat, Json, User

TABLE = MethodTable()
_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


@TABLE.method("getChat")
async def get_chat(call: Call) -> Json:
    """Return a ChatFullInfo."""
    chat = call.chat()
    body = bot_api_json.chat(chat) | {
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if chat.description:
        body["description"] = chat.description
    pinned = call.world.message(chat, chat.pinned[-1]) if chat.pinned else None
    if pinned is not None:
        body["pinned_message"] = bot_api_json.message(pinned)
    if chat.type != "private":
        body["permissions"] = dict.fromkeys(PERMISSIONS, True)
    return body


@TABLE.method("getChatMember")
async def get_chat_member(call: Call) -> Json:
    """Return what a user is in a chat; people who are not in it have left it."""
    chat = call.chat()
    number = call.params.integer("user_id")
    if number <= 0:
        raise refuse("invalid user_id specified")
    user = call.world.users.get(number)
    if user is None:
        raise refuse("member not found" if chat.type != "private" else "user not found")
    return chat_member(chat, user)


@TABLE.method("getChatAdministrators")
async def get_chat_administrators(call: Call) -> list[Json]:
    """Return the administrators that are people, and the bot if it is one."""
    chat = _require_shared_chat(call, "there are no administrators in the private chat")
    users = call.world.users
    admins = [users[who] for who in sorted(chat.admins | {chat.creator}) if who in users]
    return [chat_member(chat, user) for user in admins]


@TABLE.method("getChatMemberCount", "getChatMembersCount")
async def get_chat_member_count(call: Call) -> int:
    """Return how many are in a chat, the bot included."""
    chat = call.chat()
    bots = {who for who in chat.admins if who not in chat.members}
    return len(chat.members) + len(bots | ({call.world.bot.id} if chat.has_bot else set()))


@TABLE.method("leaveChat")
async def leave_chat(call: Call) -> bool:
    """Leave a group."""
    chat = _require_shared_chat(call, "chat not found")
    bot = call.world.bot
    old = chat_member(chat, bot)
    chat.has_bot = False
    chat.admins.discard(bot.id)
    call.world.tell_membership(chat, bot, old, chat_member(chat, bot), about=bot)
    return True


@TABLE.method("setChatTitle")
async def set_chat_title(call: Call) -> bool:
    """Rename a chat."""
    chat = _require_admin_rights(call)
    title = call.params.text("title").strip()
    if not title:
        raise refuse("title can't be empty")
    chat.title = title[:128]
    return True


@TABLE.method("setChatDescription")
async def set_chat_description(call: Call) -> bool:
    """Describe a chat."""
    chat = _require_admin_rights(call)
    description = call.params.text("description").strip()
    if description == chat.description:
        raise refuse("chat description is not modified")
    chat.description = description[:255]
    return True


@TABLE.method("getUserProfileAudios")
async def get_user_profile_audios(_: Call) -> Json:
    """Return no music: people here have none on their profile."""
    return {"total_count": 0, "audios": []}


@TABLE.method("getUserProfilePhotos")
async def get_user_profile_photos(call: Call) -> Json:
    """Return a person's avatar, if they have one."""
    user = call.world.users.get(call.params.integer("user_id"))
    if user is None:
        raise refuse("user not found")
    avatar = user.avatar
    photos = [[bot_api_json.photo_size(size) for size in avatar.sizes]] if avatar else []
    return {"total_count": len(photos), "photos": photos}


def chat_member(chat: Chat, user: User) -> Json:
    """Return the ChatMember that `user` is in `chat`."""
    body: Json = {"user": bot_api_json.user(user), "status": _status(chat, user)}
    if body["status"] == "creator":
        return body | {"is_anonymous": False}
    if body["status"] == "administrator":
        more = CHANNEL_RIGHTS if chat.type == "channel" else GROUP_RIGHTS
        rights = dict.fromkeys((*ADMIN_RIGHTS, *more), True)
        return body | rights | {"can_be_edited": False, "is_anonymous": False}
    return body


def _status(chat: Chat, user: User) -> str:
    if user.id == chat.creator:
        return "creator"
    if user.id in chat.admins:
        return "administrator"
    here = chat.has_bot if user.is_bot else user.id in chat.members
    return "member" if here else "left"


def _require_shared_chat(call: Call, words: str) -> Chat:
    chat = call.chat()
    if chat.type == "private":
        raise refuse(words)
    return chat


def _require_admin_rights(call: Call) -> Chat:
    chat = _require_shared_chat(call, "can't change private chat")
    if call.world.bot.id not in chat.admins:
        raise refuse("not enough rights to change chat info")
    return chat
