"""From formatted text to plain text with entities, offsets counted in UTF-16 code units."""

from playground.entities.automatic import find
from playground.entities.html import parse_html
from playground.entities.markdown import parse_markdown
from playground.entities.markdown_v2 import parse_markdown_v2
from playground.entities.spans import arrange, trim, utf16_length
from playground.errors import refuse
from playground.model import Entity

__all__ = ["parse", "settle", "utf16_length"]

_PARSERS = {"html": parse_html, "markdown": parse_markdown, "markdownv2": parse_markdown_v2}


def parse(text: str, mode: str) -> tuple[str, list[Entity]]:
    """Take the mark-up of a parse mode ("" is none) out of `text`; raise what Telegram answers."""
    if not mode:
        return text, []
    parser = _PARSERS.get(mode.lower())
    if parser is None:
        raise refuse("unsupported parse_mode")
    return parser(text)


def settle(text: str, entities: list[Entity]) -> tuple[str, tuple[Entity, ...]]:
    """Trim the text, add commands, mentions, tags and links, and sort: what a message keeps."""
    trimmed, kept = trim(text, entities)
    return trimmed, arrange([*kept, *find(trimmed, kept)])
