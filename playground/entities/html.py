"""The HTML parse mode: Telegram's small set of tags, with its error texts."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playground.entities.spans import TextBuilder, byte_offset
from playground.errors import ApiError, refuse
from playground.model import Entity

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
_KNOWN = {*_SIMPLE, "a", "span", "tg-emoji", "blockquote"}
_TAG = re.compile(r"<(/?)([a-zA-Z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_REFERENCE = re.compile(r"&(lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    start: int
    at: int


def parse_html(text: str) -> tuple[str, list[Entity]]:
    """Return the text without its tags and the entities they stood for."""
    out = TextBuilder()
    stack: list[_Open] = []
    position = 0
    while position < len(text):
        if text[position] != "<":
            end = text.find("<", position)
            end = len(text) if end < 0 else end
            out.write(_decode_references(text[position:end]))
            position = end
            continue
        match = _TAG.match(text, position)
        if match is None:
            raise _parse_error(f"Unclosed start tag at byte offset {byte_offset(text, position)}")
        at = byte_offset(text, position)
        if match[1]:
            _read_end_tag(out, stack, match[2].lower(), at)
        else:
            stack.append(_read_start_tag(match, out.length, at))
        position = match.end()
    if stack:
        raise _parse_error(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    return out.text, out.entities


def _read_start_tag(match: re.Match[str], start: int, at: int) -> _Open:
    tag = match[2].lower()
    if not tag or tag not in _KNOWN:
        raise _parse_error(f'Unsupported start tag "{tag}" at byte offset {at}')
    attributes = {
        name.lower(): _decode_references(value.strip("\"'"))
        for name, value in _ATTRIBUTE.findall(match[3])
    }
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise _parse_error(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    return _Open(tag, attributes, start, at)


def _read_end_tag(out: TextBuilder, stack: list[_Open], tag: str, at: int) -> None:
    if not stack:
        raise _parse_error(f"Unexpected end tag at byte offset {at}")
    opened = stack.pop()
    if tag not in ("", opened.tag):
        raise _parse_error(
            f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", found "</{tag}>"'
        )
    make = _ENTITY_MAKERS.get(opened.tag)
    length = out.length - opened.start
    if make is not None:
        make(out, opened, length)
    else:
        out.mark(Entity(_SIMPLE[opened.tag], opened.start, length))


def _link(out: TextBuilder, opened: _Open, length: int) -> None:
    url = opened.attributes.get("href") or out.since(opened.start)
    if "." in url or "://" in url:
        out.mark(Entity("text_link", opened.start, length, url=_complete_url(url)))


def _spoiler(out: TextBuilder, opened: _Open, length: int) -> None:
    out.mark(Entity("spoiler", opened.start, length))


def _emoji(out: TextBuilder, opened: _Open, length: int) -> None:
    number = opened.attributes.get("emoji-id", "")
    if not number.isdigit():
        raise _parse_error(f"Invalid custom emoji identifier specified at byte offset {opened.at}")
    out.mark(Entity("custom_emoji", opened.start, length, custom_emoji_id=number))


def _quote(out: TextBuilder, opened: _Open, length: int) -> None:
    kind = "expandable_blockquote" if "expandable" in opened.attributes else "blockquote"
    out.mark(Entity(kind, opened.start, length))


def _code(out: TextBuilder, opened: _Open, length: int) -> None:
    language = opened.attributes.get("class", "")
    name = language.removeprefix("language-") if language.startswith("language-") else ""
    out.mark(Entity("code", opened.start, length, language=name))


def _pre(out: TextBuilder, opened: _Open, length: int) -> None:
    """Close a block; code that fills it gives it its language and is no entity of its own."""
    inner = out.entities[-1] if out.entities else None
    if inner and (inner.type, inner.offset, inner.length) == ("code", opened.start, length):
        out.entities.pop()
        out.mark(Entity("pre", opened.start, length, language=inner.language))
    else:
        out.mark(Entity("pre", opened.start, length))


_ENTITY_MAKERS: dict[str, Callable[[TextBuilder, _Open, int], None]] = {
    "a": _link,
    "span": _spoiler,
    "tg-emoji": _emoji,
    "blockquote": _quote,
    "code": _code,
    "pre": _pre,
}


def _complete_url(url: str) -> str:
    """Return a link with a scheme; a bare host gets http and a path, as on Telegram."""
    if "://" in url or url.startswith(("tg:", "mailto:")):
        scheme, mark, rest = url.partition("://")
        return url if not mark or "/" in rest or scheme == "tg" else f"{url}/"
    return f"http://{url}" if "/" in url else f"http://{url}/"


def _decode_references(text: str) -> str:
    return _REFERENCE.sub(_decode_reference, text)


def _decode_reference(match: re.Match[str]) -> str:
    name = match[1]
    if not name.startswith("#"):
        return _NAMED[name]
    base = 16 if name[1] in "xX" else 10
    code = int(name.lstrip("#xX"), base)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]


def _parse_error(detail: str) -> ApiError:
    return refuse(f"can't parse entities: {detail}")
