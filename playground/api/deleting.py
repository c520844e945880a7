"""Methods that delete, pin, react and show what the bot is doing."""

from playground.api.call import Call, MethodTable
from playground.errors import refuse
from playground.model import Chat, Content, Envelope, Message

TABLE = MethodTable()
_OWN_SECONDS = 48 * 3600
_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "record_audio",
    "upload_voice",
    "upload_audio",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
# What bots may react with, as the Bot API lists it.
_LISTED = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 "
    "🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 "
    "😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 "
    "💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡 "
)
REACTIONS = frozenset(_LISTED.split())


@TABLE.method("deleteMessage")
async def delete_message(call: Call) -> bool:
    """Delete one message."""
    chat = call.chat()
    message = call.message(chat, "message to delete not found")
    _check_may_delete(call, chat, message)
    call.world.remove(message)
    return True


@TABLE.method("deleteMessages")
async def delete_messages(call: Call) -> bool:
    """Delete up to 100 messages; those not found are skipped."""
    chat = call.chat()
    found = call.messages(chat)
    for message in found:
        _check_may_delete(call, chat, message)
    for message in found:
        call.world.remove(message)
    return True


@TABLE.method("pinChatMessage")
async def pin_chat_message(call: Call) -> bool:
    """Pin a message; groups get a service message about it."""
    chat = call.chat()
    message = call.message(chat, "message to pin not found")
    _check_may_pin(call, chat)
    call.world.pin(message, pinned=True)
    service = {"pinned_message": call.world.to_bot_json(message)}
    call.world.post(chat, call.world.bot, Content(), Envelope(service=service))
    return True


@TABLE.method("unpinChatMessage")
async def unpin_chat_message(call: Call) -> bool:
    """Unpin a message, or the latest pinned one."""
    chat = call.chat()
    _check_may_pin(call, chat)
    number = call.params.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    message = call.world.message(chat, number)
    if message is None or number not in chat.pinned:
        raise refuse("message to unpin not found")
    call.world.pin(message, pinned=False)
    return True


@TABLE.method("unpinAllChatMessages")
async def unpin_all_chat_messages(call: Call) -> bool:
    """Unpin everything."""
    chat = call.chat()
    _check_may_pin(call, chat)
    for number in list(chat.pinned):
        if message := call.world.message(chat, number):
            call.world.pin(message, pinned=False)
    chat.pinned.clear()
    return True


@TABLE.method("setMessageReaction")
async def set_message_reaction(call: Call) -> bool:
    """Set the bot's one reaction, or take it back."""
    chat = call.chat()
    message = call.message(chat, "message to react not found")
    given = call.params.array("reaction", "reaction types")
    emoji = tuple(str(one.get("emoji", "")) for one in given if isinstance(one, dict))
    if len(emoji) > 1:
        raise refuse("REACTIONS_TOO_MANY")
    # Senders may add the variation selector that Telegram's own list leaves out.
    if any(one.replace("\ufe0f", "") not in REACTIONS for one in emoji):
        raise refuse("REACTION_INVALID")
    call.world.react(message, call.world.bot, emoji)
    return True


@TABLE.method("sendChatAction")
async def send_chat_action(call: Call) -> bool:
    """Show "typing…" and its like for five seconds."""
    chat = call.chat()
    action = call.params.text("action").lower()
    if action not in _ACTIONS:
        raise refuse("wrong parameter action in request")
    call.world.show_action(chat, action)
    return True


def _check_may_delete(call: Call, chat: Chat, message: Message) -> None:
    """Raise unless the bot may delete: its own and private messages for 48 h, all as an admin."""
    admin = call.world.bot.id in chat.admins
    own = message.sender is call.world.bot
    young = call.world.now - message.date < _OWN_SECONDS
    if admin or (young and (own or chat.type == "private")):
        return
    raise refuse("message can't be deleted")


def _check_may_pin(call: Call, chat: Chat) -> None:
    if chat.type != "private" and call.world.bot.id not in chat.admins:
        raise refuse("not enough rights to manage pinned messages in the chat")
