"""Methods that bring a message to another chat: forwards say where from, copies do not."""

from dataclasses import replace

from playground import bot_api_json as wire
from playground.api import text_params as words
from playground.api.call import Call, Table
from playground.api.deliver import envelope
from playground.errors import refuse
from playground.model import Chat, Json, Message

TABLE = Table()
_MOST = 100


@TABLE.method("forwardMessage")
async def forward_message(call: Call) -> Json:
    """Forward one message."""
    chat = call.chat()
    source = call.chat("from_chat_id")
    message = call.message(source, "message to forward not found")
    _check(message, "forwarded")
    return call.world.wire(_forward(call, chat, message))


@TABLE.method("forwardMessages")
async def forward_messages(call: Call) -> list[Json]:
    """Forward several messages; those that cannot be are skipped."""
    chat = call.chat()
    return [{"message_id": _forward(call, chat, one).id} for one in _several(call, "forward")]


@TABLE.method("copyMessage")
async def copy_message(call: Call) -> Json:
    """Copy one message, with another caption if one is given."""
    chat = call.chat()
    source = call.chat("from_chat_id")
    message = call.message(source, "message to copy not found")
    _check(message, "copied")
    content = message.content
    if call.params.has("caption") and content.media is not None:
        text, entities = words.caption(call)
        above = call.params.boolean("show_caption_above_media")
        content = replace(content, text=text, entities=entities, caption_above=above)
    frame = envelope(call, chat)
    copied = call.world.post(chat, call.world.bot, content, frame)
    return {"message_id": copied.id}


@TABLE.method("copyMessages")
async def copy_messages(call: Call) -> list[Json]:
    """Copy several messages; those that cannot be are skipped."""
    chat = call.chat()
    bare = call.params.boolean("remove_caption")
    copies = []
    for message in _several(call, "copy"):
        content = message.content
        if bare and content.media is not None:
            content = replace(content, text="", entities=())
        posted = call.world.post(chat, call.world.bot, content, envelope(call, chat))
        copies.append({"message_id": posted.id})
    return copies


def origin(message: Message) -> Json:
    """Return the MessageOrigin of a message: where its words first came from."""
    if message.envelope.forward is not None:
        return message.envelope.forward
    if message.chat.type == "channel":
        return {
            "type": "channel",
            "date": message.date,
            "chat": wire.chat(message.chat),
            "message_id": message.id,
        }
    return {"type": "user", "date": message.date, "sender_user": wire.user(message.sender)}


def _forward(call: Call, chat: Chat, message: Message) -> Message:
    frame = envelope(call, chat, forward=origin(message))
    return call.world.post(chat, call.world.bot, message.content, frame)


def _check(message: Message, verb: str) -> None:
    if message.envelope.protected or message.envelope.service:
        raise refuse(f"message can't be {verb}")


def _several(call: Call, verb: str) -> list[Message]:
    source = call.chat("from_chat_id")
    numbers = call.params.array("message_ids", "message identifiers")
    if not numbers:
        raise refuse("message identifiers are not specified")
    if len(numbers) > _MOST:
        raise refuse("too many message identifiers specified")
    found = [call.world.message(source, int(number)) for number in numbers]
    usable = [m for m in found if m and not m.envelope.protected and not m.envelope.service]
    if not usable:
        raise refuse(f"there are no messages to {verb}")
    return usable
