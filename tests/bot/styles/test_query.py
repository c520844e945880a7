"""What people write after /style, and what it means."""

from __future__ import annotations

import string
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.styles.query import BadStyleQuery, StyleQuery, parse_query


def query(*names: tuple[str, float], intensity: int | None = None) -> StyleQuery:
    return StyleQuery(names=names, intensity=intensity)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", StyleQuery()),
        ("  ", StyleQuery()),
        ("+", StyleQuery()),
        ("picasso", query(("picasso", 1))),
        ("  Starry   Night ", query(("Starry Night", 1))),
        ("picasso 70%", query(("picasso", 1), intensity=70)),
        ("picasso70 %", query(("picasso", 1), intensity=70)),
        ("70% picasso", query(("picasso", 1), intensity=70)),
        ("starry night 70%", query(("starry night", 1), intensity=70)),
        ("pop 2000", query(("pop 2000", 1))),
        ("pop 2000 70%", query(("pop 2000", 1), intensity=70)),
        ("picasso 66.6%", query(("picasso", 1), intensity=67)),
        ("picasso 66,6%", query(("picasso", 1), intensity=67)),
        ("70%", StyleQuery(intensity=70)),
        ("Untitled: blue", query(("Untitled: blue", 1))),
        ("picasso+wave", query(("picasso", 0.5), ("wave", 0.5))),
        ("picasso + ", query(("picasso", 1))),
        ("picasso:2", query(("picasso", 1))),
        ("picasso:3+wave", query(("picasso", 0.75), ("wave", 0.25))),
        ("picasso : 0.5 + wave:1.5", query(("picasso", 0.25), ("wave", 0.75))),
        ("picasso 60% + wave 40%", query(("picasso", 0.6), ("wave", 0.4))),
        ("60% picasso + 40% wave", query(("picasso", 0.6), ("wave", 0.4))),
        ("picasso 30% + wave 10%", query(("picasso", 0.75), ("wave", 0.25))),
        ("picasso 60% + wave", query(("picasso", 0.6), ("wave", 0.4))),
        ("picasso + wave 70%", query(("picasso", 0.5), ("wave", 0.5), intensity=70)),
        ("picasso:3 + wave 70%", query(("picasso", 0.75), ("wave", 0.25), intensity=70)),
        ("picasso + wave:3 70%", query(("picasso", 0.25), ("wave", 0.75), intensity=70)),
        ("picasso 99% + wave", query(("picasso", 0.99), ("wave", 0.01))),
        ("picasso 40% + wave + klimt", query(("picasso", 0.4), ("wave", 0.3), ("klimt", 0.3))),
        ("random:2", query(("random", 1))),
        ("random", StyleQuery(random=True)),
        ("Random 80%", StyleQuery(random=True, intensity=80)),
        ("随机", StyleQuery(random=True)),
        ("随便", StyleQuery(random=True)),
        ("隨機 ８０％", StyleQuery(random=True, intensity=80)),
        ("毕加索 70％", query(("毕加索", 1), intensity=70)),
        ("毕加索７０％", query(("毕加索", 1), intensity=70)),
        ("70％毕加索", query(("毕加索", 1), intensity=70)),
        ("毕加索＋浪", query(("毕加索", 0.5), ("浪", 0.5))),
        ("毕加索：３＋浪 ７０﹪", query(("毕加索", 0.75), ("浪", 0.25), intensity=70)),
        ("موجة ٧٠٪", query(("موجة", 1), intensity=70)),
    ],
)
def test_meaning(text: str, meant: StyleQuery) -> None:
    assert parse_query(text) == meant


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a+b+c+d", "query-too-many"),
        ("picasso 0%", "query-percent"),
        ("picasso 0.4%", "query-percent"),
        ("picasso 101%", "query-percent"),
        ("picasso 999999999%", "query-percent"),
        ("毕加索 ２００％", "query-percent"),
        ("picasso:0 + wave", "query-weight"),
        ("picasso:101 + wave", "query-weight"),
        ("picasso:2 60% + wave 40%", "query-unclear"),
        ("picasso 100% + wave", "query-unclear"),
        ("picasso + 40%", "query-unclear"),
        ("40% + picasso", "query-unclear"),
        ("picasso + :2", "query-unclear"),
    ],
)
def test_what_cannot_be_meant(text: str, reason: str) -> None:
    with pytest.raises(BadStyleQuery) as caught:
        parse_query(text)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("text", "limit"), [("a+b+c+d+e", 3), ("picasso 101%", 100), ("picasso:101", 100)]
)
def test_too_much_names_the_limit(text: str, limit: int) -> None:
    with pytest.raises(BadStyleQuery) as caught:
        parse_query(text)
    assert caught.value.limit == limit


words = st.text(string.ascii_letters + "éß毕加索浪ñ'-&", min_size=1, max_size=9)
titles = (
    st.lists(words, min_size=1, max_size=3)
    .map(" ".join)
    .filter(lambda title: title.casefold() != "random")
)
spaces = st.sampled_from(["", " ", "  ", "　"])
WIDE = str.maketrans(
    {chr(c): chr(c + 0xFEE0) for c in (*range(ord("0"), ord("9") + 1), *map(ord, "%+:"))}
)


def written(text: str, *, wide: bool) -> str:
    return text.translate(WIDE) if wide else text


@given(st.text() | st.text("picasso 0123456789%％+＋:：.,"))
def test_any_text_is_a_query_or_a_bad_one(text: str) -> None:
    try:
        meant = parse_query(text)
    except BadStyleQuery as error:
        assert error.reason.startswith("query-")  # noqa: PT017 - either outcome is right
        return
    assert len(meant.names) <= 3
    assert all(name.strip() == name and name for name, _ in meant.names)
    assert all(0 < share <= 1 for _, share in meant.names)
    assert not meant.names or isclose(sum(share for _, share in meant.names), 1)
    assert meant.intensity is None or 1 <= meant.intensity <= 100
    assert not (meant.random and meant.names)


@given(titles, st.integers(1, 100), spaces, st.booleans())
def test_title_and_intensity_survive(title: str, percent: int, space: str, wide: bool) -> None:
    text = written(f"{title}{space}{percent}{space}%", wide=wide)
    assert parse_query(text) == query((title, 1), intensity=percent)


@given(st.lists(st.tuples(titles, st.integers(1, 100)), min_size=2, max_size=3), st.booleans())
def test_weights_and_shares_mean_the_same(parts: list[tuple[str, int]], wide: bool) -> None:
    by_weight = parse_query(written("+".join(f"{name}:{n}" for name, n in parts), wide=wide))
    by_percent = parse_query(written(" + ".join(f"{name} {n}%" for name, n in parts), wide=wide))
    assert by_weight == by_percent
    assert [name for name, _ in by_weight.names] == [name for name, _ in parts]
    whole = sum(n for _, n in parts)
    assert all(
        isclose(share, n / whole)
        for (_, share), (_, n) in zip(by_weight.names, parts, strict=True)
    )


@given(st.lists(titles, min_size=4, max_size=9))
def test_more_than_three_are_never_accepted(names: list[str]) -> None:
    with pytest.raises(BadStyleQuery):
        parse_query("+".join(names))


@given(titles, st.integers(101, 10**8))
def test_percentages_beyond_a_hundred_are_never_accepted(title: str, percent: int) -> None:
    with pytest.raises(BadStyleQuery):
        parse_query(f"{title} {percent}%")
