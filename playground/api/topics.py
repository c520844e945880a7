"""Methods about the topics of a forum."""

from playground import bot_api_json
from playground.api.call import Call, MethodTable
from playground.errors import refuse
from playground.model import Chat, Content, Envelope, Json, Topic

TABLE = MethodTable()
_COLOURS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)


@TABLE.method("createForumTopic")
async def create_forum_topic(call: Call) -> Json:
    """Open a topic; its id is that of the service message about it."""
    chat = _require_forum(call)
    name = call.params.text("name").strip()
    if not 1 <= len(name) <= 128:
        raise refuse("TOPIC_TITLE_EMPTY" if not name else "TOPIC_TITLE_TOO_LONG")
    colour = call.params.integer("icon_color", _COLOURS[0])
    if colour not in _COLOURS:
        raise refuse("TOPIC_ICON_COLOR_INVALID")
    emoji = call.params.text("icon_custom_emoji_id")
    return bot_api_json.topic(call.world.open_topic(chat, call.world.bot, name, colour, emoji))


@TABLE.method("editForumTopic")
async def edit_forum_topic(call: Call) -> bool:
    """Rename a topic or change its icon."""
    chat = _require_forum(call)
    topic = _find_topic(call, chat)
    name = call.params.text("name").strip() or topic.name
    emoji = topic.icon_emoji
    if call.params.has("icon_custom_emoji_id"):
        emoji = call.params.text("icon_custom_emoji_id")
    if (name, emoji) == (topic.name, topic.icon_emoji):
        raise refuse("TOPIC_NOT_MODIFIED")
    topic.name, topic.icon_emoji = name, emoji
    return True


@TABLE.method("closeForumTopic")
async def close_forum_topic(call: Call) -> bool:
    """Close a topic to people."""
    return _set_closed(call, closed=True)


@TABLE.method("reopenForumTopic")
async def reopen_forum_topic(call: Call) -> bool:
    """Open a topic again."""
    return _set_closed(call, closed=False)


@TABLE.method("deleteForumTopic")
async def delete_forum_topic(call: Call) -> bool:
    """Delete a topic with all its messages."""
    chat = _require_forum(call)
    topic = _find_topic(call, chat)
    del chat.topics[topic.id]
    for message in list(chat.messages.values()):
        if topic.id in (message.id, message.envelope.thread_id) and not message.deleted:
            call.world.remove(message)
    return True


@TABLE.method("unpinAllForumTopicMessages")
async def unpin_all_forum_topic_messages(call: Call) -> bool:
    """Unpin everything in a topic."""
    chat = _require_forum(call)
    return _unpin(call, chat, _find_topic(call, chat).id)


@TABLE.method("unpinAllGeneralForumTopicMessages")
async def unpin_all_general_forum_topic_messages(call: Call) -> bool:
    """Unpin everything outside of topics."""
    return _unpin(call, _require_forum(call), None)


@TABLE.method("getForumTopicIconStickers")
async def get_forum_topic_icon_stickers(_: Call) -> list[Json]:
    """Return the one icon that playgrounds have."""
    picture = {"file_id": "AgTopicIcon", "file_unique_id": "AgTopicIconUniq", "file_size": 30_000}
    small = {"file_id": "AgTopicThumb", "file_unique_id": "AgTopicThumbUniq", "file_size": 4_000}
    sticker = picture | {
        "type": "custom_emoji",
        "width": 512,
        "height": 512,
        "is_animated": True,
        "is_video": False,
        "emoji": "📰",
        "set_name": "Topics",
        "custom_emoji_id": "5434144690511290129",
        "thumbnail": small | {"width": 128, "height": 128},
    }
    return [sticker]


def _require_forum(call: Call) -> Chat:
    chat = call.chat()
    if not chat.is_forum:
        raise refuse("the chat is not a forum")
    if call.world.bot.id not in chat.admins:
        raise refuse("not enough rights to manage topics")
    return chat


def _find_topic(call: Call, chat: Chat) -> Topic:
    topic = chat.topics.get(call.params.integer("message_thread_id"))
    if topic is None:
        raise refuse("TOPIC_ID_INVALID")
    return topic


def _set_closed(call: Call, *, closed: bool) -> bool:
    chat = _require_forum(call)
    topic = _find_topic(call, chat)
    if topic.closed == closed:
        raise refuse("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    name = "forum_topic_closed" if closed else "forum_topic_reopened"
    envelope = Envelope(thread_id=topic.id, service={name: {}})
    call.world.post(chat, call.world.bot, Content(), envelope)
    return True


def _unpin(call: Call, chat: Chat, thread_id: int | None) -> bool:
    for number in list(chat.pinned):
        message = call.world.message(chat, number)
        if message is not None and message.envelope.thread_id == thread_id:
            call.world.pin(message, pinned=False)
    return True
