"""What becomes of an inline result when a person chooses it: a message sent via the bot."""

from playground.api.markup import inline
from playground.entities import parse, settle
from playground.errors import PersonError
from playground.model import Chat, Content, Envelope, Json, Media, Message, User
from playground.world import World

_CACHED = ("photo_file_id", "document_file_id", "gif_file_id", "mpeg4_file_id", "sticker_file_id")


def choose(world: World, chat: Chat, user: User, words: str, result: Json) -> Message:
    """Send the chosen result, and tell the bot which one it was."""
    markup = inline(result["reply_markup"]) if result.get("reply_markup") else None
    envelope = Envelope(markup=markup, via_bot=world.bot)
    message = world.post(chat, user, _content(world, result), envelope)
    world.tell_chosen(user, str(result.get("id", "")), words)
    return message


def _content(world: World, result: Json) -> Content:
    given = result.get("input_message_content")
    if isinstance(given, dict) and "message_text" in given:
        text = parse(str(given["message_text"]), str(given.get("parse_mode") or ""))
        return Content(*settle(*text))
    caption = parse(str(result.get("caption") or ""), str(result.get("parse_mode") or ""))
    return Content(*settle(*caption), _media(world, result))


def _media(world: World, result: Json) -> Media:
    for name in _CACHED:
        media = world.files.media_of(str(result.get(name) or ""))
        if media is not None:
            return media
    raise PersonError(400, "only texts and files that Telegram has already can be sent inline")
