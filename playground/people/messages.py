"""What people do most: send text, pictures and files, and press buttons."""

from dataclasses import dataclass, field

from playground import media_store, pictures
from playground.api.params import Upload
from playground.entities import normalise_text, utf16_length
from playground.errors import PlayError
from playground.model import Chat, Content, Envelope, Media, Message, User
from playground.queries import Query
from playground.world import World

_TEXT_LIMIT = 4096
_CAPTION_LIMIT = 1024
_ALBUM_LIMIT = 10


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message as a person's app sends it: text, photos (several are an album), files."""

    text: str = ""
    caption: str = ""
    reply_to: int | None = None
    thread_id: int | None = None
    photos: list[Upload] = field(default_factory=list)
    files: list[tuple[str, Upload]] = field(default_factory=list)


def find_chat_and_user(world: World, chat_id: int, user_id: int) -> tuple[Chat, User]:
    """Return a chat and a person in it. Raises `PlayError` where they may not write there."""
    chat, user = world.chat(chat_id), world.users.get(user_id)
    if chat is None:
        raise PlayError(404, f"there is no chat {chat_id}")
    if user is None or user.is_bot:
        raise PlayError(404, f"there is no user {user_id}")
    if chat.migrated_to:
        raise PlayError(400, f"this group has become the supergroup {chat.migrated_to}")
    if user.id not in chat.members:
        raise PlayError(400, f"{user.first_name} is not in this chat")
    if chat.type == "channel" and user.id not in chat.admins:
        raise PlayError(400, "only administrators post in a channel")
    return chat, user


async def send(world: World, chat: Chat, user: User, outgoing: OutgoingMessage) -> list[Message]:
    """Send an outgoing message as a person's app would, and return what it became."""
    _check(world, chat, outgoing)
    words = outgoing.caption or outgoing.text
    media = await _store_media(world, outgoing)
    if not media:
        if not outgoing.text.strip():
            raise PlayError(400, "there is nothing to send")
        return [world.post(chat, user, _to_content(outgoing.text), _to_envelope(outgoing))]
    photos = [each for each in media if each.kind == "photo"]
    album = world.new_group_id() if len(photos) > 1 else ""
    messages = []
    for number, each in enumerate(media):
        content = _to_content(words if number == 0 else "").with_media(each)
        group = album if each.kind == "photo" else ""
        messages.append(world.post(chat, user, content, _to_envelope(outgoing, group)))
    return messages


async def set_avatar(world: World, user: User, uploads: list[Upload]) -> None:
    """Make the first of `uploads`, if any, the picture on a person's profile."""
    for upload in uploads[:1]:
        media = await _store_photo(world, upload)
        if media.kind != "photo":
            raise PlayError(400, f"{upload.name} is no picture")
        user.avatar = media


def press(world: World, chat: Chat, user: User, message_id: int, button: str) -> Query:
    """Press the inline button with this caption or callback data."""
    message = world.message(chat, message_id)
    if message is None:
        raise PlayError(404, f"there is no message {message_id}")
    rows = (message.markup or {}).get("inline_keyboard", [])
    buttons = [each for row in rows for each in row]
    found = [b for b in buttons if b["text"] == button] or [
        b for b in buttons if b.get("callback_data") == button
    ]
    if not found:
        raise PlayError(404, f"there is no button {button!r} under message {message_id}")
    data = found[0].get("callback_data")
    if data is None:
        raise PlayError(400, f"the button {button!r} does not call the bot")
    return world.press(message, user, str(data))


def _check(world: World, chat: Chat, outgoing: OutgoingMessage) -> None:
    if outgoing.reply_to is not None and world.message(chat, outgoing.reply_to) is None:
        raise PlayError(404, f"there is no message {outgoing.reply_to} to reply to")
    if outgoing.thread_id is not None and outgoing.thread_id not in chat.topics:
        raise PlayError(404, f"there is no topic {outgoing.thread_id}")
    if len(outgoing.photos) > _ALBUM_LIMIT:
        raise PlayError(400, f"an album takes {_ALBUM_LIMIT} photos at most")
    if utf16_length(outgoing.text) > _TEXT_LIMIT:
        raise PlayError(400, f"a text has {_TEXT_LIMIT} characters at most")
    if utf16_length(outgoing.caption) > _CAPTION_LIMIT:
        raise PlayError(400, f"a caption has {_CAPTION_LIMIT} characters at most")


async def _store_media(world: World, outgoing: OutgoingMessage) -> list[Media]:
    photos = [await _store_photo(world, upload) for upload in outgoing.photos]
    files = [
        await media_store.store_file(world.files, each.data, kind, name=each.name, mime=each.mime)
        for kind, each in outgoing.files
    ]
    return [*photos, *files]


async def _store_photo(world: World, upload: Upload) -> Media:
    """Store a photo; what is none, or too large for one, becomes a file, as in people's apps."""
    try:
        if len(upload.data) <= pictures.PHOTO_BYTES:
            return await media_store.store_photo(world.files, upload.data)
    except pictures.NotAPhotoError:
        pass
    return await media_store.store_file(
        world.files, upload.data, "document", name=upload.name, mime=upload.mime
    )


def _to_content(words: str) -> Content:
    return Content(*normalise_text(words, []))


def _to_envelope(outgoing: OutgoingMessage, group_id: str = "") -> Envelope:
    return Envelope(reply_to=outgoing.reply_to, thread_id=outgoing.thread_id, group_id=group_id)
