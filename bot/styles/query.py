"""The language of ``/style``: names, shares and an intensity, in any script. Pure.

    starry night 70%         one style, blended with the photo
    picasso + wave           a mixture in equal shares
    picasso:2 + wave         weights
    picasso 60% + wave 40%   shares
    picasso + wave 70%       a mixture; a percentage of the last alone is the intensity
    random 80%, 70%, 毕加索＋浪 70％

A title that holds a plus sign is to be looked up as a whole before it is parsed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

MAX_STYLES: Final = 3
MAX_WEIGHT: Final = 100.0

_NUMBER: Final = r"(\d{1,9}(?:[.,]\d{1,9})?)"
_PERCENT_AFTER: Final = re.compile(rf"{_NUMBER}\s*%$")
_PERCENT_BEFORE: Final = re.compile(rf"^{_NUMBER}\s*%")
_WEIGHT: Final = re.compile(rf"\s*:\s*{_NUMBER}$")
_RANDOM: Final = frozenset({"random", "随机", "隨機", "随便", "隨便"})
_PERCENT_SIGNS: Final = str.maketrans({"٪": "%"})


class BadStyleQuery(Exception):
    """Words that ask for nothing possible; ``reason`` names a text, ``limit`` goes into it.

    Reasons: ``query-too-many`` (styles), ``query-percent`` (outside 1 to 100), ``query-weight``
    (outside 0 to 100, or 0), ``query-unclear`` (numbers that contradict each other or have no
    style).
    """

    def __init__(self, reason: str, *, limit: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.limit = limit


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleQuery:
    """What was asked for; without names and not ``random``, the style is left open."""

    names: tuple[tuple[str, float], ...] = ()
    """Styles as they were typed, with shares that add up to 1."""
    intensity: int | None = None
    """Percent, 1 to 100; ``None`` when it was not said."""
    random: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    weight: float | None = None
    percent: float | None = None


def parse_query(text: str) -> StyleQuery:
    """Parse the words after ``/style``. Raises ``BadStyleQuery``."""
    parts = [part for part in map(_part, _plain(text).split("+")) if part != _Part("")]
    if len(parts) > MAX_STYLES:
        raise BadStyleQuery("query-too-many", limit=MAX_STYLES)
    if not parts:
        return StyleQuery()
    parts, intensity = _intensity(parts)
    if len(parts) == 1 and not _is_share(parts[0]) and parts[0].name.casefold() in _RANDOM:
        return StyleQuery(intensity=intensity, random=True)
    if parts == [_Part("")]:
        return StyleQuery(intensity=intensity)
    if not all(part.name for part in parts):
        raise BadStyleQuery("query-unclear")
    names = (part.name for part in parts)
    return StyleQuery(names=tuple(zip(names, _shares(parts), strict=True)), intensity=intensity)


def _plain(text: str) -> str:
    """Return ``text`` without full-width forms, and with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_PERCENT_SIGNS).split())


def _part(text: str) -> _Part:
    name, percent = _percent(text.strip())
    weight = _WEIGHT.search(name)
    if weight is None:
        return _Part(name, None, percent)
    value = _value(weight[1])
    if not 0 < value <= MAX_WEIGHT:
        raise BadStyleQuery("query-weight", limit=int(MAX_WEIGHT))
    return _Part(name[: weight.start()], value, percent)


def _percent(text: str) -> tuple[str, float | None]:
    found = _PERCENT_AFTER.search(text) or _PERCENT_BEFORE.match(text)
    if found is None:
        return text, None
    value = _value(found[1])
    if not 1 <= value <= 100:
        raise BadStyleQuery("query-percent", limit=100)
    return (text[: found.start()] + text[found.end() :]).strip(), value


def _value(number: str) -> float:
    return float(number.replace(",", "."))


def _intensity(parts: list[_Part]) -> tuple[list[_Part], int | None]:
    """Split off the intensity: a percentage of the last part alone is of the whole painting."""
    *others, last = parts
    if last.percent is None or any(part.percent is not None for part in others):
        return parts, None
    if others and not last.name:
        raise BadStyleQuery("query-unclear")
    return [*others, _Part(last.name, last.weight)], round(last.percent)


def _is_share(part: _Part) -> bool:
    return part.weight is not None or part.percent is not None


def _shares(parts: list[_Part]) -> list[float]:
    percents = [part.percent for part in parts if part.percent is not None]
    if not percents:
        weights = [1.0 if part.weight is None else part.weight for part in parts]
    elif any(part.weight is not None for part in parts):
        raise BadStyleQuery("query-unclear")
    else:
        weights = _fill_up([part.percent for part in parts], 100 - sum(percents))
    return [weight / sum(weights) for weight in weights]


def _fill_up(percents: list[float | None], rest: float) -> list[float]:
    """Return all percentages; those without one share what the others leave."""
    missing = percents.count(None)
    if missing and rest <= 0:
        raise BadStyleQuery("query-unclear")
    return [rest / missing if percent is None else percent for percent in percents]
