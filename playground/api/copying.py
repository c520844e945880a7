"""Methods that bring a message to another chat: forwards say where from, copies do not."""

from dataclasses import replace

from playground import bot_api_json
from playground.api import text_params
from playground.api.call import Call, MethodTable
from playground.api.deliver import read_envelope
from playground.errors import refuse
from playground.model import Chat, Json, Message

TABLE = MethodTable()


@TABLE.method("forwardMessage")
async def forward_message(call: Call) -> Json:
    """Forward one message."""
    chat = call.chat()
    message = _find_source(call, "forward", "forwarded")
    return call.world.to_bot_json(_forward(call, chat, message))


@TABLE.method("forwardMessages")
async def forward_messages(call: Call) -> list[Json]:
    """Forward several messages; those that cannot be are skipped."""
    chat = call.chat()
    return [
        {"message_id": _forward(call, chat, one).id} for one in _find_copyable(call, "forward")
    ]


@TABLE.method("copyMessage")
async def copy_message(call: Call) -> Json:
    """Copy one message, with another caption if one is given."""
    chat = call.chat()
    message = _find_source(call, "copy", "copied")
    content = message.content
    if call.params.has("caption") and content.media is not None:
        text, entities = text_params.read_caption(call)
        above = call.params.boolean("show_caption_above_media")
        content = replace(content, text=text, entities=entities, caption_above=above)
    envelope = read_envelope(call, chat)
    copied = call.world.post(chat, call.world.bot, content, envelope)
    return {"message_id": copied.id}


@TABLE.method("copyMessages")
async def copy_messages(call: Call) -> list[Json]:
    """Copy several messages; those that cannot be are skipped."""
    chat = call.chat()
    bare = call.params.boolean("remove_caption")
    copies = []
    for message in _find_copyable(call, "copy"):
        content = message.content
        if bare and content.media is not None:
            content = replace(content, text="", entities=())
        posted = call.world.post(chat, call.world.bot, content, read_envelope(call, chat))
        copies.append({"message_id": posted.id})
    return copies


def message_origin(message: Message) -> Json:
    """Return the MessageOrigin of a message: where its words first came from."""
    if message.envelope.forward is not None:
        return message.envelope.forward
    if message.chat.type == "channel":
        return {
            "type": "channel",
            "date": message.date,
            "chat": bot_api_json.chat(message.chat),
            "message_id": message.id,
        }
    return {"type": "user", "date": message.date, "sender_user": bot_api_json.user(message.sender)}


def _forward(call: Call, chat: Chat, message: Message) -> Message:
    envelope = read_envelope(call, chat, forward=message_origin(message))
    return call.world.post(chat, call.world.bot, message.content, envelope)


def _find_source(call: Call, verb: str, done: str) -> Message:
    message = call.message(call.chat("from_chat_id"), f"message to {verb} not found")
    if message.envelope.protected or message.envelope.service:
        raise refuse(f"message can't be {done}")
    return message


def _find_copyable(call: Call, verb: str) -> list[Message]:
    source = call.chat("from_chat_id")
    found = call.messages(source)
    usable = [m for m in found if not m.envelope.protected and not m.envelope.service]
    if not usable:
        raise refuse(f"there are no messages to {verb}")
    return usable
