"""Pages of the gallery: every style on one page, favourites first, pages of about one size."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.styles.pages import MOST_PER_PAGE, build_page, sort_favourites_first
from storage import Style


def catalogue(count: int) -> list[Style]:
    return [
        Style(
            id=number,
            slug=f"style-{number}",
            title=f"Style {number}",
            aliases=(),
            options={},
            digest="",
            chat_id=None,
            added_by=None,
            use_count=0,
            hidden=False,
            is_preset=False,
            created=datetime(2026, 1, 1, tzinfo=UTC),
        )
        for number in range(1, count + 1)
    ]


@given(st.integers(min_value=1, max_value=100))
def test_turning_pages_shows_every_style_once_with_its_number(count: int) -> None:
    styles = catalogue(count)
    pages = [build_page(styles, (), n) for n in range(build_page(styles, (), 0).last + 1)]
    assert [style for page in pages for style in page.styles] == styles
    assert all(page.first == page.styles[0].id for page in pages)
    assert all(page.total == count for page in pages)
    assert max(len(page.styles) for page in pages) <= MOST_PER_PAGE


@pytest.mark.parametrize(("count", "sizes"), [(12, [12]), (13, [7, 6]), (27, [9, 9, 9])])
def test_no_page_is_much_emptier_than_the_others(count: int, sizes: list[int]) -> None:
    styles = catalogue(count)
    assert [len(build_page(styles, (), n).styles) for n in range(len(sizes))] == sizes


@pytest.mark.parametrize(("asked", "shown"), [(-3, 0), (99, 2)])
def test_a_page_that_is_gone_is_the_nearest_there_is(asked: int, shown: int) -> None:
    assert build_page(catalogue(27), (), asked).number == shown


def test_without_styles_there_is_one_empty_page() -> None:
    page = build_page([], (), 0)
    assert (page.number, page.last, list(page.styles)) == (0, 0, [])


def test_favourites_come_first_and_all_else_keeps_its_order() -> None:
    ordered = sort_favourites_first(catalogue(6), {2, 5})
    assert [style.id for style in ordered] == [2, 5, 1, 3, 4, 6]
