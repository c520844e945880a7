"""Parse formatted text into plain text and entities, with offsets in UTF-16 code units."""

from playground.entities.automatic import find_entities
from playground.entities.html import parse_html
from playground.entities.markdown import parse_markdown
from playground.entities.markdown_v2 import parse_markdown_v2
from playground.entities.spans import sort_entities, trim, utf16_length
from playground.errors import refuse
from playground.model import Entity

__all__ = ["normalise_text", "parse", "utf16_length"]

_PARSERS = {"html": parse_html, "markdown": parse_markdown, "markdownv2": parse_markdown_v2}


def parse(text: str, mode: str) -> tuple[str, list[Entity]]:
    """Parse `text` by a parse mode ("" is none); raise `ApiError` with Telegram's words."""
    if not mode:
        return text, []
    parser = _PARSERS.get(mode.lower())
    if parser is None:
        raise refuse("unsupported parse_mode")
    return parser(text)


def normalise_text(text: str, entities: list[Entity]) -> tuple[str, tuple[Entity, ...]]:
    """Trim `text`, add commands, mentions, tags and links, and sort the entities."""
    trimmed, kept = trim(text, entities)
    return trimmed, sort_entities([*kept, *find_entities(trimmed, kept)])
