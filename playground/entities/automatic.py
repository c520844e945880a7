"""Entities that Telegram finds by itself: commands, mentions, tags, links and addresses."""

import re
from collections.abc import Iterator

from playground.entities.spans import utf16_length
from playground.model import Entity

_PATTERNS = {
    "url": re.compile(
        r"(?<![\w@/.])(?:https?://[^\s<>\"]+|(?:[\w-]+\.)+(?:com|org|net|io|dev|art|me|ru|cn)\b"
        r"(?:/[^\s<>\"]*)?)",
        re.IGNORECASE,
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[a-zA-Z]{2,}"),
    "bot_command": re.compile(
        r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>])"
    ),
    "mention": re.compile(r"(?<![\w@/])@[a-zA-Z0-9_]{3,32}(?!\w)"),
    "hashtag": re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}"),
}
# Text inside these is not searched.
_OPAQUE_TYPES = {"code", "pre", "text_link", "text_mention", "custom_emoji"}


def find_entities(text: str, entities: list[Entity]) -> list[Entity]:
    """Find the entities of `text` that need no mark-up."""
    taken = [entity for entity in entities if entity.type in _OPAQUE_TYPES]
    found: list[Entity] = []
    for entity in _find_matches(text):
        if not any(entity.offset < other.end and other.offset < entity.end for other in taken):
            found.append(entity)
            taken.append(entity)
    return found


def _find_matches(text: str) -> Iterator[Entity]:
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            words = match[0].rstrip(".,!?;:)'\"") if kind == "url" else match[0]
            yield Entity(kind, utf16_length(text[: match.start()]), utf16_length(words))
