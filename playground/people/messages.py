"""What people do: send words, pictures and files, press buttons, type at the bot."""

from dataclasses import dataclass, field

from playground import media_store as shelves
from playground import pictures
from playground.api.params import Upload
from playground.entities import settle, utf16_length
from playground.errors import PersonError
from playground.model import Chat, Content, Envelope, Media, Message, User
from playground.queries import Query
from playground.world import World

_TEXT_LIMIT = 4096
_CAPTION_LIMIT = 1024
_ALBUM_LIMIT = 10


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message as a person's app sends it: words, photos (several are an album), files."""

    text: str = ""
    caption: str = ""
    reply_to: int | None = None
    thread_id: int | None = None
    photos: list[Upload] = field(default_factory=list)
    files: list[tuple[str, Upload]] = field(default_factory=list)


def whereabouts(world: World, chat_id: int, user_id: int) -> tuple[Chat, User]:
    """Return a chat and the person in it."""
    chat, user = world.chat(chat_id), world.users.get(user_id)
    if chat is None:
        raise PersonError(404, f"there is no chat {chat_id}")
    if user is None or user.is_bot:
        raise PersonError(404, f"there is no user {user_id}")
    if chat.migrated_to:
        raise PersonError(400, f"this group has become the supergroup {chat.migrated_to}")
    if user.id not in chat.members:
        raise PersonError(400, f"{user.first_name} is not in this chat")
    if chat.type == "channel" and user.id not in chat.admins:
        raise PersonError(400, "only administrators post in a channel")
    return chat, user


async def send(world: World, chat: Chat, user: User, parcel: Parcel) -> list[Message]:
    """Send what a person put together, as their app would."""
    _check(world, chat, parcel)
    words = parcel.caption or parcel.text
    media = await _pack(world, parcel)
    if not media:
        if not parcel.text.strip():
            raise PersonError(400, "there is nothing to send")
        return [world.post(chat, user, _written(parcel.text), _envelope(parcel))]
    photos = [each for each in media if each.kind == "photo"]
    album = world.new_group_id() if len(photos) > 1 else ""
    messages = []
    for number, each in enumerate(media):
        content = _written(words if number == 0 else "").with_media(each)
        group = album if each.kind == "photo" else ""
        messages.append(world.post(chat, user, content, _envelope(parcel, group)))
    return messages


async def set_avatar(world: World, user: User, uploads: list[Upload]) -> None:
    """Make the first of `uploads`, if any, the picture on a person's profile."""
    for upload in uploads[:1]:
        media = await _photo(world, upload)
        if media.kind != "photo":
            raise PersonError(400, f"{upload.name} is no picture")
        user.avatar = media


def press(world: World, chat: Chat, user: User, message_id: int, button: str) -> Query:
    """Press the inline button with this caption or callback data."""
    message = world.message(chat, message_id)
    if message is None:
        raise PersonError(404, f"there is no message {message_id}")
    rows = (message.markup or {}).get("inline_keyboard", [])
    buttons = [each for row in rows for each in row]
    found = [b for b in buttons if b["text"] == button] or [
        b for b in buttons if b.get("callback_data") == button
    ]
    if not found:
        raise PersonError(404, f"there is no button {button!r} under message {message_id}")
    data = found[0].get("callback_data")
    if data is None:
        raise PersonError(400, f"the button {button!r} does not call the bot")
    return world.press(message, user, str(data))


def _check(world: World, chat: Chat, parcel: Parcel) -> None:
    if parcel.reply_to is not None and world.message(chat, parcel.reply_to) is None:
        raise PersonError(404, f"there is no message {parcel.reply_to} to reply to")
    if parcel.thread_id is not None and parcel.thread_id not in chat.topics:
        raise PersonError(404, f"there is no topic {parcel.thread_id}")
    if len(parcel.photos) > _ALBUM_LIMIT:
        raise PersonError(400, f"an album takes {_ALBUM_LIMIT} photos at most")
    if utf16_length(parcel.text) > _TEXT_LIMIT:
        raise PersonError(400, f"a text has {_TEXT_LIMIT} characters at most")
    if utf16_length(parcel.caption) > _CAPTION_LIMIT:
        raise PersonError(400, f"a caption has {_CAPTION_LIMIT} characters at most")


async def _pack(world: World, parcel: Parcel) -> list[Media]:
    photos = [await _photo(world, upload) for upload in parcel.photos]
    files = [
        await shelves.shelve_file(world.files, each.data, kind, name=each.name, mime=each.mime)
        for kind, each in parcel.files
    ]
    return [*photos, *files]


async def _photo(world: World, upload: Upload) -> Media:
    """Make a photo; what is none, or too large for one, goes as a file, as apps do it."""
    try:
        if len(upload.data) <= pictures.PHOTO_BYTES:
            return await shelves.shelve_photo(world.files, upload.data)
    except pictures.NotAPhotoError:
        pass
    return await shelves.shelve_file(
        world.files, upload.data, "document", name=upload.name, mime=upload.mime
    )


def _written(words: str) -> Content:
    return Content(*settle(words, []))


def _envelope(parcel: Parcel, group_id: str = "") -> Envelope:
    return Envelope(reply_to=parcel.reply_to, thread_id=parcel.thread_id, group_id=group_id)
