"""The legacy Markdown parse mode: no nesting, four marks and links."""

from playground.entities.spans import TextBuilder, byte_offset, utf16_length
from playground.errors import refuse
from playground.model import Entity

_MARKS = {"*": "bold", "_": "italic", "`": "code"}


def parse_markdown(text: str) -> tuple[str, list[Entity]]:
    """Return the text without its marks and the entities they stood for."""
    out = TextBuilder()
    position = 0
    while position < len(text):
        char = text[position]
        if char == "\\" and text[position + 1 : position + 2] in {"_", "*", "`", "["}:
            out.write(text[position + 1])
            position += 2
        elif text.startswith("```", position):
            position = _read_block(text, position, out)
        elif char in _MARKS:
            position = _read_marked(text, position, out)
        elif char == "[":
            position = _read_link(text, position, out)
        else:
            out.write(char)
            position += 1
    return out.text, out.entities


def _read_marked(text: str, position: int, out: TextBuilder) -> int:
    mark = text[position]
    end = _find_end(text, mark, position + 1, position)
    inner = text[position + 1 : end]
    out.mark(Entity(_MARKS[mark], out.length, utf16_length(inner)))
    out.write(inner)
    return end + 1


def _read_block(text: str, position: int, out: TextBuilder) -> int:
    end = _find_end(text, "```", position + 3, position)
    language, line_end, body = text[position + 3 : end].partition("\n")
    if not line_end or not language.strip() or " " in language.strip():
        body, language = text[position + 3 : end].removeprefix("\n"), ""
    out.mark(Entity("pre", out.length, utf16_length(body), language=language.strip()))
    out.write(body)
    return end + 3


def _read_link(text: str, position: int, out: TextBuilder) -> int:
    end = _find_end(text, "]", position + 1, position)
    words = text[position + 1 : end]
    url, after = "", end + 1
    if text[after : after + 1] == "(":
        close = _find_end(text, ")", after, position)
        url, after = text[after + 1 : close], close + 1
    if url:
        out.mark(Entity("text_link", out.length, utf16_length(words), url=url))
    out.write(words)
    return after


def _find_end(text: str, mark: str, start: int, opened: int) -> int:
    found = text.find(mark, start)
    if found < 0:
        offset = byte_offset(text, opened)
        raise refuse(
            f"can't parse entities: Can't find end of the entity starting at byte offset {offset}"
        )
    return found
