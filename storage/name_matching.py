"""Names of styles as people type them: compared without case, accents, spaces or hyphens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from rapidfuzz import fuzz

_CLOSE_ENOUGH: Final = 62.0
_LONGEST_SLUG: Final = 40
_LONGEST_NAME: Final = 100

T = TypeVar("T")


def normalise(name: str) -> str:
    """The letters and digits of ``name`` in any script, without accents, case folded.

    ``Starry-Night``, ``starry night`` and ``STÀRRYNIGHT`` become the same; so do full-width forms.
    """
    decomposed = unicodedata.normalize("NFKD", name[:_LONGEST_NAME]).casefold()
    kept = (c for c in decomposed if unicodedata.category(c)[0] in "LN")
    return unicodedata.normalize("NFC", "".join(kept))[:_LONGEST_NAME]


def slug_of(title: str) -> str:
    """A slug for ``title``: lower case words joined by hyphens, at most 40 characters.

    Empty when the title has neither letters nor digits.
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", title).casefold())
    return "-".join(words)[:_LONGEST_SLUG].rstrip("-")


def is_slug(text: str) -> bool:
    """Whether ``text`` is what ``slug_of`` makes: what can be typed and put into a link."""
    return bool(text) and slug_of(text) == text


def nearest(
    word: str, candidates: Iterable[tuple[T, Sequence[str]]], *, limit: int
) -> tuple[T, ...]:
    """The candidates one of whose names resembles ``word``, the most alike first."""
    known = list(candidates)
    pairs = ((n, normalise(name)) for n, (_, names) in enumerate(known) for name in names)
    return tuple(known[n][0] for n in ranked(normalise(word), pairs, limit=limit))


def ranked(wanted: str, pairs: Iterable[tuple[int, str]], *, limit: int) -> tuple[int, ...]:
    """The numbers in ``pairs`` of number and name whose name is like ``wanted``, likest first.

    All names are normalised already; of equals the first comes first.
    """
    best: dict[int, float] = {}
    for number, name in pairs if wanted else ():
        score = _likeness(wanted, name)
        if score >= _CLOSE_ENOUGH:
            best[number] = max(score, best.get(number, 0.0))
    return tuple(sorted(best, key=lambda number: -best[number])[:limit])


def closest(word: str, names: Sequence[str]) -> str:
    """The one of ``names`` that ``word`` resembles most; the first of equals."""
    wanted = normalise(word)
    return max(names, key=lambda name: _likeness(wanted, normalise(name)))


def _likeness(wanted: str, name: str) -> float:
    """0 to 100: the edit distance, or a little less than full marks for a part of the name."""
    if not name:
        return 0.0
    whole = fuzz.ratio(wanted, name)
    shorter = min(len(wanted), len(name))
    # A single Chinese character says much, a single Latin letter nothing.
    if (shorter >= 3 or not wanted.isascii()) and (wanted in name or name in wanted):
        return max(whole, 70.0 + 25.0 * shorter / max(len(wanted), len(name)))
    return whole
