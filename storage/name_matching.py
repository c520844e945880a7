"""Compare names of styles as people type them: without case, accents, spaces or hyphens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from rapidfuzz import fuzz

_LEAST_SIMILARITY: Final = 62.0
_LONGEST_SLUG: Final = 40
_LONGEST_NAME: Final = 100

T = TypeVar("T")


def normalise(name: str) -> str:
    """Return the letters and digits of ``name`` in any script, without accents, case folded.

    ``Starry-Night``, ``starry night`` and ``STÀRRYNIGHT`` become equal, as do
    full-width forms.
    """
    decomposed = unicodedata.normalize("NFKD", name[:_LONGEST_NAME]).casefold()
    kept = (c for c in decomposed if unicodedata.category(c)[0] in "LN")
    return unicodedata.normalize("NFC", "".join(kept))[:_LONGEST_NAME]


def slug_of(title: str) -> str:
    """Return a slug for ``title``: lower-case words joined by hyphens, at most 40 characters.

    It is empty when the title has neither letters nor digits.
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", title).casefold())
    return "-".join(words)[:_LONGEST_SLUG].rstrip("-")


def is_slug(text: str) -> bool:
    """Tell whether ``text`` is a slug as ``slug_of`` makes it."""
    return bool(text) and slug_of(text) == text


def find_similar(
    word: str, candidates: Iterable[tuple[T, Sequence[str]]], *, limit: int
) -> tuple[T, ...]:
    """Return the candidates that have a name like ``word``, the most similar first."""
    known = list(candidates)
    pairs = ((n, normalise(name)) for n, (_, names) in enumerate(known) for name in names)
    return tuple(known[n][0] for n in rank_similar(normalise(word), pairs, limit=limit))


def rank_similar(wanted: str, pairs: Iterable[tuple[int, str]], *, limit: int) -> tuple[int, ...]:
    """Return the numbers of the ``(number, name)`` pairs with a name like ``wanted``.

    The most similar comes first, of equals the earlier pair. All names are normalised already.
    """
    best: dict[int, float] = {}
    for number, name in pairs if wanted else ():
        score = _similarity(wanted, name)
        if score >= _LEAST_SIMILARITY:
            best[number] = max(score, best.get(number, 0.0))
    return tuple(sorted(best, key=lambda number: -best[number])[:limit])


def most_similar(word: str, names: Sequence[str]) -> str:
    """Return the one of ``names`` that is most like ``word``, of equals the first."""
    wanted = normalise(word)
    return max(names, key=lambda name: _similarity(wanted, normalise(name)))


def _similarity(wanted: str, name: str) -> float:
    """Return 0 to 100 by the edit distance, and at least 70 where one contains the other."""
    if not name:
        return 0.0
    whole = fuzz.ratio(wanted, name)
    shorter = min(len(wanted), len(name))
    # A single Chinese character says much, a single Latin letter nothing.
    if (shorter >= 3 or not wanted.isascii()) and (wanted in name or name in wanted):
        return max(whole, 70.0 + 25.0 * shorter / max(len(wanted), len(name)))
    return whole
