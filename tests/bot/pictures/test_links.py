"""Links are found among words, and words among links."""

from __future__ import annotations

import pytest

from bot.pictures.links import find_links, remove_links


@pytest.mark.parametrize(
    ("text", "links", "words"),
    [
        ("starry", [], "starry"),
        ("https://a.org/x.jpg", ["https://a.org/x.jpg"], ""),
        ("starry  HTTP://a.org/x wave", ["HTTP://a.org/x"], "starry wave"),
        ("毕加索 https://a.org/画.jpg", ["https://a.org/画.jpg"], "毕加索"),
        ("wave ftp://a.org/x.jpg file:///etc/x", ["ftp://a.org/x.jpg", "file:///etc/x"], "wave"),
        ("看https://a.org/x.jpg", ["https://a.org/x.jpg"], "看"),
        ("https://", [], "https://"),
    ],
)
def test_links_and_words_are_told_apart(text: str, links: list[str], words: str) -> None:
    assert find_links(text) == links
    assert remove_links(text) == words
