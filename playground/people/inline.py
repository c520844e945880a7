"""Send the inline result that a person chooses, as a message via the bot."""

from playground.api.markup import check_inline_keyboard
from playground.entities import normalise_text, parse
from playground.errors import PlayError
from playground.model import Chat, Content, Envelope, Json, Media, Message, User
from playground.world import World

_CACHED = ("photo_file_id", "document_file_id", "gif_file_id", "mpeg4_file_id", "sticker_file_id")


def send_inline_result(world: World, chat: Chat, user: User, words: str, result: Json) -> Message:
    """Send the chosen result and tell the bot which one it was."""
    markup = check_inline_keyboard(result["reply_markup"]) if result.get("reply_markup") else None
    envelope = Envelope(markup=markup, via_bot=world.bot)
    message = world.post(chat, user, _content(world, result), envelope)
    world.tell_chosen_result(user, str(result.get("id", "")), words)
    return message


def _content(world: World, result: Json) -> Content:
    given = result.get("input_message_content")
    if isinstance(given, dict) and "message_text" in given:
        text = parse(str(given["message_text"]), str(given.get("parse_mode") or ""))
        return Content(*normalise_text(*text))
    caption = parse(str(result.get("caption") or ""), str(result.get("parse_mode") or ""))
    return Content(*normalise_text(*caption), _media(world, result))


def _media(world: World, result: Json) -> Media:
    for name in _CACHED:
        media = world.files.media_of(str(result.get(name) or ""))
        if media is not None:
            return media
    raise PlayError(400, "only texts and files that Telegram has already can be sent inline")
