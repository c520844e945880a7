"""The MarkdownV2 parse mode: nested marks, every special character escaped or meaningful."""

from dataclasses import dataclass

from playground.entities.spans import TextBuilder, byte_offset
from playground.errors import ApiError, refuse
from playground.model import Entity

_RESERVED = set("_*[]()~`>#+-=|{}.!")
# Longer marks first: `__` is underline even where `_` could be italic.
_MARKS = ("```", "||", "__", "![", "*", "_", "~", "`", "[")
_TYPES = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}
_NAMES = {
    "*": "Bold",
    "_": "Italic",
    "__": "Underline",
    "~": "Strikethrough",
    "||": "Spoiler",
    "`": "Code",
    "```": "Pre",
    "[": "TextUrl",
    "![": "CustomEmoji",
}


@dataclass(frozen=True, slots=True)
class _Open:
    mark: str
    start: int
    at: int


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.out = TextBuilder()
        self.stack: list[_Open] = []
        self.quote: int | None = None
        self.line_start = True

    def read(self) -> tuple[str, list[Entity]]:
        while self.position < len(self.text):
            self._step()
        if self.stack:
            opened = self.stack[-1]
            raise _unclosed_error(opened.mark, opened.at)
        self._end_quote()
        return self.out.text, self.out.entities

    def _step(self) -> None:
        text, position = self.text, self.position
        char = text[position]
        if char == "\\" and position + 1 < len(text) and 0 < ord(text[position + 1]) < 127:
            self._write(text[position + 1], 2)
        elif self.line_start and not self.stack and self._quoted():
            return
        elif closed := self._closing():
            self._close(closed)
        elif mark := next((m for m in _MARKS if text.startswith(m, position)), ""):
            self._open(mark)
        elif char in _RESERVED:
            raise _parse_error(
                f"Character '{char}' is reserved and must be escaped with the preceding '\\'"
            )
        else:
            self._write(char, 1)

    def _write(self, piece: str, taken: int) -> None:
        self.out.write(piece)
        self.position += taken
        self.line_start = piece == "\n"

    def _quoted(self) -> bool:
        """Begin, go on with or end a block quotation at the start of a line."""
        self.line_start = False
        starts = next((m for m in ("**>", ">") if self.text.startswith(m, self.position)), "")
        if not starts:
            self._end_quote()
            return False
        if starts == "**>":
            self._end_quote()
        if self.quote is None:
            self.quote = self.out.length
        self.position += len(starts)
        return True

    def _end_quote(self, kind: str = "blockquote") -> None:
        if self.quote is None:
            return
        # The line end behind a quotation is not part of it.
        tail = 1 if self.out.text.endswith("\n") else 0
        self.out.mark(Entity(kind, self.quote, self.out.length - self.quote - tail))
        self.quote = None

    def _closing(self) -> str:
        text, position = self.text, self.position
        if not self.stack:
            return ""
        mark = self.stack[-1].mark
        if mark in {"[", "!["}:
            return "]" if text[position] == "]" else ""
        # `_` closes italics unless it is the first half of a `__` that means underline.
        if mark == "_" and text.startswith("__", position):
            inside = any(opened.mark == "__" for opened in self.stack)
            return "_" if inside or text.startswith("___", position) else ""
        return mark if text.startswith(mark, position) else ""

    def _open(self, mark: str) -> None:
        at = byte_offset(self.text, self.position)
        if mark == "||" and self.quote is not None and self._line_ends(self.position + 2):
            self.position += 2
            self._end_quote("expandable_blockquote")
            return
        if mark in {"`", "```"}:
            self._code(mark, at)
            return
        self.stack.append(_Open(mark, self.out.length, at))
        self.position += len(mark)
        self.line_start = False

    def _line_ends(self, position: int) -> bool:
        return self.text[position : position + 1] in {"", "\n"}

    def _code(self, mark: str, at: int) -> None:
        start, position = self.out.length, self.position + len(mark)
        body: list[str] = []
        while not self.text.startswith(mark, position):
            if position >= len(self.text):
                raise _unclosed_error(mark, at)
            escaped = self.text[position] == "\\" and position + 1 < len(self.text)
            position += escaped
            body.append(self.text[position])
            position += 1
        self.position = position + len(mark)
        code, language = "".join(body), ""
        if mark == "```":
            code, language = _split_language(code)
        self.out.write(code)
        kind = "code" if mark == "`" else "pre"
        self.out.mark(Entity(kind, start, self.out.length - start, language=language))

    def _close(self, mark: str) -> None:
        opened = self.stack.pop()
        self.position += len(mark)
        length = self.out.length - opened.start
        if mark != "]":
            self.out.mark(Entity(_TYPES[mark], opened.start, length))
            return
        url = self._target()
        if opened.mark == "[":
            if url:
                self.out.mark(Entity("text_link", opened.start, length, url=url))
            return
        number = url.removeprefix("tg://emoji?id=")
        if not number.isdigit():
            raise _parse_error("Custom emoji URL must have an emoji identifier")
        self.out.mark(Entity("custom_emoji", opened.start, length, custom_emoji_id=number))

    def _target(self) -> str:
        """Read the `(url)` behind a link's words; without one the words are the link."""
        if self.text[self.position : self.position + 1] != "(":
            return ""
        position, url = self.position + 1, list[str]()
        while position < len(self.text) and self.text[position] != ")":
            escaped = self.text[position] == "\\" and position + 1 < len(self.text)
            position += escaped
            url.append(self.text[position])
            position += 1
        if position >= len(self.text):
            at = byte_offset(self.text, self.position)
            raise _parse_error(f"Can't find end of a URL at byte offset {at}")
        self.position = position + 1
        return "".join(url)


def parse_markdown_v2(text: str) -> tuple[str, list[Entity]]:
    """Return the text without its marks and the entities they stood for."""
    return _Reader(text).read()


def _split_language(code: str) -> tuple[str, str]:
    first, line_end, rest = code.partition("\n")
    if line_end and first and not any(char.isspace() for char in first):
        return rest, first
    return (rest, "") if line_end and not first else (code, "")


def _unclosed_error(mark: str, at: int) -> ApiError:
    return _parse_error(f"Can't find end of {_NAMES[mark]} entity at byte offset {at}")


def _parse_error(detail: str) -> ApiError:
    return refuse(f"can't parse entities: {detail}")
