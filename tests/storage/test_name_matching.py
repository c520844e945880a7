from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.name_matching import find_similar, normalise, slug_of

CATALOGUE = [
    ("starry", ("starry", "Starry Night", "swirling night", "星空", "星夜")),
    ("picasso", ("picasso", "Cubist facets", "cubism", "毕加索", "畢卡索")),
    ("wave", ("wave", "The Great Wave", "ukiyo-e", "hokusai", "浪")),
    ("mosaic", ("mosaic", "Mosaic", "马赛克")),
    ("ink", ("ink", "Ink Wash", "sumi-e", "水墨")),
]


@pytest.mark.parametrize(
    "written",
    ["Starry Night", "starry-night", "STARRY  NIGHT!", "stàrry_night", "ｓｔａｒｒｙ night"],
)
def test_case_accents_spaces_hyphens_and_width_do_not_matter(written: str) -> None:
    assert normalise(written) == "starrynight"


@pytest.mark.parametrize("written", ["毕加索", " 毕 加 索 ", "《毕加索》"])
def test_other_scripts_are_kept(written: str) -> None:
    assert normalise(written) == "毕加索"


@given(st.text())
def test_normalising_twice_is_normalising_once(name: str) -> None:
    assert normalise(normalise(name[:30])) == normalise(name[:30])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Picaso", "picasso"),
        ("pikasso", "picasso"),
        ("kubism", "picasso"),
        ("毕加素", "picasso"),
        ("毕加", "picasso"),
        ("stary", "starry"),
        ("starrynite", "starry"),
        ("the starry night", "starry"),
        ("星", "starry"),
        ("hokusay", "wave"),
        ("mosiac", "mosaic"),
        ("ink please", "ink"),
    ],
)
def test_a_slip_of_the_pen_finds_what_was_meant(typed: str, meant: str) -> None:
    assert find_similar(typed, CATALOGUE, limit=3)[0] == meant


@pytest.mark.parametrize("typed", ["banana", "x", "🎨", "", "---", "van gogh", "q" * 4096])
def test_what_resembles_nothing_finds_nothing(typed: str) -> None:
    assert find_similar(typed, CATALOGUE, limit=3) == ()


def test_no_more_than_asked_for() -> None:
    same = [(number, ("mosaic",)) for number in range(9)]
    assert find_similar("mosaik", same, limit=3) == (0, 1, 2)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Rain Princess", "rain-princess"),
        ("  L'Été!  ", "l-été"),
        ("毕加索 二", "毕加索-二"),
        ("🎨", ""),
        ("a" * 99, "a" * 40),
        ("a" * 39 + " b", "a" * 39),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert slug_of(title) == slug
