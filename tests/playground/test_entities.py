"""Formatted text becomes plain text with entities, as on Telegram."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.entities import normalise_text, parse, utf16_length
from playground.errors import ApiError
from playground.model import Entity


def marks(text: str, mode: str) -> tuple[str, list[tuple[str, int, int]]]:
    plain, found = normalise_text(*parse(text, mode))
    return plain, [(entity.type, entity.offset, entity.length) for entity in found]


@pytest.mark.parametrize(
    ("text", "plain", "found"),
    [
        ("<b>bold</b> x", "bold x", [("bold", 0, 4)]),
        ("<i>a<b>b</b></i>", "ab", [("italic", 0, 2), ("bold", 1, 1)]),
        ("a &lt;b&gt; &amp; &quot;&#33;", 'a <b> & "!', []),
        ("🎨🎨<u>x</u>", "🎨🎨x", [("underline", 4, 1)]),
        ("<pre>code</pre>", "code", [("pre", 0, 4)]),
        ('<span class="tg-spoiler">s</span>', "s", [("spoiler", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ("<b></b>x", "x", []),
        ("  <b> padded </b>  ", "padded", [("bold", 0, 6)]),
    ],
)
def test_html(text: str, plain: str, found: list[tuple[str, int, int]]) -> None:
    assert marks(text, "HTML") == (plain, found)


def test_html_code_gives_its_language_to_the_block() -> None:
    _, (block,) = parse('<pre><code class="language-python">x</code></pre>', "HTML")
    assert block == Entity("pre", 0, 1, language="python")


def test_html_links_keep_their_address() -> None:
    _, (link,) = parse('<a href="https://example.org/a?b=1&amp;c=2">here</a>', "HTML")
    assert link == Entity("text_link", 0, 4, url="https://example.org/a?b=1&c=2")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<x>y</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("é</b>", "Unexpected end tag at byte offset 2"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("1 < 2", "Unclosed start tag at byte offset 2"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_html_complaints(text: str, words: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse(text, "HTML")
    assert caught.value.description == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(
    ("text", "plain", "found"),
    [
        ("*b* _i_ __u__ ~s~ ||p||", "b i u s p", ["bold", "italic", "underline",
                                                   "strikethrough", "spoiler"]),
        ("`c`", "c", ["code"]),
        ("```py\nx=1```", "x=1", ["pre"]),
        (r"1\.5 \- \_x\_", "1.5 - _x_", []),
        ("[here](https://example.org)", "here", ["text_link"]),
        ("*bold _both_*", "bold both", ["bold", "italic"]),
        (">quoted\nnot", "quoted\nnot", ["blockquote"]),
        ("`a\\`b`", "a`b", ["code"]),
    ],
)  # fmt: skip
def test_markdown_v2(text: str, plain: str, found: list[str]) -> None:
    shown, entities = normalise_text(*parse(text, "MarkdownV2"))
    assert (shown, [entity.type for entity in entities]) == (plain, found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("done!", "Character '!' is reserved and must be escaped with the preceding '\\'"),
        ("a.b", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("é *x", "Can't find end of Bold entity at byte offset 3"),
        ("`x", "Can't find end of Code entity at byte offset 0"),
        ("[x](y", "Can't find end of a URL at byte offset 3"),
    ],
)
def test_markdown_v2_complaints(text: str, words: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse(text, "MarkdownV2")
    assert caught.value.description == f"Bad Request: can't parse entities: {words}"


def test_legacy_markdown() -> None:
    text, found = parse("*b* _i_ `c` [t](http://e.org) \\*", "Markdown")
    assert text == "b i c t *"
    assert [entity.type for entity in found] == ["bold", "italic", "code", "text_link"]


def test_legacy_markdown_complains_with_the_offset() -> None:
    with pytest.raises(ApiError, match="starting at byte offset 2"):
        parse("a _b", "Markdown")


def test_unknown_mode_is_refused() -> None:
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        parse("x", "rst")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/style starry", [("bot_command", 0, 6)]),
        ("/style@my_bot x", [("bot_command", 0, 13)]),
        ("🎨 /start", [("bot_command", 3, 6)]),
        ("a/b and </b>", []),
        ("hello @ada_plays", [("mention", 6, 10)]),
        ("#art and #1", [("hashtag", 0, 4)]),
        ("see https://example.org/x.", [("url", 4, 21)]),
        ("me@example.org", [("email", 0, 14)]),
    ],
)
def test_telegram_finds_entities_itself(text: str, found: list[tuple[str, int, int]]) -> None:
    assert marks(text, "") == (text, found)


def test_code_is_not_searched() -> None:
    assert marks("<code>/start</code>", "HTML")[1] == [("code", 0, 6)]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1))
def test_escaped_html_comes_back_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    plain, found = parse(f"<b>{escaped}</b>", "HTML")
    assert plain == text
    assert found == [Entity("bold", 0, utf16_length(text))]
