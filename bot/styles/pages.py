"""The styles in the order in which somebody is shown them, in numbered pages. Pure.

Favourites come first, then what was added first. The order depends on nothing that changes by
itself, such as how often a style is used, so that pages hold still while people turn them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from storage import Style

MOST_PER_PAGE: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryPage:
    """Some of all styles, numbered from ``first`` on. Pages count from 0 to ``last``."""

    number: int
    last: int
    first: int
    total: int
    styles: Sequence[Style]
    favourites: Collection[int]
    """The ids of those that the person starred."""


def sort_favourites_first(styles: Sequence[Style], favourites: Collection[int]) -> list[Style]:
    """Return the same styles, the starred ones before the others."""
    return sorted(styles, key=lambda style: style.id not in favourites)


def build_page(styles: Sequence[Style], favourites: Collection[int], number: int) -> GalleryPage:
    """Return the page ``number``, or the nearest there is: styles may have gone meanwhile.

    No page is much emptier than the others.
    """
    last = max(0, (len(styles) - 1) // MOST_PER_PAGE)
    per_page = -(-len(styles) // (last + 1))
    number = min(max(number, 0), last)
    start = number * per_page
    return GalleryPage(
        number=number,
        last=last,
        first=start + 1,
        total=len(styles),
        styles=styles[start : start + per_page],
        favourites=favourites,
    )
