"""Read texts and captions of a call: parse mode or entities, within Telegram's lengths."""

from dataclasses import replace
from typing import Any

from playground import entities
from playground.api.call import Call
from playground.errors import refuse
from playground.model import Entity, Json

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_ACCEPTED_TYPES = {
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
}
_MENTION = "tg://user?id="

FormattedText = tuple[str, tuple[Entity, ...]]


def read_text(call: Call, name: str = "text") -> FormattedText:
    """Return a message text: never empty, at most 4096 UTF-16 units."""
    given = call.params.text(name)
    if not given:
        raise refuse("message text is empty")
    body, found = format_text(
        call,
        given,
        call.params.text("parse_mode"),
        call.params.array("entities", "message entities"),
    )
    if not body:
        raise refuse("message text is empty")
    if entities.utf16_length(body) > TEXT_LIMIT:
        long = "MESSAGE_TOO_LONG" if call.method.startswith("edit") else "message is too long"
        raise refuse(long)
    return body, found


def read_caption(call: Call, source: Json | None = None) -> FormattedText:
    """Return the caption of a call, or of the InputMedia `source`: at most 1024 UTF-16 units."""
    if source is None:
        mode = call.params.text("parse_mode")
        given, marked = call.params.text("caption"), "caption_entities"
        found = call.params.array(marked, "caption entities")
    else:
        mode = str(source.get("parse_mode") or "")
        given = str(source.get("caption") or "")
        found = source.get("caption_entities") or []
    body, kept = format_text(call, given, mode, found)
    if entities.utf16_length(body) > CAPTION_LIMIT:
        raise refuse("message caption is too long")
    return body, kept


def format_text(call: Call, given: str, mode: str, listed: list[Any]) -> FormattedText:
    """Return text and entities; a list of entities wins over a parse mode."""
    if listed:
        body, found = given, [_read_entity(call, each) for each in listed if _is_accepted(each)]
    else:
        body, found = entities.parse(given, mode)
        found = [_resolve_mention(call, each) for each in found]
    return entities.normalise_text(body, found)


def _is_accepted(one: Any) -> bool:
    if not isinstance(one, dict):
        raise refuse("can't parse message entities: Expected an Object")
    return one.get("type") in _ACCEPTED_TYPES


def _read_entity(call: Call, one: Json) -> Entity:
    user = one.get("user") or {}
    try:
        offset, length = int(one["offset"]), int(one["length"])
    except (KeyError, TypeError, ValueError):
        raise refuse('can\'t parse message entities: Field "offset" is missing') from None
    return Entity(
        str(one["type"]),
        offset,
        length,
        url=str(one.get("url") or ""),
        user=call.world.users.get(int(user.get("id") or 0)),
        language=str(one.get("language") or ""),
        custom_emoji_id=str(one.get("custom_emoji_id") or ""),
    )


def _resolve_mention(call: Call, one: Entity) -> Entity:
    """Turn a link to a user that the world knows into a mention."""
    if one.type != "text_link" or not one.url.startswith(_MENTION):
        return one
    number = one.url.removeprefix(_MENTION)
    user = call.world.users.get(int(number)) if number.isdigit() else None
    return replace(one, type="text_mention", url="", user=user) if user else one
