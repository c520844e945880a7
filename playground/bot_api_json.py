"""The objects of the Bot API as JSON, as the bot gets them."""

from playground.model import Chat, Content, Entity, Json, Media, Message, StoredFile, Topic, User


def user(one: User) -> Json:
    """Return a User; people carry their language, bots do not."""
    body: Json = {"id": one.id, "is_bot": one.is_bot, "first_name": one.first_name}
    _put(body, last_name=one.last_name, username=one.username)
    if not one.is_bot:
        _put(body, language_code=one.language_code)
    return body


def chat(one: Chat) -> Json:
    """Return a Chat."""
    body: Json = {"id": one.id, "type": one.type}
    if one.type == "private":
        body["first_name"] = one.title
    else:
        body["title"] = one.title
    _put(body, username=one.username, is_forum=one.is_forum)
    return body


def entity(one: Entity) -> Json:
    """Return a MessageEntity."""
    body: Json = {"type": one.type, "offset": one.offset, "length": one.length}
    _put(body, url=one.url, language=one.language, custom_emoji_id=one.custom_emoji_id)
    if one.user is not None:
        body["user"] = user(one.user)
    return body


def photo_size(file: StoredFile) -> Json:
    """Return a PhotoSize, or a thumbnail, which has the same shape."""
    return {**_ids(file), "width": file.width, "height": file.height}


def media(one: Media) -> Json:
    """Return the fields that a message has for its media."""
    if one.kind == "photo":
        return {"photo": [photo_size(size) for size in one.sizes]}
    body = _document(one)
    if one.kind == "document":
        return {"document": body}
    if one.kind == "animation":
        # Old clients know no animations: the same file is there once more as a document.
        return {"animation": {**body, **_moving(one)}, "document": body}
    return {one.kind: {**body, **_particulars(one)}}


def message(one: Message, reply: Message | None = None) -> Json:
    """Return a Message; `reply` is the message it replies to, which shows no reply of its own."""
    envelope = one.envelope
    body: Json = {"message_id": one.id, "chat": chat(one.chat), "date": one.date}
    if one.chat.type == "channel":
        body["sender_chat"] = chat(one.chat)
    else:
        body["from"] = user(one.sender)
    body |= content(one.content) | (envelope.service or {})
    _put(
        body,
        edit_date=one.edit_date,
        media_group_id=envelope.group_id,
        forward_origin=envelope.forward,
        has_protected_content=envelope.protected,
        message_thread_id=envelope.thread_id,
        is_topic_message=bool(envelope.thread_id) and one.chat.is_forum,
        reply_markup=one.markup,
    )
    if envelope.via_bot is not None:
        body["via_bot"] = user(envelope.via_bot)
    if reply is not None:
        body["reply_to_message"] = message(reply)
    return body


def content(one: Content) -> Json:
    """Return a message's fields for its words and media."""
    entities = [entity(each) for each in one.entities]
    if one.media is None:
        body: Json = {"text": one.text} if one.text else {}
        _put(body, entities=entities, link_preview_options=dict(one.link_preview))
    else:
        body = media(one.media)
        _put(
            body,
            caption=one.text,
            caption_entities=entities,
            has_media_spoiler=one.media.spoiler,
            show_caption_above_media=one.caption_above,
        )
    return body


def reactions(emoji: tuple[str, ...]) -> list[Json]:
    """Return a list of ReactionType."""
    return [{"type": "emoji", "emoji": each} for each in emoji]


def topic(one: Topic) -> Json:
    """Return a ForumTopic."""
    body: Json = {
        "message_thread_id": one.id,
        "name": one.name,
        "icon_color": one.icon_color,
    }
    _put(body, icon_custom_emoji_id=one.icon_emoji)
    return body


def file(one: StoredFile) -> Json:
    """Return a File; its path leads to the bytes at /file/bot<token>/<path>."""
    return {**_ids(one), "file_path": one.path}


def _ids(one: StoredFile) -> Json:
    return {"file_id": one.id, "file_unique_id": one.unique_id, "file_size": one.size}


def _document(one: Media) -> Json:
    body = {**_ids(one.file), "mime_type": one.file.mime}
    if one.kind in {"sticker", "video_note"}:
        del body["mime_type"]
    _put(body, file_name=one.file.name if one.kind not in {"voice", "sticker"} else "")
    if one.thumbnail is not None:
        body["thumbnail"] = photo_size(one.thumbnail)
    return body


def _moving(one: Media) -> Json:
    return {"width": one.file.width, "height": one.file.height, "duration": one.duration}


def _particulars(one: Media) -> Json:
    if one.kind == "video":
        return _moving(one)
    if one.kind == "video_note":
        return {"length": one.file.width, "duration": one.duration}
    if one.kind == "sticker":
        body = {
            "type": "regular",
            "width": one.file.width,
            "height": one.file.height,
            "is_animated": one.file.mime == "application/x-tgsticker",
            "is_video": one.file.mime == "video/webm",
        }
        _put(body, emoji=one.emoji)
        return body
    body = {"duration": one.duration}
    _put(body, title=one.title, performer=one.performer)
    return body


def _put(body: Json, **fields: object) -> None:
    """Add the fields that are not empty: the Bot API leaves empty ones out."""
    body.update({name: value for name, value in fields.items() if value})
