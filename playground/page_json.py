"""The JSON of the /play calls, as people and the page get it."""

from collections.abc import Iterable

from playground import bot_api_json
from playground.model import Chat, Json, Message, StoredFile, User


def user(one: User) -> Json:
    """Return a person."""
    return {
        "id": one.id,
        "first_name": one.first_name,
        "language_code": one.language_code,
        "is_admin": one.is_admin,
        "username": one.username or None,
    }


def chat(one: Chat) -> Json:
    """Return a chat with the ids of the people in it."""
    return {
        "id": one.id,
        "type": one.type,
        "title": one.title,
        "members": list(one.members),
        "username": one.username or None,
        "admins": sorted(one.admins),
        "is_forum": one.is_forum,
        "topics": [{"id": topic.id, "name": topic.name} for topic in one.topics.values()],
    }


def message(one: Message) -> Json:
    """Return a message; fields for absent media are null, absent words are empty."""
    content, envelope = one.content, one.envelope
    body: Json = {
        "id": one.id,
        "chat_id": one.chat.id,
        "from": one.sender.id,
        "date": one.date,
        "text": "" if content.media else content.text,
        "caption": content.text if content.media else "",
        "entities": [bot_api_json.entity(entity) for entity in content.entities],
        **_media(one),
        "keyboard": _keyboard(one.markup),
        "reply_keyboard": envelope.reply_keyboard,
        "reply_to": envelope.reply_to,
        "thread_id": envelope.thread_id,
        "media_group_id": envelope.group_id or None,
        "forward": envelope.forward,
        "via_bot": envelope.via_bot and envelope.via_bot.id,
        "service": envelope.service and next(iter(envelope.service)),
        "reactions": {str(who): list(emoji) for who, emoji in one.reactions.items()},
        "pinned": one.id in one.chat.pinned,
        "edits": one.edits,
        "deleted": one.deleted,
        "seq": one.seq,
    }
    return body


def file_url(file: StoredFile) -> str:
    """Return the path under which a person's app gets a file."""
    return f"/play/files/{file.path}"


def _media(one: Message) -> Json:
    fields: Json = dict.fromkeys(
        ("photo", "document", "video", "animation", "audio", "voice", "sticker")
    )
    media = one.content.media
    if media is None:
        return fields
    file = media.file
    fields[media.kind] = {
        "url": file_url(file),
        "file_name": file.name,
        "size": file.size,
        "mime_type": file.mime,
        "width": file.width,
        "height": file.height,
        "spoiler": media.spoiler,
        "thumbnail": media.thumbnail and file_url(media.thumbnail),
    }
    return fields


def _keyboard(markup: Json | None) -> list[list[Json]]:
    rows: Iterable[list[Json]] = (markup or {}).get("inline_keyboard", ())
    return [[_button(button) for button in row] for row in rows]


def _button(button: Json) -> Json:
    shown = {"text": button["text"], "callback_data": button.get("callback_data")}
    return shown | {name: button[name] for name in ("url", "copy_text") if name in button}
