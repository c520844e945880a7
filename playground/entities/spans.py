"""Lengths and offsets of text in UTF-16 code units."""

from dataclasses import replace

from playground.model import Entity


def utf16_length(text: str) -> int:
    """Return the length of `text` as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def byte_offset(text: str, index: int) -> int:
    """Return the offset in UTF-8 bytes of the character at `index`, as error texts name it."""
    return len(text[:index].encode())


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Remove white space from both ends of `text` and shift the entities accordingly."""
    left = utf16_length(text) - utf16_length(text.lstrip())
    stripped = text.strip()
    return stripped, clip(
        [replace(entity, offset=entity.offset - left) for entity in entities],
        utf16_length(stripped),
    )


def clip(entities: list[Entity], length: int) -> list[Entity]:
    """Cut entities to 0..length and drop those with nothing left."""
    cut: list[Entity] = []
    for entity in entities:
        start, end = max(entity.offset, 0), min(entity.end, length)
        if start < end:
            cut.append(replace(entity, offset=start, length=end - start))
    return cut


def sort_entities(entities: list[Entity]) -> tuple[Entity, ...]:
    """Return the entities in Telegram's order: by offset, outer ones first."""
    return tuple(sorted(entities, key=lambda entity: (entity.offset, -entity.length)))


class TextBuilder:
    """Plain text being built, with its UTF-16 length and entities so far."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0
        self.entities: list[Entity] = []

    def write(self, text: str) -> None:
        """Append plain text."""
        self._parts.append(text)
        self.length += utf16_length(text)

    def since(self, start: int) -> str:
        """Return the text written from the UTF-16 offset `start` on."""
        return self.text.encode("utf-16-le")[2 * start :].decode("utf-16-le")

    def mark(self, entity: Entity) -> None:
        """Add an entity, unless it is empty."""
        if entity.length > 0:
            self.entities.append(entity)

    @property
    def text(self) -> str:
        """Return the text so far."""
        return "".join(self._parts)
