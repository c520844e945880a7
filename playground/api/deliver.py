"""The last step of every method that sends: read reply, topic and keyboard, and post."""

from typing import Any

from playground.api import markup
from playground.api.call import Call
from playground.errors import refuse
from playground.model import Chat, Content, Envelope, Json, Message


def deliver(call: Call, content: Content) -> Json:
    """Send `content` as the call says and return the Message object."""
    chat = call.chat()
    message = call.world.post(chat, call.world.bot, content, read_envelope(call, chat))
    return call.world.to_bot_json(message)


def read_envelope(
    call: Call, chat: Chat, group_id: str = "", forward: Json | None = None
) -> Envelope:
    """Read what a message is sent with; raise when the reply or the topic is not there."""
    _check_rights(call, chat)
    inline, other = markup.read_keyboards(call)
    replied = _find_reply(call, chat)
    return Envelope(
        reply_to=replied.id if replied else None,
        thread_id=_read_topic(call, chat, replied),
        markup=inline,
        reply_keyboard=other,
        group_id=group_id,
        forward=forward,
        protected=call.params.boolean("protect_content"),
    )


def _check_rights(call: Call, chat: Chat) -> None:
    if chat.type == "channel" and call.world.bot.id not in chat.admins:
        raise refuse("bot is not a member of the channel chat", 403)


def _find_reply(call: Call, chat: Chat) -> Message | None:
    given = call.params.object("reply_parameters", "reply parameters")
    legacy = call.params.integer("reply_to_message_id")
    number = _to_integer(given.get("message_id")) or legacy
    if not number:
        return None
    other = given.get("chat_id")
    where = call.world.chat(_to_integer(other)) if other is not None else chat
    found = call.world.message(where, number) if where else None
    lenient = given.get("allow_sending_without_reply") or call.params.boolean(
        "allow_sending_without_reply"
    )
    if found is None and not lenient:
        raise refuse("message to be replied not found")
    return found if where is chat else None


def _read_topic(call: Call, chat: Chat, replied: Message | None) -> int | None:
    number = call.params.integer("message_thread_id")
    if not number:
        return replied.envelope.thread_id if replied and chat.is_forum else None
    if not chat.is_forum:
        raise refuse("message thread not found")
    topic = chat.topics.get(number)
    if topic is None:
        raise refuse("message thread not found")
    if topic.closed and call.world.bot.id not in chat.admins:
        raise refuse("TOPIC_CLOSED")
    return number


def _to_integer(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
